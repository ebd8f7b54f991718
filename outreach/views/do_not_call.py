"""Do-not-call lists: upload, ages, the scrub of all numbers and its report."""

import csv
from collections.abc import Iterator

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from outreach.forms import DncForm
from outreach.models import DncScrub
from outreach.selectors import safeguards as selectors
from outreach.services import dnc_import, scrubbing
from outreach.views.safeguards import draw, managers_only
from realestate.lib import scopes
from realestate.lib.errors import DomainError
from realestate.web import toasts
from realestate.web.requests import HtmxRequest

PAGE = 50


class Line:
    """A file-like that hands the writer's line back instead of keeping it."""

    def write(self, text: str) -> str:
        """Return what would be written."""
        return text


@require_http_methods(["GET", "POST"])
def lists(request: HtmxRequest) -> HttpResponse:
    """Show the lists in force and the last scrub; on POST load a list."""
    managers_only(request)
    form = DncForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        file = data.pop("file")
        try:
            row = dnc_import.load(
                file.file, brokerage=request.agent.brokerage, filename=file.name, agent=request.agent, **data
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else "file", error.message)
        else:
            toasts.say(request, f"{row.title}: {row.rows:,} numbers are in force.")
            return HttpResponseRedirect(reverse("outreach:do-not-call"))
    after = request.GET.get("after", "")
    found = selectors.found_on_lists().filter(pk__gt=int(after) if after.isdecimal() else 0)
    rows = list(found[: PAGE + 1])
    leads = selectors.leads_of([check.point.contact_id for check in rows])
    for check in rows:
        check.lead_id = leads.get(check.point.contact_id)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "lists": selectors.lists_in_force(),
        "scrub": DncScrub.objects.order_by("-pk").select_related("agent").first(),
        "found": rows[:PAGE],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else "",
    }
    return draw(request, "do_not_call", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
def scrub(request: HtmxRequest) -> HttpResponse:
    """Put all numbers before the lists, in the background."""
    managers_only(request)
    scrubbing.start(by=request.agent)
    toasts.say(request, "The scrub has begun. This page shows what it finds.", tone="info")
    return HttpResponseRedirect(reverse("outreach:do-not-call"))


@require_GET
def found(request: HtmxRequest) -> StreamingHttpResponse:
    """Return the numbers found on a list, as a CSV file."""
    managers_only(request)
    brokerage = request.agent.brokerage

    def lines() -> Iterator[str]:
        writer = csv.writer(Line())
        yield writer.writerow(["number", "person", "list", "list_date"])
        with scopes.in_brokerage(brokerage):  # the view's own scope ends before the last line is sent
            for row in selectors.found_on_lists().iterator(chunk_size=2_000):
                yield writer.writerow([row.point.value, row.point.contact.name, row.registry, row.list_date])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="do-not-call.csv"'
    return response
