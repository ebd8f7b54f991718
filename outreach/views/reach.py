"""May we write to this person: their clock and hours, permissions, and what they told us by word of mouth."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from crm.incoming.lead import IncomingConsent
from crm.models import ContactPoint, Lead
from crm.services import intake
from crm.states import ConsentLevel, PointKind
from crm.views.answers import go_back
from outreach.forms import ConsentForm, StopForm
from outreach.selectors import reach as selectors
from outreach.selectors.words import STOPS
from outreach.services import deciding, hours, suppression
from outreach.views.finding import lead_of, point_of
from realestate.web import toasts
from realestate.web.requests import HtmxRequest

CHANNELS = {PointKind.PHONE: ("sms", "voice"), PointKind.EMAIL: ("email",)}


@require_GET
def clock(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the person's hour, and the hours at which texts may go."""
    lead = lead_of(request, pk)
    phones = ContactPoint.objects.filter(contact_id=lead.contact_id, kind=PointKind.PHONE).order_by("-is_primary", "pk")
    number = phones.values_list("value", flat=True).first() or ""
    return render(request, "outreach/clock.html", {"hours": hours.hours_of(lead.contact, number=number)})


@require_GET
def reach(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show each number and address with what may be done with it."""
    return _answer(request, lead_of(request, pk))


@require_POST
def stop(request: HtmxRequest, pk: int, point: int) -> HttpResponse:
    """Keep that the person told us to stop. There is no way back from here."""
    lead = lead_of(request, pk)
    row = point_of(lead, point)
    form = StopForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    deciding.stop(row, agent=request.agent, everything=bool(said.get("everything")), verbatim=said.get("words", ""))
    toasts.say(request, "Kept. Nothing goes there any more, and what waited was taken back.", tone="info")
    return go_back(request, "crm:lead", pk)


@require_POST
def consent(request: HtmxRequest, pk: int, point: int) -> HttpResponse:
    """Keep a permission that the person gave by word or on paper."""
    lead = lead_of(request, pk)
    row = point_of(lead, point)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _answer(request, lead, open_form=(row.pk, form), status=422)
    intake.record_consent(lead.contact, [row], _given(form.cleaned_data, row, request), door="agent")
    toasts.say(request, "The permission is kept.")
    return go_back(request, "crm:lead", pk)


def _given(data: dict[str, Any], point: ContactPoint, request: HtmxRequest) -> IncomingConsent:
    is_signed = data["level"] == ConsentLevel.PEWC
    return IncomingConsent(
        level=data["level"],
        channels=CHANNELS[PointKind(point.kind)],
        source="agent",
        wording=data["wording"],
        wording_version="as signed" if is_signed else "by word",
        seller_named=request.agent.brokerage.name if is_signed else "",
        signed=is_signed,
        disclosed_automated=data["automated"],
        not_condition=data["not_condition"],
        proof={"how": data["how"], "agent": request.agent.pk},
    )


def _answer(
    request: HtmxRequest, lead: Lead, *, open_form: tuple[int, ConsentForm] | None = None, status: int = 200
) -> HttpResponse:
    points = ContactPoint.objects.filter(contact_id=lead.contact_id)
    found = suppression.stops_of(lead.brokerage, list(points))
    stopped = {pk: STOPS[scope] for pk, scope in found.items()}
    context = {
        "lead": lead,
        "permits": selectors.permits(lead.contact, stopped),
        "form": ConsentForm(auto_id="consent_%s"),
        "stop_form": StopForm(auto_id="stop_%s"),
        "open_form": open_form,
    }
    return render(request, "outreach/reach.html", context, status=status)
