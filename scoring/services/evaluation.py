"""The one call that scores a lead."""

from typing import Any

from django.db import transaction

from crm.models import Lead
from crm.services import leads
from crm.services.events import publish
from realestate.lib import clock
from realestate.live import send
from scoring.events import LeadScored
from scoring.features import registry
from scoring.models import Evaluation
from scoring.predictors import rules
from scoring.selectors.facts import gather
from scoring.services import alerts, predictions, weights

SCORE_UPDATE = "score_update"


@transaction.atomic
def evaluate(lead: Lead, *, event_id: int | None = None) -> Evaluation:
    """Score a lead from all that is known now, keep the evaluation, announce a change, and return the evaluation.

    The lead's row is locked and read again first, so that of two events at once the second sees what the first
    wrote, and a score never rests on columns older than itself (T68).

    Args:
        event_id: what caused it. The same event scores a lead once; a repeat returns the evaluation it led to.
            Without it (time went by) nothing is written where no reason changed.
    """
    fresh = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    if event_id is not None and (known := Evaluation.objects.filter(lead=fresh, event_id=event_id).first()):
        return known
    latest = Evaluation.objects.filter(lead=fresh).order_by("-evaluated_at", "-id").first()
    moment = clock.now()
    values = registry.compute(gather(fresh, now=moment))
    scored = rules.score(values, weights.active())
    if event_id is None and latest is not None and latest.reasons == scored.ledger() and latest.model == scored.model:
        return latest
    row = Evaluation.objects.create(
        lead=fresh,
        score=scored.score,
        before=fresh.score,
        reasons=scored.ledger(),
        features=values,
        inputs_hash=scored.inputs_hash,
        model=scored.model,
        rests_on=scored.rests_on,
        event_id=event_id,
        evaluated_at=moment,
    )
    predictions.predict(row)
    if row.score != row.before:
        leads.record_score(fresh, row.score, at=moment)
        _announce(fresh, row)
    _show(row, latest)
    alerts.after_score(fresh, row)
    for column in ("score", "score_before", "scored_at"):
        setattr(lead, column, getattr(fresh, column))
    return row


def _announce(lead: Lead, row: Evaluation) -> None:
    publish(
        LeadScored(
            brokerage_id=lead.brokerage_id,
            contact_id=lead.contact_id,
            lead_id=lead.pk,
            evaluation_id=row.pk,
            score=row.score,
            before=row.before,
        )
    )


def _show(row: Evaluation, latest: Evaluation | None) -> None:
    """Tell open pages what moved. No name goes out: each page asks for the row, and sees it if it may."""
    moved = rules.moved_most(latest.reasons if latest else [], row.reasons)
    if latest is not None and moved is None and latest.score == row.score:
        return
    data: dict[str, Any] = {
        "lead_id": row.lead_id,
        "score": row.score,
        "before": row.before,
        "band": str(rules.band_of(row.score)),
        "reason": moved.words if moved else "",
        "points": moved.points if moved else 0,
    }
    send.to_brokerage(row.brokerage_id, SCORE_UPDATE, data=data, key=f"lead-{row.lead_id}")


def refresh_all() -> int:
    """Score every open lead of the brokerage in force again, each in its own transaction; return how many changed.

    Silence, age and windows move without an event, so scores are brought up to date once a night.
    """
    began = clock.now()
    known = Lead.objects.open().exclude(score=None).order_by("pk")
    return sum(evaluate(lead).evaluated_at >= began for lead in known.iterator(chunk_size=500))
