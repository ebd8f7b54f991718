"""How crm's views answer a change: with a toast, and back to where the person was."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from realestate.web import toasts

say_done = toasts.say


SAID = "said"  # the event at which parts of a page that show a person draw themselves anew


def carry_on(request: HttpRequest, fallback: str, *args: object) -> HttpResponse:
    """Leave an htmx page as it is and let its parts draw themselves anew; without htmx, ``go_back``."""
    if not getattr(request, "htmx", None):
        return go_back(request, fallback, *args)
    response = HttpResponse()  # empty, but a fragment: toasts ride on it
    response["HX-Trigger"] = SAID
    return response


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
