"""Appointments and deals of a story."""

from datetime import datetime, timedelta

from analytics.demo.story import FINGER, Story
from crm import events as facts
from crm.models import Appointment, Deal, Property, StageChange
from crm.states import DealStage, LeadStatus

RATE = 0.0275  # a usual share of the price for one side

LEAD_STEP = {
    DealStage.OFFER: LeadStatus.NEGOTIATING,
    DealStage.UNDER_CONTRACT: LeadStatus.NEGOTIATING,
    DealStage.CLOSED: LeadStatus.DEAL_CLOSED,
}
WAY_UP = (LeadStatus.INTERESTED, LeadStatus.NEGOTIATING, LeadStatus.DEAL_CLOSED)


def meet(
    story: Story, made_at: datetime, *, starts_at: datetime, minutes: int, title: str, place: str, outcome: str
) -> None:
    """Agree an appointment; one that lies in the past ended with ``outcome``, one to come is set."""
    ends_at = starts_at + timedelta(minutes=minutes)
    known_at = ends_at + timedelta(minutes=20)
    is_over = known_at <= story.book.as_of
    pk = story.book.add(
        Appointment, made_at, lead_id=story.lead_id, agent_id=story.agent.pk if story.agent else None, title=title,
        place=place, starts_at=starts_at, ends_at=ends_at, timezone=story.book.brokerage.timezone,
        status=outcome if is_over else "set",
    )  # fmt: skip
    story.tell(facts.AppointmentSet(**story.ids, appointment_id=pk, lead_id=story.lead_id), made_at)
    if is_over:
        fact = facts.AppointmentResolved(**story.ids, appointment_id=pk, lead_id=story.lead_id, outcome=outcome)
        story.tell(fact, known_at)
        story.moments.append(known_at + FINGER)
    story.visits.append((made_at, starts_at, outcome, known_at if is_over else story.book.as_of + timedelta(days=1)))
    story.moments.append(made_at + FINGER)


def open_deal(
    story: Story,
    way: list[tuple[datetime, str]],
    *,
    kind: str,
    title: str,
    value_cents: int,
    home: Property | None,
    lost_reason: str = "",
) -> None:
    """Put a deal on the board and take it along ``way``: moments and stages, the first of them qualified."""
    opened_at, last_at = way[0][0], way[-1][0]
    stage = way[-1][1]
    closed = stage == DealStage.CLOSED
    pk = story.book.add(
        Deal, opened_at, lead_id=story.lead_id, agent_id=story.agent.pk if story.agent else None, kind=kind,
        property_id=home.pk if home else None, title=title[:160], stage=stage, stage_since=last_at,
        value_cents=value_cents, commission_cents=round(value_cents * RATE / 100) * 100,
        expected_on=None if closed else (story.book.as_of + timedelta(days=story.rng.randint(12, 70))).date(),
        closed_at=last_at if closed else None, lost_reason=lost_reason if stage == DealStage.LOST else "",
        updated_at=last_at,
    )  # fmt: skip
    story.tell(facts.DealOpened(**story.ids, deal_id=pk, lead_id=story.lead_id), opened_at)
    old = ""
    for at, new in way:
        story.book.add(StageChange, at, deal_id=pk, old=old, new=new, agent_id=None)
        story.stages.append((at, pk, str(new)))
        if old:
            story.tell(facts.DealMoved(**story.ids, deal_id=pk, lead_id=story.lead_id, old=old, new=str(new)), at)
        _advance(story, new, at)
        old = str(new)
    if closed:
        commission = round(value_cents * RATE / 100) * 100
        won = facts.DealClosed(
            **story.ids, deal_id=pk, lead_id=story.lead_id, value_cents=value_cents, commission_cents=commission
        )
        story.tell(won, last_at)
    story.moments.append(last_at + FINGER)


def _advance(story: Story, stage: str, at: datetime) -> None:
    """Bring the lead along, through the steps between, as the service does."""
    to = LEAD_STEP.get(DealStage(stage), LeadStatus.INTERESTED)
    if story.reached in {LeadStatus.OPTED_OUT, LeadStatus.DEAL_CLOSED}:
        return
    begin = WAY_UP.index(LeadStatus(story.reached)) + 1 if story.reached in WAY_UP else 0
    reason = f"The deal is at “{DealStage(stage).label}”." if stage in LEAD_STEP else "A deal was opened."
    for status in WAY_UP[begin : WAY_UP.index(to) + 1]:
        story.move(status, at, reason=reason)
