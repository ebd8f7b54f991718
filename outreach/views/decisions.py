"""The decision log: the list, and one decision as a sentence with all it rests on."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.selectors import decisions as selectors
from outreach.selectors.decisions import Filters
from outreach.selectors.words import REASONS
from outreach.states import Channel, Verdict
from realestate.web.requests import HtmxRequest, page

VERDICTS: list[tuple[str, str]] = [(Verdict.BLOCK, "Blocked"), (Verdict.DEFER, "Held"), (Verdict.ALLOW, "Allowed")]


@require_GET
def index(request: HtmxRequest) -> HttpResponse:
    """Show the log under its filters, with its newest decision beside it."""
    context = _listing(request)
    newest = context["log"].rows[0] if context["log"].rows else None
    context["one"] = selectors.one(_find(request, newest.pk)) if newest else None
    context["view"] = "list"
    return page(request, "outreach/decisions.html", context, part="rows")


@require_GET
def decision(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show one decision, beside the log."""
    one = selectors.one(_find(request, pk))
    context = {"one": one, "zone": request.agent.timezone, "view": "one"}
    if not request.htmx:
        context |= _listing(request)
    return page(request, "outreach/decisions.html", context, part="decision")


def _find(request: HtmxRequest, pk: int) -> Any:
    rows = selectors.visible_to(request.agent).select_related("contact", "message__agent")
    return get_object_or_404(rows, pk=pk)


def _listing(request: HtmxRequest) -> dict[str, Any]:
    filters = Filters.read(request.GET)
    return {
        "log": selectors.log(request.agent, filters, after=request.GET.get("after", "")),
        "filters": filters,
        "verdicts": _options(filters, "verdict", VERDICTS),
        "fields": _fields(filters),
        "query": urlencode(filters.as_query()),
        "zone": request.agent.timezone,
    }


def _options(filters: Filters, name: str, choices: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return a filter's values as the page draws them: where pressing one leads, and whether it is on."""
    query = filters.as_query()
    chosen = query.pop(name, "")
    return [
        {
            "text": text,
            "url": f"{reverse('outreach:decisions')}?{urlencode(query if value == chosen else {**query, name: value})}",
            "pressed": value == chosen,
        }
        for value, text in choices
    ]


def _fields(filters: Filters) -> list[dict[str, Any]]:
    reasons, channels = list(REASONS.items()), list(Channel.choices)
    return [
        {
            "label": dict(reasons).get(filters.reason, "Any reason"),
            "options": _options(filters, "reason", reasons),
        },
        {
            "label": dict(channels).get(filters.channel, "Any channel"),
            "options": _options(filters, "channel", channels),
        },
    ]
