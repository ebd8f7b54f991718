"""May we write to this person: their clock and hours, permissions, and what they told us by word of mouth."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from crm.incoming.lead import IncomingConsent
from crm.models import ContactPoint, Lead
from crm.services import intake
from crm.states import ConsentLevel, PointKind
from crm.views.answers import SAID, go_back
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
    return _changed(request, lead)


@require_POST
def consent(request: HtmxRequest, pk: int, point: int) -> HttpResponse:
    """Keep a permission that the person gave by word or on paper."""
    lead = lead_of(request, pk)
    row = point_of(lead, point)
    form = ConsentForm(request.POST, auto_id=f"consent_{row.pk}_%s")
    if not form.is_valid():
        return _answer(request, lead, open_form=(row.pk, form), status=422)
    intake.record_consent(lead.contact, [row], _given(form.cleaned_data, row, request), door="agent")
    toasts.say(request, "The permission is kept.")
    return _changed(request, lead)


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
        number_matches=not is_signed or data["number"],
        disclosed_automated=data["automated"],
        not_condition=data["not_condition"],
        proof={"how": data["how"], "agent": request.agent.pk},
    )


def _changed(request: HtmxRequest, lead: Lead) -> HttpResponse:
    """Draw the panel anew; the rest of the page hears ``said``."""
    if not request.htmx:
        return go_back(request, "crm:lead", lead.pk)
    response = _answer(request, lead)
    response["HX-Trigger"] = SAID
    return response


def _answer(
    request: HtmxRequest, lead: Lead, *, open_form: tuple[int, ConsentForm] | None = None, status: int = 200
) -> HttpResponse:
    points = ContactPoint.objects.filter(contact_id=lead.contact_id)
    found = suppression.stops_of(lead.brokerage, list(points))
    stopped = {pk: STOPS[scope] for pk, scope in found.items()}
    opened, refused = open_form or (0, None)
    lines = [
        (permit, refused if permit.point.pk == opened else ConsentForm(auto_id=f"consent_{permit.point.pk}_%s"))
        for permit in selectors.permits(lead.contact, stopped)
    ]
    return render(request, "outreach/reach.html", {"lead": lead, "lines": lines, "opened": opened}, status=status)
