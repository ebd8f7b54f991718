"""Settings, Slack and Teams: which rooms hear what agents are told; owners and managers only."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from crm.errors import InvalidAccount
from nurturing.forms import RoomForm
from nurturing.models import ChatRoom
from nurturing.services import rooms
from realestate.lib.errors import NotAllowed, Transient
from realestate.web import toasts
from realestate.web.requests import HtmxRequest

WORDS = "A test from Homestretch"


@sensitive_post_parameters("url")
@require_http_methods(["GET", "POST"])
def index(request: HtmxRequest) -> HttpResponse:
    """List the rooms, or add one."""
    _leaders_only(request)
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            rooms.add(
                data["kind"], name=data["name"], url=data["url"], agent=request.agent if data["only_mine"] else None
            )
        except InvalidAccount as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            toasts.say(request, "Added. Try it, and look whether the test arrives.")
            return redirect("nurturing:rooms")
    rows = ChatRoom.objects.select_related("agent").order_by("name")
    context = {"form": form, "rows": rows, "part": "rooms"}
    return render(request, "nurturing/settings_rooms.html", context, status=422 if form.errors else 200)


@require_POST
def test(request: HtmxRequest, pk: int) -> HttpResponse:
    """Say a test in a room, and what came of it."""
    room = _room(request, pk)
    try:
        went = not request.agent.brokerage.is_demo and rooms.say(room, WORDS)
    except Transient as problem:
        toasts.say(request, str(problem), tone="attention")
        return redirect("nurturing:rooms")
    if request.agent.brokerage.is_demo:
        toasts.say(request, "A demo says nothing to anybody outside.", tone="info")
    else:
        said = "It was taken. Look whether it arrived." if went else "It was refused. See why beside the room."
        toasts.say(request, said, tone="good" if went else "attention")
    return redirect("nurturing:rooms")


@require_POST
def remove(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take a room away, its address with it."""
    room = _room(request, pk)
    room.delete()
    toasts.say(request, f"“{room.name}” hears nothing any more.", tone="info")
    return redirect("nurturing:rooms")


def _room(request: HtmxRequest, pk: int) -> ChatRoom:
    _leaders_only(request)
    return get_object_or_404(ChatRoom, pk=pk)


def _leaders_only(request: HtmxRequest) -> None:
    if not request.agent.sees_everyone:
        raise NotAllowed("Only owners and managers see and change rooms.")
