"""Every permission a person ever gave, with its proof; and taking one back."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from crm.models import Consent
from outreach.compliance.consent import missing_parts
from outreach.services import consents
from outreach.services.gate_facts import as_facts
from outreach.views.finding import lead_of
from realestate.web import toasts
from realestate.web.requests import HtmxRequest

PARTS = {
    "signed": "a signature or a ticked box",
    "names_seller": "our name",
    "number_matches": "this very number",
    "disclosed_automated": "that messages may be automated",
    "not_condition": "that consent is no condition",
    "prechecked": "a box that the person ticked themselves",
}

CHANNELS = {"sms": "texts", "voice": "calls", "email": "email"}


@require_GET
def index(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show a person's permissions, newest first, with what each one lacks."""
    lead = lead_of(request, pk)
    rows = Consent.objects.filter(contact=lead.contact_id).select_related("point").order_by("-given_at", "-pk")
    lines = [
        (
            row,
            [CHANNELS.get(channel, channel) for channel in row.channels],
            [PARTS[part] for part in missing_parts(as_facts(row, lead.brokerage))] if row.level == "pewc" else [],
        )
        for row in rows
    ]
    return render(request, "outreach/permissions.html", {"lead": lead, "lines": lines, "zone": request.agent.timezone})


@require_POST
def revoke(request: HtmxRequest, pk: int, consent: int) -> HttpResponse:
    """Take a permission back."""
    lead = lead_of(request, pk)
    row: Consent = get_object_or_404(Consent.objects.select_related("contact"), pk=consent, contact=lead.contact_id)
    consents.revoke(row, by=request.agent, words=request.POST.get("words", "")[:400])
    toasts.say(request, "Taken back. It counts for nothing from now on; its proof stays.", tone="info")
    return HttpResponseRedirect(reverse("outreach:permissions", args=[pk]))
