"""Change what is known of a person: name and home, numbers and addresses, what they look for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from crm.forms.lead import PersonForm, PointForm, WishesForm
from crm.models import ContactPoint, Lead
from crm.services import contacts, leads
from crm.views.answers import SAID, carry_on, go_back, say_done
from crm.views.finding import lead_of
from crm.views.lead import own_context
from realestate.lib.errors import DomainError
from realestate.web import undo
from realestate.web.requests import HtmxRequest, page


@require_http_methods(["GET", "POST"])
def wishes(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show or take the form of what the lead looks for, in its place on the page."""
    lead = lead_of(request, pk)
    form = WishesForm(request.POST or None, lead=lead)
    if request.method == "POST" and form.is_valid():
        try:
            leads.change(lead, agent=request.agent, **form.columns())
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            say_done(request, "Noted.")
            return _facts_again(request, lead)
    context = {"lead": lead, "contact": lead.contact, "form": form, "title": "What they look for"}
    return page(request, "crm/lead_edit.html", context, part="form", status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def person(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show or take the form of who the person is, in its place on the page."""
    lead = lead_of(request, pk)
    form = PersonForm(request.POST or None, contact=lead.contact)
    if request.method == "POST" and form.is_valid():
        columns = dict(form.cleaned_data)
        if columns["explicit_zone"] != lead.contact.explicit_zone:
            columns["zone_source"] = f"Told {request.agent.name}" if columns["explicit_zone"] else ""
        contacts.change(lead.contact, **columns)
        say_done(request, "Noted.")
        return _facts_again(request, lead)
    context = {"lead": lead, "contact": lead.contact, "form": form, "title": "Who they are"}
    return page(request, "crm/lead_edit.html", context, part="form", status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def add_point(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show or take the form of one more number or address."""
    lead = lead_of(request, pk)
    form = PointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contacts.add_point(lead.contact, form.cleaned_data["kind"], form.cleaned_data["value"], source="page")
        except DomainError as error:
            form.add_error("value", error.message)
        else:
            say_done(request, "Added. It has no permission yet.")
            return carry_on(request, "crm:lead", pk)
    context = {"lead": lead, "contact": lead.contact, "form": form, "title": "Number or address"}
    return page(request, "crm/lead_edit.html", context, part="form", status=422 if form.errors else 200)


@require_POST
def make_primary(request: HtmxRequest, pk: int, point_pk: int) -> HttpResponse:
    """Make a number or address the first choice."""
    point = contacts.make_primary(_point(request, pk, point_pk))
    say_done(request, f"{point} comes first now.")
    return carry_on(request, "crm:lead", pk)


@require_POST
def mark_wrong(request: HtmxRequest, pk: int, point_pk: int) -> HttpResponse:
    """Note that somebody else answers there."""
    point = contacts.mark_wrong(_point(request, pk, point_pk))
    url = undo.offer(request, "point.wrong", lead=pk, point=point.pk)
    say_done(request, "It is never used for this person again.", undo_url=url)
    return carry_on(request, "crm:lead", pk)


@undo.register("point.wrong")
def _right_again(request: HttpRequest, data: dict[str, Any]) -> str:
    contacts.mark_right(_point(request, data["lead"], data["point"]))  # type: ignore[arg-type]
    return "It counts as theirs again."


def _facts_again(request: HtmxRequest, lead: Lead) -> HttpResponse:
    """Put what is known of the lead in the place of the form that changed it."""
    if not request.htmx:
        return go_back(request, "crm:lead", lead.pk)
    response = render(request, "crm/lead.html#facts", own_context(request, lead))
    response["HX-Retarget"], response["HX-Reswap"] = "#lead-facts", "innerHTML"
    response["HX-Trigger"] = SAID
    return response


def _point(request: HtmxRequest, pk: int, point_pk: int) -> ContactPoint:
    return get_object_or_404(ContactPoint, pk=point_pk, contact=lead_of(request, pk).contact)
