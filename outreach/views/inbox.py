"""The inbox: boxes, the list of conversations, one of them open, and who answers in it."""

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from crm.selectors.lead_page import SNOOZES, snooze_until
from crm.services import interactions
from crm.states import InteractionKind
from outreach.forms import OWN_HOUR, NoteForm, RestForm
from outreach.models import Conversation
from outreach.selectors import inbox as selectors
from outreach.selectors import inbox_filters
from outreach.selectors.inbox_filters import Filters
from outreach.selectors.message_search import search_messages
from outreach.selectors.thread import Thread, around, thread
from outreach.services import deciding, handoff, hours, reading, scheduling, writing_out
from outreach.states import Channel, InCharge
from outreach.views.composer import composer_context
from outreach.views.finding import conversation_of
from realestate.web import toasts
from realestate.web.requests import HtmxRequest, page

LONGEST_SEARCH = 120


@require_GET
def index(request: HtmxRequest) -> HttpResponse:
    """Show the list of a box; the thread beside it is empty."""
    opened = request.GET.get("open", "")
    context = {**_listing(request), "open": int(opened) if opened.isdecimal() else 0}
    return page(request, "outreach/inbox.html", context, part="conversations")


@require_GET
def conversation(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show one conversation beside the list."""
    row = conversation_of(request, pk)
    reading.mark_read(row, request.agent)
    return _answer(request, row)


@require_GET
def words(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show what was said meanwhile, and the foot if somebody else is in charge than ``seen`` says."""
    row = conversation_of(request, pk)
    reading.mark_read(row, request.agent)
    context = _context(request, row)
    context["foot_changed"] = request.GET.get("seen") != context["thread"].charge
    return render(request, "outreach/inbox.html#words_again", context)


@require_GET
def earlier(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show older words above those shown; without htmx, the page that starts there."""
    row = conversation_of(request, pk)
    if not request.htmx:
        return _answer(request, row)
    older = thread(row, reader=request.agent, before=request.GET.get("before", ""))
    context = {"conversation": row, "thread": older, "zone": request.agent.timezone, "query": _query(request)}
    return render(request, "outreach/inbox.html#days", context)


@require_POST
def take_over(request: HtmxRequest, pk: int) -> HttpResponse:
    """Put the agent in charge."""
    row = handoff.take_over(conversation_of(request, pk), agent=request.agent)
    toasts.say(request, "This conversation is yours. Homestretch is silent here.")
    return _answer(request, row)


@require_POST
def give_back(request: HtmxRequest, pk: int) -> HttpResponse:
    """Let Homestretch answer again."""
    row = handoff.give_back(conversation_of(request, pk), agent=request.agent)
    toasts.say(request, "Homestretch answers here again.")
    return _answer(request, row)


@require_POST
def note(request: HtmxRequest, pk: int) -> HttpResponse:
    """Keep a private note beside the conversation."""
    row = conversation_of(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        toasts.say(request, "Write something first.", tone="attention")
        return _answer(request, row)
    lead = selectors.leads_of([row.contact_id]).get(row.contact_id)
    summary = form.cleaned_data["note"]
    interactions.record(row.contact, InteractionKind.NOTE, lead=lead, agent=request.agent, summary=summary)
    return _answer(request, row)


@require_POST
def rest(request: HtmxRequest, pk: int) -> HttpResponse:
    """Put the conversation away until later, or wake it."""
    row = conversation_of(request, pk)
    form = RestForm(request.POST)
    if not form.is_valid():
        toasts.say(request, "Choose a day and an hour first.", tone="attention")
        return _answer(request, row)
    until, typed = form.cleaned_data["until"], form.cleaned_data["until_own"]
    moment = None
    if until == OWN_HOUR:
        moment = scheduling.moment_of(typed, ZoneInfo(request.agent.timezone))
    elif until:
        moment = snooze_until(until, request.agent)
    reading.rest(row, moment, by=request.agent)
    toasts.say(request, "It comes back when they write, or then." if moment else "It is back in the inbox.")
    return _answer(request, row)


@require_POST
def unread(request: HtmxRequest, pk: int) -> HttpResponse:
    """Put the conversation before the agent again; back to the list."""
    reading.mark_unread(conversation_of(request, pk), request.agent)
    toasts.say(request, "Unread again. It stays under Needs you until you open it.")
    return redirect(f"{reverse('outreach:inbox')}?{_query(request)}")


@require_GET
def export(request: HtmxRequest, pk: int) -> StreamingHttpResponse:
    """Return the whole conversation as CSV, to those who may read it."""
    row = conversation_of(request, pk)
    response = StreamingHttpResponse(writing_out.as_csv(row, by=request.agent), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="conversation-{row.pk}.csv"'
    return response


@require_POST
def decide(request: HtmxRequest, pk: int) -> HttpResponse:
    """Say whether an unclear answer was a wish to stop."""
    row = conversation_of(request, pk)
    if request.POST.get("was_stop") == "yes":
        deciding.count_as_stop(row, agent=request.agent)
        toasts.say(request, f"{row.contact.name} will not be written to any more.", tone="info")
    else:
        deciding.go_on(row, agent=request.agent)
        toasts.say(request, "Automation goes on.")
    return _answer(request, row)


def _answer(request: HtmxRequest, row: Conversation) -> HttpResponse:
    """Answer with the conversation: drawn anew for htmx, as a page, or by a trip back after a plain form."""
    if request.method == "POST" and not request.htmx:
        return redirect(f"{reverse('outreach:conversation', args=[row.pk])}?{_query(request)}")
    drawn = {"open": row.pk, "again": bool(request.htmx)}
    context = {**_listing(request), **_context(request, row), **drawn}
    return page(request, "outreach/inbox.html", context, part="thread")


def _listing(request: HtmxRequest) -> dict[str, Any]:
    box = _box(request)
    return {
        "boxes": selectors.boxes(request.agent),
        "box": box,
        **_shown_list(request, box),
        "query": _query(request),
        "zone": request.agent.timezone,
    }


def _shown_list(request: HtmxRequest, box: str) -> dict[str, Any]:
    """Return what stands in the list: conversations, or what was found with the words looked for."""
    after, words = request.GET.get("after", ""), _words(request)
    if words:
        return {"words": words, "found": search_messages(request.agent, words, after=after)}
    filters = Filters.read(request.GET)
    chosen, fields = inbox_filters.chips(filters, box, request.agent)
    listing = selectors.listing(request.agent, box, filters=filters, after=after)
    return {"listing": listing, "chosen": chosen, "fields": fields}


def _context(request: HtmxRequest, row: Conversation) -> dict[str, Any]:
    wanted = request.GET.get("at", "")
    before = around(row, int(wanted)) if wanted.isdecimal() else request.GET.get("before", "")
    shown: Thread = thread(row, reader=request.agent, before=before)
    is_mine = row.in_charge == InCharge.AGENT and row.agent_id == request.agent.pk
    context = {
        "conversation": row,
        "contact": row.contact,
        "thread": shown,
        "lead": shown.lead,
        "is_mine": is_mine,
        "hours": hours.hours_of(row.contact, number=shown.number),
        "snoozes": [(key, words) for key, (words, _) in SNOOZES.items()],
        "query": _query(request),
        "zone": request.agent.timezone,
    }
    if is_mine and shown.lead:
        channel = Channel.EMAIL if request.GET.get("channel") == Channel.EMAIL else Channel.SMS
        context |= composer_context(shown.lead, channel, place="inbox", writer=request.agent)
    return context


def _box(request: HtmxRequest) -> str:
    box = request.GET.get("box", "")
    return box if box in selectors.BOXES else "needs"


def _query(request: HtmxRequest) -> str:
    words = _words(request)
    return urlencode({"box": _box(request)} | Filters.read(request.GET).query() | ({"q": words} if words else {}))


def _words(request: HtmxRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST_SEARCH]
