"""Sequences: the list, one of them, and its switch."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.models import Lead
from crm.views.answers import go_back
from nurturing.errors import InvalidSequence
from nurturing.forms import PlanForm
from nurturing.models import Sequence, SequenceVersion
from nurturing.selectors import health, plan_file
from nurturing.selectors import sequences as selectors
from nurturing.services import dry_run, enrollment
from nurturing.services import sequences as services
from nurturing.views.finding import sequence_of, sequence_to_change, sequence_to_switch
from realestate.web import toasts
from realestate.web.requests import HtmxRequest, page


@require_GET
def sequences(request: HtmxRequest) -> HttpResponse:
    """List every sequence with how it fares."""
    return render(request, "nurturing/sequence_list.html", {"rows": selectors.rows(), "late": health.overdue()})


@require_GET
def sequence(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show one sequence: its steps down the line, who is in it, and a dry run for one person."""
    row = sequence_of(request, pk)
    version = row.versions.filter(is_current=True).first()
    before = request.GET.get("before", "")
    context = {
        "sequence": row,
        "version": version,
        "starts": selectors.starts_when(row),
        "figures": selectors.figures_of([row.pk]).get(row.pk, selectors.Figures()),
        "steps": selectors.step_lines(version) if version else [],
        "people": selectors.people_in(row, request.agent, before=int(before) if before.isdigit() else 0),
        **_dry_run(request, row, version),
    }
    part = "people" if before else "dry"
    return page(request, "nurturing/sequence.html", context, part=part)


@require_http_methods(["GET", "POST"])
def edit(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the plan as its file, or make what was changed the next version."""
    row = sequence_to_change(request, pk)
    version = row.versions.filter(is_current=True).first()
    steps = version.steps.select_related("template") if version else []
    form = PlanForm(request.POST or None, initial={"plan": plan_file.write(row, version, steps) if version else ""})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            kept = services.change(row, data["plan"], agent=request.agent, note=data["note"])
        except InvalidSequence as refusal:
            form.add_error("plan", refusal.message)
        else:
            new = f"Version {kept.version.number} is for everybody who begins now."
            toasts.say(request, new if kept.is_new else "Nothing changed.")
            return HttpResponseRedirect(reverse("nurturing:sequence", args=[row.pk]))
    context = {"sequence": row, "version": version, "form": form, "templates": selectors.templates_to_name(row)}
    return render(request, "nurturing/sequence_edit.html", context, status=422 if form.errors else 200)


@require_POST
def switch_off(request: HtmxRequest, pk: int) -> HttpResponse:
    """Throw the kill switch, with a way back."""
    row = services.pause(sequence_to_switch(request, pk))
    toasts.say(
        request, f"“{row}” is off; nothing of it goes out.", tone="attention",
        undo_url=reverse("nurturing:sequence-on", args=[row.pk]),
    )  # fmt: skip
    return go_back(request, "nurturing:sequence", row.pk)


@require_POST
def switch_on(request: HtmxRequest, pk: int) -> HttpResponse:
    """Let a sequence go on."""
    row = services.resume(sequence_to_switch(request, pk))
    toasts.say(request, f"“{row}” is on.", undo_url=reverse("nurturing:sequence-off", args=[row.pk]))
    return go_back(request, "nurturing:sequence", row.pk)


@require_POST
def start(request: HtmxRequest, pk: int) -> HttpResponse:
    """Put the chosen person into this sequence."""
    row = sequence_of(request, pk)
    lead = _chosen(request, request.POST.get("lead", ""))
    if lead is None:
        toasts.say(request, "Choose a person first.", tone="attention")
    else:
        enrollment.enroll(lead, row, because=f"Started by {request.agent.name}", agent=request.agent)
        toasts.say(request, f"{lead.contact.name} started “{row}”.")
    return HttpResponseRedirect(reverse("nurturing:sequence", args=[row.pk]))


def _dry_run(request: HtmxRequest, row: Sequence, version: SequenceVersion | None) -> dict[str, object]:
    lead = _chosen(request, request.GET.get("lead", ""))
    words = request.GET.get("q", "").strip()
    return {
        "q": words,
        "found": selectors.people_named(words, request.agent),
        "lead": lead,
        "zone": selectors.zone_of(lead) if lead else "",
        "tried": dry_run.try_out(version, lead) if lead and version else [],
        "may_start": bool(lead and selectors.to_start_by_hand(lead).filter(pk=row.pk).exists()),
    }


def _chosen(request: HtmxRequest, pk: str) -> Lead | None:
    if not pk.isdigit():
        return None
    rows = Lead.objects.for_agent(request.agent).select_related("contact", "assigned_to", "brokerage")
    found: Lead | None = rows.filter(pk=int(pk)).first()
    return found
