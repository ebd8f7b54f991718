"""Settings: who works here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from crm.errors import InvalidAccount
from crm.forms.settings import InviteForm, MemberForm
from crm.models import Agent, Team
from crm.services import password_links
from crm.services import team as service
from crm.states import Role
from realestate.lib.errors import NotAllowed
from realestate.web import toasts, undo
from realestate.web.requests import HtmxRequest


@require_GET
def team(request: HtmxRequest) -> HttpResponse:
    """Show who works here; owners and managers only."""
    return _page(request, InviteForm())


@require_POST
def invite(request: HtmxRequest) -> HttpResponse:
    """Make a log-in, and mail the link that opens it."""
    _leaders_only(request)
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            agent = service.invite(request.agent, **form.cleaned_data)
        except InvalidAccount as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return _invited(request, agent, link=password_links.link(agent.user))
    return _page(request, form, status=422)


@require_POST
def invite_again(request: HtmxRequest, pk: int) -> HttpResponse:
    """Mail a new link to somebody who never came in."""
    agent = _member(request, pk)
    return _invited(request, agent, link=service.invite_again(agent, by=request.agent))


@require_POST
def change(request: HtmxRequest, pk: int) -> HttpResponse:
    """Give an agent another role or team."""
    agent = _member(request, pk)
    form = MemberForm(request.POST)
    if form.is_valid():
        name = " ".join(form.cleaned_data["new_team"].split())
        row = Team.objects.get_or_create(name=name)[0] if name else form.cleaned_data["team"]
        service.change(agent, by=request.agent, role=form.cleaned_data["role"], team=row)
        toasts.say(request, f"{agent.name}: {agent.get_role_display().lower()}{f', {row}' if row else ''}.")
    return HttpResponseRedirect(reverse("crm:settings-team"))


@require_POST
def close(request: HtmxRequest, pk: int) -> HttpResponse:
    """Close an agent's log-in at once, or open it again."""
    agent = _member(request, pk)
    if agent.user.is_active:
        left = service.close(agent, by=request.agent)
        url = undo.offer(request, "team.close", agent=pk)
        toasts.say(
            request, f"{agent.name} is out. {left} of their leads wait for somebody.", tone="attention", undo_url=url
        )
    else:
        service.reopen(agent, by=request.agent)
        toasts.say(request, f"{agent.name} can sign in again.")
    return HttpResponseRedirect(reverse("crm:settings-team"))


@undo.register("team.close")
def _reopen(request: HttpRequest, data: dict[str, Any]) -> str:
    agent = service.reopen(_member(request, data["agent"]), by=request.agent)  # type: ignore[arg-type, attr-defined]
    return f"{agent.name} can sign in again."


def _invited(request: HtmxRequest, agent: Agent, *, link: str) -> HttpResponse:
    """Say that the mail is on its way; on a machine that sends none, show the link, this once, to be handed over."""
    if settings.MAIL_IS_CAUGHT:
        return _page(request, InviteForm(), invited=agent, link=link)
    toasts.say(request, f"The invitation is on its way to {agent.user.email}.")
    return HttpResponseRedirect(reverse("crm:settings-team"))


def _member(request: HtmxRequest, pk: int) -> Agent:
    _leaders_only(request)
    return get_object_or_404(Agent.objects.select_related("user"), pk=pk)


def _leaders_only(request: HtmxRequest) -> None:
    if not request.agent.sees_everyone:
        raise NotAllowed("Only owners and managers see who works here.")


def _page(request: HtmxRequest, form: InviteForm, *, status: int = 200, **more: Any) -> HttpResponse:
    _leaders_only(request)
    agents = Agent.objects.select_related("user", "team").order_by("-user__is_active", "name")
    context = {"part": "team", "form": form, "agents": agents, "teams": list(Team.objects.order_by("name")),
               "roles": Role.choices, "mail_is_caught": settings.MAIL_IS_CAUGHT, **more}  # fmt: skip
    return render(request, "crm/settings_team.html", context, status=status)
