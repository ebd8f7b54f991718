"""What every request passes: its correlation id, its agent and brokerage, and the content policy of its answer."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

import structlog
from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect
from django_scopes.exceptions import ScopeError

from realestate.lib import access, scopes
from realestate.live import position

log = structlog.get_logger()

# Doors with locks of their own: tokens, signatures, the admin's log-in.
_OWN_LOCKS = ("/api/", "/webhooks/", "/anymail/", "/live/", "/health/", "/admin/", "/static/", "/metrics")
CHOSEN = "admin_brokerage"  # in the session of a superuser
_QUIET = ("/static/", "/health/", "/metrics")

GetResponse = Callable[[HttpRequest], HttpResponse]


class CorrelationMiddleware:
    """Give each request an id (or keep its caller's), put it on every log line and on the answer, and time it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        correlation_id = access.correlation_id(request.headers.get("X-Request-ID", ""))
        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
            began = time.perf_counter()
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            response["X-Request-ID"] = correlation_id
            route = request.resolver_match.route if request.resolver_match else "unknown"
            is_logged = not request.path.startswith(_QUIET)
            access.note(str(request.method), route, response.status_code, seconds, logged=is_logged)
        return response


class ContentSecurityMiddleware(CSPMiddleware):
    """The strict policy of the settings everywhere; under ``/admin/`` what its theme cannot do without.

    The theme's Alpine evaluates its attributes as code, and without that nobody could even log in there.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy of one answer."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/admin/") and not report_only:
            parts.update = {**(parts.update or {}), "script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]}
        return parts


class AgentMiddleware:
    """Say who asks (``request.agent``), and put their brokerage in force for the whole answer, streams included.

    Every page is closed to strangers unless its view says ``@login_not_required``; so a forgotten guard is a
    closed door.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.agent = agent = _agent_of(request)  # type: ignore[attr-defined]
        brokerage = agent.brokerage if agent else _brokerage_of(request)
        if brokerage is None:
            return self.get_response(request)
        if agent is not None and request.method == "GET" and not getattr(request, "htmx", None):
            request.live_seq = position.now(brokerage.pk)  # type: ignore[attr-defined]  # before the page reads rows
        with scopes.in_brokerage(brokerage):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _each_in_scope(brokerage, response.streaming_content)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send strangers to the log-in, and operators without an agent to the admin, where they work."""
        is_open = not getattr(view, "login_required", True) or request.path_info.startswith(_OWN_LOCKS)
        if is_open or request.agent:  # type: ignore[attr-defined]
            return None
        if request.user.is_authenticated:
            return HttpResponseRedirect("/admin/") if request.user.is_staff else _belongs_to_nobody(request)
        htmx = getattr(request, "htmx", None)
        is_page = request.method in {"GET", "HEAD"}  # an address that only takes forms cannot be gone back to
        came_from = (htmx.current_url_abs_path if htmx else request.get_full_path() if is_page else "/") or "/"
        response = redirect_to_login(came_from)
        return HttpResponseClientRedirect(response.url) if htmx else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Ask a superuser, who has no brokerage, in which one they want to see the rows they asked for."""
        in_admin = request.path_info.startswith("/admin/") and request.user.is_superuser
        if isinstance(exception, ScopeError) and in_admin and scopes.current() is None:
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('crm:admin-brokerage')}?{query}")
        return None


def _belongs_to_nobody(request: HttpRequest) -> HttpResponse:
    reason = "Your log-in is not tied to anybody who works here. Ask your broker."
    return render(request, "errors/refused.html", {"reason": reason}, status=403)


def _agent_of(request: HttpRequest) -> Any:
    """Return the signed-in agent, brokerage and all, or None. The reverse link keeps this floor free of crm."""
    if not request.user.is_authenticated:
        return None
    try:
        agent = request.user.agent
    except ObjectDoesNotExist:
        return None
    return agent if agent.brokerage.is_active else None


def _brokerage_of(request: HttpRequest) -> Any:
    """Return the brokerage of a log-in without an agent; in the admin, the one that a superuser chose."""
    own = getattr(request.user, "brokerage", None)
    if own is not None or not getattr(request.user, "is_superuser", False):
        return own
    chosen = request.session.get(CHOSEN) if request.path_info.startswith("/admin/") else None
    try:
        return scopes.load(chosen) if chosen is not None else None
    except ObjectDoesNotExist:
        del request.session[CHOSEN]
        return None


def _each_in_scope(brokerage: Any, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a stream's chunks, each made inside the scope: the server asks for them after the view is over."""
    rest = iter(chunks)
    while True:
        with scopes.in_brokerage(brokerage):
            chunk = next(rest, None)
        if chunk is None:
            return
        yield chunk
