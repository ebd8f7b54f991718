"""The board: deals by stage, moved by hand or by keyboard."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from crm.selectors import pipeline as selectors
from crm.services import deals
from crm.states import DealKind, DealStage, LeadStatus
from crm.views.deals import amounts_of, offer_back
from crm.views.finding import deal_of
from realestate.lib.errors import IllegalTransition
from realestate.web import toasts
from realestate.web.requests import HtmxRequest, page


@require_GET
def pipeline(request: HtmxRequest) -> HttpResponse:
    """Show one board."""
    kind = request.GET.get("kind", DealKind.BUYER)
    return _board(request, kind if kind in DealKind.values else DealKind.BUYER, request.GET.get("whose") == "mine")


@require_GET
def preview(request: HtmxRequest, pk: int) -> HttpResponse:
    """Say what a move would mean, under the column the card is over."""
    deal = deal_of(request, pk)
    to = request.GET.get("stage", "")
    step = {str(stage): status for stage, status in deals.LEAD_STEP.items()}.get(to)
    context = {
        "deal": deal,
        "refusal": selectors.refusal(deal, to),
        "closes": to == DealStage.CLOSED,
        "lead_step": LeadStatus(step).label.lower() if step else "",
    }
    return render(request, "crm/pipeline_preview.html", context)


@require_POST
def move(request: HtmxRequest, pk: int) -> HttpResponse:
    """Move a deal, and draw its board anew. Closing needs its amounts, so it leads to the deal."""
    deal = deal_of(request, pk)
    to, old = request.POST.get("stage", ""), deal.stage
    if reason := selectors.refusal(deal, to):
        raise IllegalTransition(reason)
    if to in {DealStage.CLOSED, DealStage.LOST} and to != old:
        return _to(request, f"{reverse('crm:deal', args=[pk])}#{to}")
    if to != old:
        deals.move(deal, to, by=request.agent)
        url = offer_back(request, deal, amounts_of(deal))
        toasts.say(request, f"{deal.title} is at {deal.get_stage_display().lower()} now.", undo_url=url)
    if request.htmx:
        return _board(request, deal.kind, request.POST.get("whose") == "mine")
    return HttpResponseRedirect(f"{reverse('crm:pipeline')}?kind={deal.kind}")


def _board(request: HtmxRequest, kind: str, only_mine: bool) -> HttpResponse:
    columns = selectors.board(kind, request.agent, only_mine=only_mine)
    still_open = [column for column in columns if not column.is_end]
    context = {
        "columns": columns,
        "kind": kind,
        "kinds": selectors.kinds(),
        "only_mine": only_mine,
        "count": sum(column.count for column in still_open),
        "sum_cents": sum(column.sum_cents for column in still_open),
    }
    return page(request, "crm/pipeline.html", context, part="board")


def _to(request: HtmxRequest, url: str) -> HttpResponse:
    if not request.htmx:
        return HttpResponseRedirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response
