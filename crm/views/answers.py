"""How crm's views answer a change: with a toast, and back to where the person was."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from realestate.web import toasts

say_done = toasts.say


def go_back(request: HttpRequest, fallback: str, *args: object) -> HttpResponse:
    """Return to the page the request came from, drawn anew; to ``fallback`` if it does not say.

    htmx draws the page again by itself, which keeps no half-old parts on it.
    """
    htmx = getattr(request, "htmx", None)
    if htmx:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    came_from = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        came_from = reverse(fallback, args=args)
    return HttpResponseRedirect(came_from)
