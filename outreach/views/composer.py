"""Writing to a person by hand: the box to write in, what the words cost, and whether they may go."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from crm.models import Agent, ContactPoint, Lead
from crm.states import PointKind
from crm.views.answers import go_back
from outreach.errors import MissingFact, Unreachable
from outreach.forms import FORMS
from outreach.models import Message, TemplateVersion
from outreach.selectors.shown import dollars, show
from outreach.services import by_hand, composing, drafting, enclosing, hours, personalising, scheduling, templates
from outreach.services.enclosing import LIMITS
from outreach.states import WAITING, Channel
from outreach.views.finding import lead_of
from realestate.templatetags.formats import local_day, local_time
from realestate.web import toasts
from realestate.web.requests import HtmxRequest, page

TABS = {Channel.SMS: "Text", Channel.EMAIL: "Email"}
MOST_WAITING = 8
MOST_TEMPLATES = 40
DRAFT_SECONDS = 20.0  # somebody waits at the page


@require_GET
def composer(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the box to write in, on the lead page or below a conversation; without htmx, on a page of its own.

    Where no channel is named, it is the one that the person can be reached by.
    """
    lead = lead_of(request, pk)
    channel = _channel(request.GET) if "channel" in request.GET else _reachable_by(lead)
    context = composer_context(lead, channel, place=_place(request.GET), writer=request.agent)
    context |= _filled(request, lead, channel)
    return page(request, "outreach/composer.html", context, part="box")


@require_GET
def fill(request: HtmxRequest, pk: int) -> HttpResponse:
    """Put a template's words for this person into the box, with what they rest on."""
    lead = lead_of(request, pk)
    channel = _channel(request.GET)
    context = {"lead": lead, "contact": lead.contact, "channel": channel, **_templates(lead, channel)}
    context |= _filled(request, lead, channel)
    return render(request, "outreach/composer.html#words", context)


@require_POST
def draft(request: HtmxRequest, pk: int) -> HttpResponse:
    """Have a language model make the chosen template personal. It is a draft: who sends it answers for it."""
    lead = lead_of(request, pk)
    channel = _channel(request.POST)
    context = {"lead": lead, "contact": lead.contact, "channel": channel, **_templates(lead, channel)}
    context |= _filled(request, lead, channel)
    if "filled" in context:
        about = context["version"].template
        context["personal"] = personalising.rewrite(
            context["filled"], lead, channel=channel, touch=about.touch, within=DRAFT_SECONDS
        )
    return render(request, "outreach/composer.html#words", context)


