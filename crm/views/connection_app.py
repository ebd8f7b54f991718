"""What a connected location of GoHighLevel is used for beyond webhooks: agents' tasks, and our app installed there."""

import secrets

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from crm.models import GhlConnection
from crm.services import ghl_api, ghl_tasks
from realestate.lib.errors import NotAllowed
from realestate.web import toasts
from realestate.web.requests import HtmxRequest

CHOOSE = "https://marketplace.gohighlevel.com/v2/oauth/chooselocation"
SCOPES = (
    "contacts.readonly contacts.write conversations.readonly conversations/message.readonly"
    " conversations/message.write locations.readonly workflows.readonly"
)
STATE = "ghl_state"


@require_POST
def mirror(request: HtmxRequest, pk: int) -> HttpResponse:
    """Switch the making of agents' tasks over there on or off."""
    row = ghl_tasks.mirror(_row(request, pk), on=bool(request.POST.get("on")))
    toasts.say(request, "New tasks are made there too." if row.mirrors_tasks else "Tasks stay here alone.")
    return _back(row.pk)


@require_POST
def install(request: HtmxRequest, pk: int) -> HttpResponse:
    """Go to GoHighLevel, to install our app for this location."""
    row, state = _row(request, pk), secrets.token_urlsafe(24)
    request.session[STATE] = [row.pk, state]
    asked = {
        "response_type": "code", "client_id": settings.GHL_CLIENT_ID, "scope": SCOPES, "redirect_uri": _return_url(),
        "state": state,
    }  # fmt: skip
    return HttpResponseRedirect(f"{CHOOSE}?{urlencode(asked)}")


@require_GET
def installed(request: HtmxRequest) -> HttpResponse:
    """Take the code that an installation brought back. The state ties it to the session that asked."""
    pk, state = request.session.pop(STATE, (0, ""))
    if not state or not secrets.compare_digest(request.GET.get("state", ""), state):
        raise NotAllowed("This installation was not begun here. Begin it from the location’s page.")
    row = ghl_api.use_code(_row(request, pk), request.GET.get("code", ""), redirect_uri=_return_url())
    toasts.say(request, "The app is installed. Its tokens are kept sealed.")
    return _back(row.pk)


def _row(request: HtmxRequest, pk: int) -> GhlConnection:
    if not request.agent.sees_everyone:
        raise NotAllowed("Only owners and managers see and change connections.")
    return get_object_or_404(GhlConnection, pk=pk)


def _return_url() -> str:
    return settings.PUBLIC_URL + reverse("crm:connection-installed")


def _back(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("crm:connection", args=[pk]))
