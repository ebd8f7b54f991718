"""One deal: open it, see it, change it, close it, lose it, and take such a step back."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.errors import NotReopened
from crm.forms.deals import CloseForm, DealForm, LoseForm, NewDealForm, initial_of
from crm.models import Deal, StageChange
from crm.selectors import deals as selectors
from crm.services import deals
from crm.states import DealStage
from crm.views.finding import deal_of, lead_of
from realestate.lib.errors import IllegalTransition
from realestate.web import toasts, undo
from realestate.web.forms import SheetForm
from realestate.web.requests import HtmxRequest


@require_http_methods(["GET", "POST"])
def add(request: HtmxRequest) -> HttpResponse:
    """Open a deal for a lead."""
    given = request.GET.get("lead", "")
    lead = lead_of(request, int(given) if given.isdecimal() else 0)
    kind = "buyer" if lead.kind == "buyer" else "seller"
    form = NewDealForm(request.POST or None, initial={"title": lead.contact.name, "kind": kind})
    if request.method == "POST" and form.is_valid():
        deal = deals.open_deal(lead, agent=lead.assigned_to or request.agent, **form.cleaned_data)
        toasts.say(request, f"{deal.title} is on the board.")
        return HttpResponseRedirect(reverse("crm:deal", args=[deal.pk]))
    return render(request, "crm/deal_add.html", {"form": form, "lead": lead}, status=422 if form.errors else 200)


@require_GET
def deal(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show one deal."""
    return _page(request, deal_of(request, pk))


@require_POST
def change(request: HtmxRequest, pk: int) -> HttpResponse:
    """Write what is newly known of a deal."""
    row = deal_of(request, pk)
    form = DealForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form)
    deals.change(row, **form.cleaned_data)
    toasts.say(request, "Noted.")
    return HttpResponseRedirect(reverse("crm:deal", args=[pk]))


@require_POST
def close(request: HtmxRequest, pk: int) -> HttpResponse:
    """Win a deal at its final price."""
    row = deal_of(request, pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, row, close_form=form)
    before = amounts_of(row)
    deals.close(row, by=request.agent, **form.cleaned_data)
    toasts.say(request, f"{row.title} is closed. Well done.", undo_url=offer_back(request, row, before))
    return HttpResponseRedirect(f"{reverse('crm:pipeline')}?kind={row.kind}")


@require_POST
def lose(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take a lost deal off the board, with the reason. From its page it can be taken up again."""
    row = deal_of(request, pk)
    form = LoseForm(request.POST)
    if not form.is_valid():
        return _page(request, row, lose_form=form)
    deals.move(row, DealStage.LOST, by=request.agent, lost_reason=form.cleaned_data["lost_reason"])
    url = offer_back(request, row, amounts_of(row))
    toasts.say(request, f"{row.title} is off the board.", tone="info", undo_url=url)
    return HttpResponseRedirect(reverse("crm:deal", args=[pk]))


@require_POST
def reopen(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take a closing back, however long ago it was. The final amounts stand as what is expected."""
    row = deal_of(request, pk)
    if row.stage != DealStage.CLOSED:
        raise IllegalTransition(f"{row.title} is not closed.")
    deals.take_back(selectors.last_step(row), by=request.agent, **amounts_of(row))
    toasts.say(request, f"{row.title} is under contract again. What its closing ended stays ended.", tone="info")
    return HttpResponseRedirect(reverse("crm:deal", args=[pk]))


def amounts_of(row: Deal) -> dict[str, int | None]:
    """Return what a deal counts for."""
    return {"value_cents": row.value_cents, "commission_cents": row.commission_cents}


def offer_back(request: HtmxRequest, row: Deal, before: dict[str, int | None]) -> str:
    """Return the address that undoes the step a deal just took; ``before`` are its amounts until then."""
    return undo.offer(request, "deal.step", step=selectors.last_step(row).pk, **before)


@undo.register("deal.step")
def _step_back(request: HttpRequest, data: dict[str, Any]) -> str:
    step = StageChange.objects.filter(pk=data.pop("step")).first()
    if step is None:
        raise NotReopened("The deal was moved since, so this step cannot be taken back any more.")
    deal_of(request, step.deal_id)  # type: ignore[arg-type]
    row = deals.take_back(step, by=request.agent, **data)  # type: ignore[attr-defined]
    return f"{row.title} is at {row.get_stage_display().lower()} again."


def _page(
    request: HtmxRequest,
    row: Deal,
    *,
    form: SheetForm | None = None,
    close_form: SheetForm | None = None,
    lose_form: SheetForm | None = None,
) -> HttpResponse:
    context = {
        "deal": row,
        "page": selectors.deal_page(row),
        "zone": request.agent.timezone,
        "form": form or DealForm(initial=initial_of(row)),
        "close_form": close_form or CloseForm(initial=amounts_of(row)),
        "lose_form": lose_form or LoseForm(),
    }
    return render(request, "crm/deal.html", context, status=422 if (form or close_form or lose_form) else 200)
