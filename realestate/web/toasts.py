"""Short messages that float in and leave: what was done, with its undo, or why it was refused."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from realestate.lib.errors import DomainError, NotAllowed

TONES = ("good", "attention", "risk", "info")
REFUSED = 422
FORBIDDEN = 403
NOT_PAGES = ("/api/", "/webhooks/", "/live/", "/health/")  # their clients read JSON, and answer errors themselves


@dataclass(frozen=True)
class Toast:
    """One message: its words, its tone, and the address a POST undoes it at (empty when it cannot be undone)."""

    text: str
    tone: str = "good"
    undo_url: str = ""


def say(request: HttpRequest, text: str, *, tone: str = "good", undo_url: str = "") -> Toast:
    """Leave a toast for the next thing this person sees, be it a page or a fragment.

    ``undo_url`` takes a POST; the toast then holds an Undo button for ten seconds.
    """
    if tone not in TONES:
        raise ValueError(f"A toast's tone is one of {', '.join(TONES)}, not {tone!r}.")
    toast = Toast(text, tone, undo_url)
    messages.info(request, text, extra_tags=f"{tone} {undo_url}")
    return toast


def take(request: HttpRequest) -> list[Toast]:
    """Return the toasts that wait, oldest first, and forget them."""
    found = []
    for message in messages.get_messages(request):
        tone, _, undo_url = (message.extra_tags or "info ").partition(" ")
        found.append(Toast(str(message.message), tone if tone in TONES else "info", undo_url))
    return found


def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer a refusal: a toast that leaves the page as it is, a trip back with a toast, or a page that says why."""
    if getattr(request, "htmx", None):
        say(request, error.message, tone="risk")
        response = HttpResponse(status=REFUSED)
        response["HX-Reswap"] = "none"
        return response
    came_from = request.META.get("HTTP_REFERER", "")
    if request.method == "POST" and url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, request.is_secure()
    ):
        say(request, error.message, tone="risk")
        return HttpResponseRedirect(came_from)
    status = FORBIDDEN if isinstance(error, NotAllowed) else REFUSED
    return render(request, "errors/refused.html", {"reason": error.message}, status=status)


class ToastMiddleware:
    """Turn refusals into toasts, and append waiting toasts to htmx fragments; a full page draws them itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, with its toasts."""
        response = self.get_response(request)
        if self._carries(request, response):
            waiting = take(request)
            if waiting:
                response.content += render_to_string("components/toasts_oob.html", {"toasts": waiting}).encode()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal on a page; any other failure stays one."""
        if isinstance(exception, DomainError) and not request.path_info.startswith(NOT_PAGES):
            return refuse(request, exception)
        return None

    @staticmethod
    def _carries(request: HttpRequest, response: HttpResponse) -> bool:
        """A fragment that htmx puts on the page: not a boosted page, not a redirect, not a stream."""
        htmx = getattr(request, "htmx", None)
        leaves = any(name in response for name in ("HX-Redirect", "HX-Refresh", "HX-Location", "Location"))
        is_html = response.get("Content-Type", "").startswith("text/html")
        return bool(htmx and not htmx.boosted and is_html and not leaves and not response.streaming)
