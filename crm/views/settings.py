"""Settings: my own, the brokerage's, whether anything is sent, and keys."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from crm.forms.settings import BrokerageForm, KeyForm, ProfileForm, SendingForm
from crm.models import Agent, ApiKey, Brokerage
from crm.services import accounts, api_keys, team
from crm.states import Role
from crm.views.answers import go_back
from realestate.lib.errors import NotAllowed
from realestate.web import toasts, undo
from realestate.web.requests import HtmxRequest


@require_http_methods(["GET", "POST"])
def mine(request: HtmxRequest) -> HttpResponse:
    """Show or take one's own settings."""
    form = ProfileForm(request.POST or None, agent=request.agent)
    if request.method == "POST" and form.is_valid():
        accounts.change_agent(request.agent, **form.cleaned_data)
        toasts.say(request, "Your settings are kept.")
        response = HttpResponseRedirect(reverse("crm:settings"))
        response.set_cookie("theme", form.cleaned_data["theme"], max_age=31536000, samesite="Lax")
        return response
    return _page(request, "mine", {"form": form})


@require_http_methods(["GET", "POST"])
def brokerage(request: HtmxRequest) -> HttpResponse:
    """Show or take the brokerage's settings; owners only."""
    _owners_only(request)
    row: Brokerage = request.agent.brokerage
    form = BrokerageForm(request.POST or None, brokerage=row)
    if request.method == "POST" and form.is_valid():
        team.change_brokerage(row, by=request.agent, **form.cleaned_data)
        toasts.say(request, "The brokerage’s settings are kept.")
        return HttpResponseRedirect(reverse("crm:settings-brokerage"))
    return _page(request, "brokerage", {"form": form, "brokerage": row})


@require_POST
def sending(request: HtmxRequest) -> HttpResponse:
    """Stop or resume everything that goes to leads."""
    _owners_only(request)
    form = SendingForm(request.POST)
    form.is_valid()
    paused = bool(form.cleaned_data["sending_paused"])
    team.change_brokerage(request.agent.brokerage, by=request.agent, sending_paused=paused)
    said = "Nothing goes out to leads now." if paused else "Sending is on again."
    url = undo.offer(request, "brokerage.sending", paused=not paused)
    toasts.say(request, said, tone="attention" if paused else "good", undo_url=url)
    return go_back(request, "crm:settings-brokerage")


@undo.register("brokerage.sending")
def _sending_back(request: HttpRequest, data: dict[str, bool]) -> str:
    agent: Agent = request.agent  # type: ignore[attr-defined]
    team.change_brokerage(agent.brokerage, by=agent, sending_paused=data["paused"])
    return "As before."


@require_http_methods(["GET", "POST"])
def keys(request: HtmxRequest) -> HttpResponse:
    """Show one's keys, or make one and show it this once."""
    form, key = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _, key = api_keys.create(request.agent, name=form.cleaned_data["name"])
        form = KeyForm()
    rows = ApiKey.objects.filter(agent=request.agent).order_by("-id")
    return _page(request, "keys", {"form": form, "key": key, "rows": rows})


@require_POST
def revoke(request: HtmxRequest, pk: int) -> HttpResponse:
    """Close one's own key for good."""
    row = api_keys.revoke(get_object_or_404(ApiKey, pk=pk, agent=request.agent))
    toasts.say(request, f"The key “{row.name}” opens nothing any more.", tone="info")
    return HttpResponseRedirect(reverse("crm:settings-keys"))


@require_POST
def availability(request: HtmxRequest) -> HttpResponse:
    """Take new leads, or take none for now."""
    accounts.change_agent(request.agent, is_available=bool(request.POST.get("available")))
    said = "You get new leads." if request.agent.is_available else "New leads go to others now."
    toasts.say(request, said, tone="info")
    return HttpResponse() if request.htmx else go_back(request, "crm:people")


def _owners_only(request: HtmxRequest) -> None:
    if request.agent.role != Role.OWNER:
        raise NotAllowed("Only owners see and change the brokerage’s settings.")


def _page(request: HtmxRequest, part: str, context: dict[str, object]) -> HttpResponse:
    form = context.get("form")
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, f"crm/settings_{part}.html", {"part": part, **context}, status=status)
