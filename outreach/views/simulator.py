"""The phone simulator: a lead's own phone beside what happens inside, for brokerages that no carrier serves."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from crm.models import Contact
from crm.selectors import timeline
from crm.states import Carrier
from outreach.forms import AnswerForm
from outreach.selectors import simulator as selectors
from outreach.selectors.inbox import leads_of
from outreach.services import demo_time, hours, inbox
from outreach.views.finding import contact_of
from realestate.lib import clock
from realestate.web import toasts
from realestate.web.requests import HtmxRequest, page

TRACE = 14
TRY = ("Can I see it on Saturday?", "who is this?", "what’s it worth", "STOP", "no mas por favor")


@require_GET
def index(request: HtmxRequest) -> HttpResponse:
    """Show the phones; the first one is in hand. Where a carrier serves them, only mail may have stayed here."""
    if request.agent.brokerage.carrier != Carrier.SIMULATOR:
        return redirect("outreach:mail")
    phones = selectors.phones(request.agent)
    if phones:
        return redirect("outreach:simulator-phone", pk=phones[0].contact_id)
    return page(request, "outreach/simulator.html", {"phones": []}, part="stage")


@require_GET
def phone(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show one phone with its texts, its owner's clock, and what happened inside."""
    _check_carrier(request)
    return _answer(request, contact_of(request, pk))


@require_POST
def answer(request: HtmxRequest, pk: int) -> HttpResponse:
    """Send a text from this phone, as its owner would."""
    _check_carrier(request)
    contact = contact_of(request, pk)
    form = AnswerForm(request.POST)
    held = selectors.phone_of(contact.pk)
    if not form.is_valid() or held is None:
        toasts.say(request, "Write something first.", tone="attention")
        return _answer(request, contact)
    inbox.receive_text(
        provider="simulator",
        external_id=str(form.cleaned_data["idempotency_key"]),
        from_number=held.number,
        body=form.cleaned_data["body"],
        received_at=clock.now(),
    )
    return _answer(request, contact)


@require_POST
def move_clock(request: HtmxRequest, pk: int) -> HttpResponse:
    """Move the demo's clock on: to the next open hour, or by an hour or a day."""
    _check_carrier(request)
    contact = contact_of(request, pk)
    held = selectors.phone_of(contact.pk)
    open_hours = hours.hours_of(contact, number=held.number if held else "")
    to = request.POST.get("to")
    if to == "open" and open_hours and not open_hours.is_open:
        moment = open_hours.changes_at + timedelta(seconds=1)
    else:
        moment = clock.now() + (timedelta(days=1) if to == "day" else timedelta(hours=1))
    demo_time.move_to(request.agent.brokerage, moment)
    toasts.say(request, "The demo’s clock was moved on. What fell due is being done.")
    return redirect("outreach:simulator-phone", pk=pk)


def _answer(request: HtmxRequest, contact: Contact) -> HttpResponse:
    if request.method == "POST" and not request.htmx:
        return redirect("outreach:simulator-phone", pk=contact.pk)
    held = selectors.phone_of(contact.pk)
    if held is None:
        raise Http404
    context: dict[str, Any] = {
        "contact": contact,
        "phone": held,
        "phones": [] if request.htmx else selectors.phones(request.agent),
        "lead": leads_of([contact.pk]).get(contact.pk),
        "screen": selectors.screen(held.number),
        "hours": hours.hours_of(contact, number=held.number),
        "brokerage": request.agent.brokerage,
        "days": timeline.history(contact, zone=request.agent.timezone, most=TRACE).days,
        "tries": TRY,
        "zone": request.agent.timezone,
    }
    return page(request, "outreach/simulator.html", context, part="stage")


def _check_carrier(request: HtmxRequest) -> None:
    """Where a real carrier serves the brokerage there are no simulated phones."""
    if request.agent.brokerage.carrier != Carrier.SIMULATOR:
        raise Http404
