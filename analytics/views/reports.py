"""Reports: the way of leads in figures and findings."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analytics.metrics import funnel as findings
from analytics.selectors import funnel
from analytics.selectors.funnel import DEFAULT_PERIOD, PERIODS, Asked
from realestate.web.requests import HtmxRequest


@require_GET
def funnel_report(request: HtmxRequest) -> HttpResponse:
    """Show how far leads come, what was written to them, and what a closed deal costs in messages."""
    sources, agents = funnel.choices(request.agent)
    days = request.GET.get("days", DEFAULT_PERIOD)
    days = days if days in PERIODS else DEFAULT_PERIOD
    source = request.GET.get("source", "")
    names = {str(agent.pk): agent.name for agent in agents}
    who = request.GET.get("agent", "")
    chosen = {"days": days, "source": source if source in sources else "", "agent": who if who in names else ""}
    report = funnel.report(
        request.agent,
        Asked(days=int(days), source=chosen["source"], agent_id=int(chosen["agent"]) if chosen["agent"] else None),
    )
    return render(
        request,
        "analytics/reports_funnel.html",
        {
            "report": report,
            "steps": [step.as_chart for step in report.steps],
            "sources": [group.as_chart for group in report.sources],
            "headline": findings.headline(report.steps),
            "loss": findings.widest_loss(report.steps),
            "best": findings.best_source(report.sources),
            "cost": findings.cost_line(report.cost_cents, report.deals),
            "period": PERIODS[days],
            "fields": [
                _field("When", "days", PERIODS, chosen),
                _field("Source", "source", {"": "Any source", **{name: name for name in sources}}, chosen),
                *([_field("Agent", "agent", {"": "Any agent", **names}, chosen)] if names else []),
            ],
        },
    )


def _field(label: str, name: str, options: dict[str, str], chosen: dict[str, str]) -> dict[str, object]:
    """Return one filter: its label says what is chosen, each option is an address."""
    return {
        "label": options.get(chosen[name], label),
        "options": [
            {"text": text, "url": f"?{urlencode({**chosen, name: value})}", "pressed": chosen[name] == value}
            for value, text in options.items()
        ],
    }
