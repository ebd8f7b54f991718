"""Scores of a story: the real features and the real rules, on what was known at each moment."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from analytics.demo.story import Story
from crm.models import Agent, Brokerage, Contact, Lead
from crm.states import DealStage
from scoring import events as facts
from scoring.features import registry
from scoring.features.facts import LeadFacts
from scoring.models import Alert, Evaluation
from scoring.predictors import rules
from scoring.services import openers
from scoring.services.alerts import HOT_FROM, TO_ANSWER_HOT, TO_ANSWER_NEW, TO_ANSWER_REQUEST
from scoring.states import AlertKind

MOST_MOMENTS = 5  # scores kept per lead: the first, the latest events, and the present
FRESH = timedelta(hours=16)  # an alert younger than this still waits for somebody
ENDS = {DealStage.CLOSED, DealStage.LOST}


def judge(story: Story) -> None:
    """Write the lead's evaluations, its score, and the alerts that a rise to hot raised."""
    now = story.book.as_of
    moments = sorted({moment for moment in story.moments if moment < now})
    kept = moments if len(moments) <= MOST_MOMENTS else [moments[0], *moments[-(MOST_MOMENTS - 1) :]]
    before: int | None = None
    ledger: list[dict[str, Any]] = []
    for moment in [*kept, now]:
        values = registry.compute(facts_at(story, moment))
        scored = rules.score(values)
        reasons = [vars(reason) for reason in scored.reasons]
        if reasons == ledger:
            continue
        ledger = reasons
        pk = story.book.add(
            Evaluation, moment, lead_id=story.lead_id, score=scored.score, before=before, reasons=ledger,
            features=dict(values), inputs_hash=scored.inputs_hash, model=scored.model, rests_on=scored.rests_on,
            evaluated_at=moment,
        )  # fmt: skip
        if scored.score != before:
            story.columns |= {"score": scored.score, "score_before": before, "scored_at": moment}
            fact = facts.LeadScored(
                **story.ids, lead_id=story.lead_id, evaluation_id=pk, score=scored.score, before=before
            )
            story.tell(fact, moment)
            if (before or 0) < HOT_FROM <= scored.score:
                _became_hot(story, moment, before, scored.score, ledger)
        before = scored.score


def facts_at(story: Story, moment: datetime) -> LeadFacts:
    """Return what was known of the lead at a moment."""
    columns = {**story.person.wishes, **{column: value for at, column, value in story.learned if at <= moment}}
    acts = sorted((act for act in story.acts if act.at <= moment), key=lambda act: act.at)
    return LeadFacts(
        now=moment,
        came_at=story.came_at,
        kind=story.person.kind,
        source=story.person.source,
        price_known=columns.get("price_min_cents") is not None or columns.get("price_max_cents") is not None,
        budget_confirmed=bool(columns.get("budget_confirmed")),
        preapproved=bool(columns.get("preapproved")),
        timeline=columns.get("timeline", ""),
        areas=len(columns.get("locations", ())),
        home_described=bool(columns.get("property_type") or columns.get("beds_min")),
        last_inbound_at=max((at for at in story.inbound if at <= moment), default=None),
        last_outbound_at=max((at for at in story.outbound if at <= moment), default=None),
        acts=tuple(acts),
        visits=story.visits_at(moment),
        stages=story.stages_at(moment),
    )


def raise_alert(
    story: Story, at: datetime, kind: AlertKind, reason: str, *, key: str, within: timedelta, opener: str = ""
) -> None:
    """Tell the agent; one that is old was acted upon."""
    is_open = story.is_open and story.book.as_of - at < FRESH
    pk = story.book.add(
        Alert, at, lead_id=story.lead_id, agent_id=story.agent.pk if story.agent else None, kind=kind, reason=reason,
        opener=opener or openers.write(shade(story), kind, []), score=story.columns.get("score"),
        deadline_at=at + within, status="open" if is_open else "done", key=key,
    )  # fmt: skip
    agent = story.agent.pk if story.agent else None
    story.tell(facts.AlertRaised(**story.ids, alert_id=pk, lead_id=story.lead_id, agent_id=agent), at)


def unanswered(story: Story, at: datetime) -> None:
    """Raise the alert that a new lead waits, as the sweep would have."""
    raise_alert(
        story, at, AlertKind.UNANSWERED, "New lead, 5 minutes without an answer", key=f"unanswered:{story.lead_id}",
        within=TO_ANSWER_NEW,
    )  # fmt: skip


def asked_to_meet(story: Story, at: datetime) -> None:
    """Raise the alert that the lead asked to meet."""
    raise_alert(
        story, at, AlertKind.APPOINTMENT, "Asked to meet and waits for an answer",
        key=f"appointment:{story.lead_id}:{at:%Y%m%d%H%M%S}", within=TO_ANSWER_REQUEST,
    )  # fmt: skip


def shade(story: Story) -> Lead:
    """Return the lead as a row in memory, for texts that speak of it. It is never saved."""
    person = story.person
    brokerage: Brokerage = story.book.brokerage
    contact = Contact(name=f"{person.first} {person.last}", first_name=person.first, brokerage=brokerage)
    agent: Agent | None = story.agent
    known = ("locations", "price_max_cents", "price_min_cents", "property_type")
    wishes = {column: story.columns[column] for column in known if column in story.columns}
    return Lead(contact=contact, assigned_to=agent, brokerage=brokerage, **wishes)


def _became_hot(story: Story, at: datetime, before: int | None, score: int, ledger: list[dict[str, Any]]) -> None:
    """Raise the alert that a lead became hot: once per lead and local day, as the service does."""
    day = at.astimezone(ZoneInfo(story.book.brokerage.timezone)).date()
    if day in story.hot_days:
        return
    story.hot_days.add(day)
    best = rules.moved_most([], [line for line in ledger if not str(line["rule"]).startswith("start_")])
    why = f": {best.words[:1].lower()}{best.words[1:]}" if best else ""
    story.columns["score"] = score
    raise_alert(
        story, at, AlertKind.HOT, f"Rose from {before} to {score}{why}" if before else f"Came in at {score}{why}",
        key=f"hot:{story.lead_id}:{day}", within=TO_ANSWER_HOT,
        opener=openers.write(shade(story), AlertKind.HOT, ledger),
    )  # fmt: skip
