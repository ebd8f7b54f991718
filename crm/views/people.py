"""The people list: look, add, take out as a file."""

import csv
from collections.abc import Iterator

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from crm.errors import InvalidLead
from crm.forms.people import ListForm, PersonForm
from crm.models import Agent, Lead
from crm.selectors import lists
from crm.selectors import people as selectors
from crm.selectors.people import Filters
from crm.services import intake
from realestate.lib import phones, text
from realestate.web import toasts
from realestate.web.requests import HtmxRequest, is_fragment, page

log = structlog.get_logger()

EXPORT_HEAD = ["Name", "Phone", "Email", "Kind", "Stage", "Score", "City", "State", "Source", "Agent", "Added"]
EXPORT_BATCH = 500


@require_GET
def people(request: HtmxRequest) -> HttpResponse:
    """Show a list of people: the whole page, or only more rows of it."""
    filters = Filters.read(request.GET)
    found = selectors.page(filters, request.agent, after=request.GET.get("after", ""))
    rows = selectors.rows(found.leads, zone=request.agent.timezone)
    context = {"rows": rows, "next": found.next, "query": filters.query(), "filters": filters}
    if not is_fragment(request):
        built_in, saved = lists.rail(request.agent, filters)
        chosen, fields = lists.chips(filters, request.agent)
        title = next((line.name for line in [*saved, *built_in] if line.is_current), "Your choice")
        context |= {"built_in": built_in, "saved": saved, "chosen": chosen, "fields": fields, "title": title}
        context |= {"list_form": ListForm(), "list_fields": sorted(filters.chosen().items())}
    return page(request, "crm/people.html", context, part="rows")


@require_http_methods(["GET", "POST"])
def add(request: HtmxRequest) -> HttpResponse:
    """Add a person; one who is known already is joined, not doubled."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = intake.take_in(form.incoming(), door="page", agent=request.agent)
        except InvalidLead as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            said = "is here now" if taken.created else "was here already; what is new was added"
            toasts.say(request, " ".join([f"{taken.contact.name} {said}.", *taken.warnings]))
            return HttpResponseRedirect(reverse("crm:lead", args=[taken.lead.pk]))
    return render(request, "crm/person_add.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Return the list as CSV, row by row, however long it is."""
    agent: Agent = request.agent  # type: ignore[attr-defined]
    filters = Filters.read(request.GET)
    log.info("people.exported", agent=agent.pk, filters=sorted(filters.chosen()))
    response = StreamingHttpResponse(_csv(filters, agent), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response


class _Line:
    """Hands each written line straight back, as the csv module wants a file."""

    def write(self, line: str) -> str:
        return line


def _csv(filters: Filters, agent: Agent) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(EXPORT_HEAD)
    after = ""
    while True:
        found = selectors.page(filters, agent, after=after, size=EXPORT_BATCH)
        yield "".join(writer.writerow([text.cell(value) for value in _export_row(lead)]) for lead in found.leads)
        after = found.next
        if not after:
            return


def _export_row(lead: Lead) -> list[object]:
    contact = lead.contact
    first: dict[str, str] = {}
    for point in contact.all_points:  # fetched by fill
        first.setdefault(point.kind, point.value)
    phone = phones.display(first["phone"]) if "phone" in first else ""
    return [
        contact.name, phone, first.get("email", ""), lead.get_kind_display(), lead.get_status_display(), lead.score,
        contact.city, contact.state, lead.source, lead.assigned_to or "", lead.created_at.date().isoformat(),
    ]  # fmt: skip
