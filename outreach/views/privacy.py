"""Requests about personal data: the log, and one request step by step."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.models import Contact, Lead
from outreach.forms import RequestForm
from outreach.models import Message, PrivacyRequest, RetentionRun
from outreach.services import privacy, retention
from outreach.views.safeguards import draw, managers_only
from realestate.lib import clock
from realestate.web import toasts
from realestate.web.requests import HtmxRequest


@require_http_methods(["GET", "POST"])
def index(request: HtmxRequest) -> HttpResponse:
    """Show the log of requests and what retention does; on POST (``lead``) log a request of a person."""
    managers_only(request)
    lead = _lead(request)
    form = RequestForm(request.POST or None)
    if request.method == "POST" and lead is not None and form.is_valid():
        row = privacy.receive(
            lead.contact, form.cleaned_data["kind"], how=form.cleaned_data["how"], agent=request.agent
        )
        return HttpResponseRedirect(reverse("outreach:privacy-request", args=[row.pk]))
    rows = PrivacyRequest.objects.select_related("contact").order_by("answered_at", "answer_by", "-pk")
    context = {
        "lead": lead,
        "form": form,
        "rows": rows[:100],
        "today": clock.now().date(),
        "run": RetentionRun.objects.order_by("-pk").first(),
        "rules": [(key, rule.title) for key, rule in retention.RULES.items()],
    }
    return draw(request, "privacy", context, status=422 if form.errors else 200)


@require_GET
def one(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show one request at the step it has reached."""
    managers_only(request)
    row = _find(pk)
    context = {"row": row, "proofs": privacy.proofs(row), "today": clock.now().date()}
    return draw(request, "request", context)


@require_POST
def act(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take the next step: acknowledge, extend, verify, answer or refuse."""
    managers_only(request)
    row, step = _find(pk), request.POST.get("step", "")
    words = request.POST.get("words", "")
    match step:
        case "acknowledge":
            privacy.acknowledge(row)
        case "extend":
            privacy.extend(row, because=words)
        case "verify":
            privacy.verify(row, by=request.agent, proof=_message(request), note=words)
        case "answer":
            privacy.answer(row, by=request.agent)
        case "refuse":
            privacy.refuse(row, by=request.agent, because=words)
    toasts.say(request, "Kept.")
    return HttpResponseRedirect(reverse("outreach:privacy-request", args=[pk]))


@require_GET
def copy(request: HtmxRequest, pk: int) -> HttpResponse:
    """Return everything about the person as a zip."""
    managers_only(request)
    response = HttpResponse(privacy.archive(_find(pk)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="PR-{pk}.zip"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def retain(request: HtmxRequest) -> HttpResponse:
    """Count what the retention rules would remove now."""
    managers_only(request)
    run = retention.run(dry=True, by=request.agent)
    toasts.say(request, f"{sum(run.counts.values()):,} rows would go tonight.", tone="info")
    return HttpResponseRedirect(reverse("outreach:privacy"))


def _find(pk: int) -> PrivacyRequest:
    rows = PrivacyRequest.objects.select_related("contact__brokerage", "verified_by", "proof", "agent")
    row: PrivacyRequest = get_object_or_404(rows, pk=pk)
    return row


def _lead(request: HtmxRequest) -> Lead | None:
    pk = request.POST.get("lead") or request.GET.get("lead") or ""
    if not pk.isdecimal():
        return None
    people = Contact.objects.present()
    return get_object_or_404(Lead.objects.filter(contact__in=people).select_related("contact"), pk=int(pk))


def _message(request: HtmxRequest) -> Message | None:
    pk = request.POST.get("proof", "")
    return get_object_or_404(Message, pk=int(pk)) if pk.isdecimal() else None