@require_POST
def count(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show what the words written so far would cost, and whether they may go."""
    lead = lead_of(request, pk)
    words = {name: request.POST.get(name, "") for name in ("body", "subject")}
    context = _judged(lead, _channel(request.POST), with_pictures=request.POST.get("pictures", "0") != "0", **words)
    context["held_by"] = by_hand.answered_by(lead, writer=request.agent)
    return render(request, "outreach/composer.html#foot", context)


@require_GET
def waiting(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show what waits to go out to this person."""
    return what_waits(request, lead_of(request, pk))


@require_POST
def send(request: HtmxRequest, pk: int) -> HttpResponse:
    """Ask for the message: now, when quiet hours end, or at the hour that was chosen on their clock."""
    lead = lead_of(request, pk)
    channel = _channel(request.POST)
    form = FORMS[channel](request.POST)
    if not form.is_valid():
        return _refused(request, lead, str(next(iter(form.errors.values()))[0]))
    data = form.cleaned_data
    zone = scheduling.zone_of(lead, request.agent)
    written = by_hand.write(
        lead,
        agent=request.agent,
        key=f"composer:{data['idempotency_key']}",
        channel=channel,
        body=data["body"],
        subject=data.get("subject", ""),
        at=scheduling.moment_of(data["at"], zone) if data["at"] else None,
        version=_version(request.POST, lead, channel),
        enclosed=enclosing.take(request.FILES.getlist("files"), channel),
    )
    toasts.say(request, _said(written, zone))
    return sent(request, lead, channel)


def what_waits(request: HtmxRequest, lead: Lead) -> HttpResponse:
    """Answer with the messages that wait to go out to a person."""
    context = {"waiting": _waiting(lead), "theirs": scheduling.zone_of(lead, request.agent), "lead": lead}
    return render(request, "outreach/composer.html#waiting", context)


def composer_context(lead: Lead, channel: str, *, place: str, writer: Agent) -> dict[str, Any]:
    """Return what the box needs. ``place`` is ``lead`` or ``inbox``: where it stands."""
    return {
        "lead": lead,
        "contact": lead.contact,
        "tabs": TABS.items(),
        "place": place,
        "waiting": _waiting(lead),
        "theirs": scheduling.zone_of(lead, writer),
        "held_by": by_hand.answered_by(lead, writer=writer),
        **_templates(lead, channel),
        **_judged(lead, channel),
    }


def _judged(
    lead: Lead, channel: str, *, body: str = "", subject: str = "", with_pictures: bool = False
) -> dict[str, Any]:
    context: dict[str, Any] = {"lead": lead, "contact": lead.contact, "channel": channel}
    context |= {"limits": LIMITS[channel], "with_pictures": with_pictures}
    try:
        written = drafting.draft(lead, channel=channel, body=body, subject=subject, with_pictures=with_pictures)
    except Unreachable as refusal:
        return {**context, "unreachable": refusal.message}
    number = written.point.value if channel == Channel.SMS else ""
    known = hours.hours_of(lead.contact, number=number)
    return {
        **context,
        "draft": written,
        "cost": dollars(written.cost_micros),
        "verdict": str(written.decision.decision),
        "hours": known,
        "later": scheduling.choices(ZoneInfo(known.zone)) if known else [],
    }


def _templates(lead: Lead, channel: str) -> dict[str, Any]:
    return {"templates": templates.usable(lead, channel)[:MOST_TEMPLATES]}


def _filled(request: HtmxRequest, lead: Lead, channel: str) -> dict[str, Any]:
    """Return a chosen template filled for this person; where something is missing for it, the reason in its place."""
    version = _version(request.POST if request.method == "POST" else request.GET, lead, channel)
    if version is None:
        return {}
    try:
        return {"filled": composing.compose(version, lead, agent=request.agent), "version": version}
    except MissingFact as refusal:
        return {"not_filled": refusal.message, "chosen": version.template}


def _version(data: Any, lead: Lead, channel: str) -> TemplateVersion | None:
    number = data.get("template", "")
    if not number.isdecimal():
        return None
    found: TemplateVersion | None = templates.usable(lead, channel).filter(pk=int(number)).first()
    return found


def _waiting(lead: Lead) -> list[Any]:
    rows = Message.objects.filter(contact_id=lead.contact_id, status__in=WAITING).select_related("agent")
    return show(rows.order_by("due_at", "pk")[:MOST_WAITING])


def sent(request: HtmxRequest, lead: Lead, channel: str) -> HttpResponse:
    """Answer with an empty box: what waits, and a fresh foot. Other parts of the page hear ``said``."""
    if not request.htmx:
        return go_back(request, "crm:lead", lead.pk)
    context = {"waiting": _waiting(lead), "theirs": scheduling.zone_of(lead, request.agent)}
    context |= _judged(lead, channel)
    context |= _templates(lead, channel)
    response = render(request, "outreach/composer.html#sent", context)
    response["HX-Trigger"] = "said"
    return response


def _refused(request: HtmxRequest, lead: Lead, words: str) -> HttpResponse:
    """Say what is missing, and leave the box as it is."""
    toasts.say(request, words, tone="attention")
    if not request.htmx:
        return go_back(request, "crm:lead", lead.pk)
    response = HttpResponse(status=422)
    response["HX-Reswap"] = "none"
    return response


def _said(written: by_hand.Written, zone: ZoneInfo) -> str:
    message = written.message
    what = "The text" if message.channel == Channel.SMS else "The email"
    if not scheduling.is_scheduled(message):
        return f"{what} is on its way."
    when = f"{local_day(message.due_at, zone)}, {local_time(message.due_at, zone)} their time"
    if written.is_moved:
        return f"That hour is closed where they live. {what} goes out {when}."
    return f"{what} goes out {when}."


def _reachable_by(lead: Lead) -> str:
    has_phone = ContactPoint.objects.filter(contact_id=lead.contact_id, kind=PointKind.PHONE, is_wrong=False).exists()
    return Channel.SMS if has_phone else Channel.EMAIL


def _channel(data: Any) -> str:
    channel = data.get("channel", Channel.SMS)
    if channel not in TABS:
        raise Http404
    return str(channel)


def _place(data: Any) -> str:
    return "inbox" if data.get("place") == "inbox" else "lead"
