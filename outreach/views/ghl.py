"""Settings, GoHighLevel: connect a location, see whether it answers, say what is mirrored; owners only."""

import secrets

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.models import GhlConnection
from crm.services import ghl_api, ghl_intake, ghl_tasks
from crm.states import Role
from outreach.forms import GhlForm
from realestate.lib.errors import DomainError, NotAllowed, Transient
from realestate.web import toasts
from realestate.web.requests import HtmxRequest, page

CHOOSE = "https://marketplace.gohighlevel.com/v2/oauth/chooselocation"
SCOPES = (
    "contacts.readonly contacts.write conversations.readonly conversations/message.readonly"
    " conversations/message.write locations.readonly workflows.readonly"
)
STATE = "ghl_state"


@require_http_methods(["GET", "POST"])
def connection(request: HtmxRequest) -> HttpResponse:
    """Show the connection; on POST keep a location and its token, once their API has taken it."""
    _owners_only(request)
    row = GhlConnection.objects.order_by("pk").first()
    form = GhlForm(request.POST or None, initial={"location_id": row.location_id if row else ""})
    if request.method == "POST" and form.is_valid():
        try:
            row = row or ghl_intake.connect(form.cleaned_data["location_id"])
            ghl_api.use_token(row, form.cleaned_data["token"])
            toasts.say(request, "GoHighLevel is connected.")
            return redirect("outreach:settings-ghl")
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        except Transient:
            form.add_error(None, "GoHighLevel does not answer right now. Nothing was changed.")
        if row is not None:
            row.refresh_from_db()  # what was tried is forgotten
    context = {
        "form": form,
        "row": row,
        "can_install": ghl_api.can_install(),
        "hooks_url": f"{settings.PUBLIC_URL}/webhooks/ghl/",
        "part": "ghl",
    }
    response = page(request, "outreach/settings_ghl.html", context, part="frame")
    response.status_code = 422 if form.errors else 200
    return response


@require_POST
def mirror(request: HtmxRequest) -> HttpResponse:
    """Switch the making of agents' tasks over there on or off."""
    _owners_only(request)
    row = ghl_api.connection()
    if row is not None:
        ghl_tasks.mirror(row, on=bool(request.POST.get("on")))
        toasts.say(request, "New tasks are made there too." if row.mirrors_tasks else "Tasks stay here alone.")
    return redirect("outreach:settings-ghl")


@require_POST
def forget(request: HtmxRequest) -> HttpResponse:
    """Throw the token away."""
    _owners_only(request)
    row = ghl_api.connection()
    if row is not None:
        ghl_api.forget(row)
        toasts.say(request, "The token is thrown away. Nothing goes out through GoHighLevel now.", tone="attention")
    return redirect("outreach:settings-ghl")


@require_POST
def install(request: HtmxRequest) -> HttpResponse:
    """Send an owner to GoHighLevel, to install our app for their location."""
    _owners_only(request)
    request.session[STATE] = secrets.token_urlsafe(24)
    asked = {
        "response_type": "code", "client_id": settings.GHL_CLIENT_ID, "scope": SCOPES, "redirect_uri": _back(),
        "state": request.session[STATE],
    }  # fmt: skip
    return redirect(f"{CHOOSE}?{urlencode(asked)}")


@require_GET
def installed(request: HtmxRequest) -> HttpResponse:
    """Take the code that an installation brought back. The state ties it to the session that asked."""
    _owners_only(request)
    state = request.session.pop(STATE, "")
    row = GhlConnection.objects.order_by("pk").first()
    if not state or request.GET.get("state") != state or row is None:
        raise NotAllowed("This installation was not begun here. Begin it from this page.")
    ghl_api.use_code(row, request.GET.get("code", ""), redirect_uri=_back())
    toasts.say(request, "GoHighLevel is connected.")
    return redirect("outreach:settings-ghl")


def _back() -> str:
    return settings.PUBLIC_URL + reverse("outreach:ghl-installed")


def _owners_only(request: HtmxRequest) -> None:
    if request.agent.role != Role.OWNER:
        raise NotAllowed("Only owners connect other services.")
