"""Bring people in from a file: upload, correct the columns, look over, bring in, take back."""

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from crm.errors import InvalidImport
from crm.forms.imports import UploadForm, mapping_of
from crm.models import Import
from crm.selectors import imports as selectors
from crm.services import import_look, import_undo, import_workbooks
from crm.services import imports as service
from crm.states import ImportState, RowOutcome
from realestate.web import toasts
from realestate.web.requests import HtmxRequest, page


@require_GET
def imports(request: HtmxRequest) -> HttpResponse:
    """Show the form for a file, and what was brought in before."""
    return render(request, "crm/imports.html", {"form": UploadForm(), "imports": selectors.recent(request.agent)})


@require_POST
def upload(request: HtmxRequest) -> HttpResponse:
    """Keep a file, and go on to its columns."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            file = import_workbooks.as_text(data["file"])
            row = service.upload(file, lead_kind=data["lead_kind"], source=data["source"] or "csv", agent=request.agent)
        except InvalidImport as error:
            form.add_error(error.field if error.field in form.fields else "file", error.message)
        else:
            return HttpResponseRedirect(reverse("crm:import", args=[row.pk]))
    return render(request, "crm/imports.html", {"form": form, "imports": selectors.recent(request.agent)}, status=422)


@require_GET
def one(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show an import at the step it has reached."""
    row = _import_of(request, pk)
    context: dict[str, object] = {"row": row, "fields": import_look.fields()}
    if row.status == ImportState.UPLOADED:
        context["look"] = import_look.look(row)
        return render(request, "crm/import_look.html", context)
    outcome, after = request.GET.get("outcome", ""), request.GET.get("after", "")
    context |= {
        "found": selectors.rows(row, outcome=outcome, after=int(after) if after.isdecimal() else 0),
        "outcome": outcome,
        "outcomes": [("", "All"), *RowOutcome.choices],
        "is_waiting": selectors.is_waiting(row),
    }
    return page(request, "crm/import_result.html", context, part="rows")


@require_POST
def columns(request: HtmxRequest, pk: int) -> HttpResponse:
    """Correct what the columns mean, and look over again."""
    row = _import_of(request, pk)
    service.set_mapping(row, mapping_of(import_look.header(row), request.POST))
    return HttpResponseRedirect(reverse("crm:import", args=[pk]))


@require_POST
def start(request: HtmxRequest, pk: int) -> HttpResponse:
    """Bring the people in, in the background; also again after a failure."""
    service.start(_import_of(request, pk))
    return HttpResponseRedirect(reverse("crm:import", args=[pk]))


@require_GET
def progress(request: HtmxRequest, pk: int) -> HttpResponse:
    """Draw the bar anew; when all is in, the whole page."""
    row = _import_of(request, pk)
    if not selectors.is_waiting(row) and request.htmx:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "crm/import_progress.html", {"row": row})


@require_POST
def undo(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take back what only this import brought."""
    done = import_undo.undo(_import_of(request, pk))
    kept = f" {done.kept} stay: somebody worked with them since." if done.kept else ""
    toasts.say(request, f"{done.people} people and {done.leads} leads were taken back.{kept}", tone="info")
    return HttpResponseRedirect(reverse("crm:import", args=[pk]))


@require_GET
def rejected(request: HtmxRequest, pk: int) -> StreamingHttpResponse:
    """Return the rows that stayed out, as a file to correct and bring again."""
    row = _import_of(request, pk)
    response = StreamingHttpResponse(service.rejected_csv(row), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-{pk}.csv"'
    return response


def _import_of(request: HtmxRequest, pk: int) -> Import:
    return get_object_or_404(selectors.for_agent(request.agent), pk=pk)
