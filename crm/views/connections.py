"""Settings: the brokerage's connections to GoHighLevel."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.errors import InvalidAccount
from crm.forms.connections import ConnectForm, TokenForm
from crm.ghl.routing import ROUTES
from crm.models import GhlConnection, InboundHook
from crm.models.doors import GHL_PROVIDERS
from crm.selectors import connections as selectors
from crm.services import connections as service
from crm.services import ghl_api
from crm.states import HookState
from realestate.lib.errors import NotAllowed
from realestate.web import toasts, undo
from realestate.web.requests import HtmxRequest

OUR_OWN = "WorkflowContact"  # the one kind that they do not know


@require_http_methods(["GET", "POST"])
def index(request: HtmxRequest) -> HttpResponse:
    """List the connected locations, or connect one."""
    _leaders_only(request)
    form = ConnectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = service.connect(form.cleaned_data["location_id"])
        except InvalidAccount as error:
            form.add_error("location_id", error.message)
        else:
            toasts.say(request, "Connected. Now tell GoHighLevel where to send what happens.")
            return _back(row)
    context = {"part": "connections", "form": form, "rows": GhlConnection.objects.order_by("-is_active", "location_id")}
    return render(request, "crm/settings_connections.html", context, status=422 if form.errors else 200)


@require_GET
def one(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show one location: what to paste over there, what has come, what failed."""
    return _page(request, _row(request, pk), TokenForm())


@sensitive_post_parameters("token")
@require_POST
def token(request: HtmxRequest, pk: int) -> HttpResponse:
    """Try a private integration token, and keep it."""
    row, form = _row(request, pk), TokenForm(request.POST)
    if form.is_valid():
        try:
            service.use_token(row, form.cleaned_data["token"])
        except InvalidAccount as error:
            form.add_error("token", error.message)
        else:
            toasts.say(request, "It works. The token is kept sealed.")
            return _back(row)
    row.refresh_from_db()
    return _page(request, row, form, status=422)


@require_POST
def forget(request: HtmxRequest, pk: int) -> HttpResponse:
    """Throw the token away."""
    row = ghl_api.forget(_row(request, pk))
    toasts.say(request, "The token is gone from here. Webhooks still come in.", tone="info")
    return _back(row)


@require_POST
def rotate(request: HtmxRequest, pk: int) -> HttpResponse:
    """Give the workflow hook a new address."""
    row = _row(request, pk)
    url = undo.offer(request, "connection.rotate", row=row.pk, secret=service.rotate_secret(row))
    toasts.say(request, "The old address is closed. Paste the new one into your workflows.", undo_url=url)
    return _back(row)


@require_POST
def disconnect(request: HtmxRequest, pk: int) -> HttpResponse:
    """Stop with a location."""
    row = service.disconnect(_row(request, pk))
    url = undo.offer(request, "connection.disconnect", row=row.pk)
    toasts.say(request, f"{row} is disconnected. What it sends is kept.", tone="attention", undo_url=url)
    return _back(row)


@require_POST
def reconnect(request: HtmxRequest, pk: int) -> HttpResponse:
    """Go on with a location."""
    row = service.reconnect(_row(request, pk))
    toasts.say(request, f"{row} is connected again.")
    return _back(row)


@require_POST
def retry(request: HtmxRequest, pk: int, hook_pk: int) -> HttpResponse:
    """Handle one kept webhook once more."""
    row = _row(request, pk)
    hook = get_object_or_404(InboundHook, pk=hook_pk, brokerage_id=row.brokerage_id, provider__in=GHL_PROVIDERS)
    hook = service.retry(hook)
    if hook.status == HookState.HANDLED:
        toasts.say(request, f"{hook.kind}: done this time.")
    else:
        toasts.say(request, f"{hook.kind}: {hook.error}", tone="attention")
    return _back(row)


@require_POST
def retry_all(request: HtmxRequest, pk: int) -> HttpResponse:
    """Have everything that failed handled once more."""
    row = _row(request, pk)
    toasts.say(request, f"{service.retry_failed(row)} are tried once more. Look again in a moment.", tone="info")
    return _back(row)


@undo.register("connection.disconnect")
def _connect_back(request: HttpRequest, data: dict[str, Any]) -> str:
    return f"{service.reconnect(_row(request, data['row']))} is connected again."  # type: ignore[arg-type]


@undo.register("connection.rotate")
def _rotate_back(request: HttpRequest, data: dict[str, Any]) -> str:
    service.put_secret_back(_row(request, data["row"]), data["secret"])  # type: ignore[arg-type]
    return "The former address is open again."


def _row(request: HtmxRequest, pk: int) -> GhlConnection:
    _leaders_only(request)
    return get_object_or_404(GhlConnection.objects.select_related("brokerage"), pk=pk)


def _leaders_only(request: HtmxRequest) -> None:
    if not request.agent.sees_everyone:
        raise NotAllowed("Only owners and managers see and change connections.")


def _back(row: GhlConnection) -> HttpResponse:
    return HttpResponseRedirect(reverse("crm:connection", args=[row.pk]))


def _page(request: HtmxRequest, row: GhlConnection, form: TokenForm, *, status: int = 200) -> HttpResponse:
    context = {
        "part": "connections",
        "row": row,
        "form": form,
        "heard": selectors.heard(row),
        "hook_url": settings.PUBLIC_URL + reverse("doors:ghl"),
        "workflow_url": settings.PUBLIC_URL + reverse("doors:ghl-workflow", args=[row.hook_secret]),
        "is_reachable": settings.IS_HTTPS,
        "can_install": ghl_api.can_install(),
        "kinds": sorted(kind for kind in ROUTES if kind != OUR_OWN),
    }
    return render(request, "crm/settings_connection.html", context, status=status)
