"""Deals on the pipeline. Money is in cents."""

from datetime import date

from django.db import transaction

from crm.errors import InvalidDeal, NotReopened
from crm.events import DealClosed, DealMoved, DealOpened, DealReopened
from crm.models import Agent, Deal, Lead, Property, StageChange
from crm.services import leads
from crm.services.events import publish
from crm.states import DEAL_STEPS, DealKind, DealStage, LeadStatus
from realestate.lib import clock, states

LEAD_STEP = {
    DealStage.OFFER: LeadStatus.NEGOTIATING,
    DealStage.UNDER_CONTRACT: LeadStatus.NEGOTIATING,
    DealStage.CLOSED: LeadStatus.DEAL_CLOSED,
}
LONGEST_TEXT = 160


@transaction.atomic
def open_deal(
    lead: Lead,
    *,
    kind: str,
    title: str,
    agent: Agent | None = None,
    value_cents: int | None = None,
    commission_cents: int | None = None,
    property: Property | None = None,
    expected_on: date | None = None,
) -> Deal:
    """Put a deal on the board at its first stage and return it; the lead counts as interested from now on.

    Args:
        agent: who works it; the lead's agent unless given.
    Raises:
        InvalidDeal: no such kind, no title, or an amount below zero.
    """
    if kind not in DealKind.values:
        raise InvalidDeal(f"There is no board for “{kind}”.", field="kind")
    if not title.strip():
        raise InvalidDeal("A deal needs a title.", field="title")
    _check_amounts(value_cents, commission_cents)
    deal = Deal.objects.create(
        lead=lead,
        agent=agent or lead.assigned_to,
        kind=kind,
        property=property,
        title=title.strip()[:LONGEST_TEXT],
        stage_since=clock.now(),
        value_cents=value_cents,
        commission_cents=commission_cents,
        expected_on=expected_on,
    )
    StageChange.objects.create(deal=deal, old="", new=deal.stage, agent=agent)
    publish(DealOpened(brokerage_id=deal.brokerage_id, contact_id=lead.contact_id, deal_id=deal.pk, lead_id=lead.pk))
    leads.advance(lead, LeadStatus.INTERESTED, reason="A deal was opened.", agent=agent)
    return deal


def change(
    deal: Deal,
    *,
    title: str,
    value_cents: int | None,
    commission_cents: int | None,
    expected_on: date | None,
) -> Deal:
    """Write what is newly known of a deal, and return it. Its stage has its own ways.

    Raises:
        InvalidDeal: no title, or an amount below zero.
    """
    if not title.strip():
        raise InvalidDeal("A deal needs a title.", field="title")
    _check_amounts(value_cents, commission_cents)
    deal.title = title.strip()[:LONGEST_TEXT]
    deal.value_cents, deal.commission_cents, deal.expected_on = value_cents, commission_cents, expected_on
    deal.save(update_fields=["title", "value_cents", "commission_cents", "expected_on", "updated_at"])
    return deal


@transaction.atomic
def move(deal: Deal, to: str, *, by: Agent | None = None, lost_reason: str = "") -> Deal:
    """Move a deal one step across the board and return it.

    Raises:
        InvalidDeal: a lost deal without a reason, or a closing (which ``close`` does, with its value).
        IllegalTransition: the board has no such step, or somebody else moved it first.
    """
    if to == DealStage.CLOSED:
        raise InvalidDeal("Close a deal with its value and commission.", field="stage")
    if to == DealStage.LOST and not lost_reason.strip():
        raise InvalidDeal("Say why the deal was lost.", field="lost_reason")
    reason = lost_reason.strip()[:LONGEST_TEXT] if to == DealStage.LOST else ""
    _step(deal, to, by=by, lost_reason=reason)
    return deal


@transaction.atomic
def close(deal: Deal, *, value_cents: int, commission_cents: int, by: Agent | None = None) -> Deal:
    """Win a deal at its final value and return it; the lead counts as converted.

    Raises:
        InvalidDeal: an amount below zero.
        IllegalTransition: it is not under contract, or somebody else moved it first.
    """
    _check_amounts(value_cents, commission_cents)
    _step(
        deal,
        DealStage.CLOSED,
        by=by,
        closed_at=clock.now(),
        value_cents=value_cents,
        commission_cents=commission_cents,
    )
    publish(
        DealClosed(
            brokerage_id=deal.brokerage_id,
            contact_id=deal.lead.contact_id,
            deal_id=deal.pk,
            lead_id=deal.lead_id,
            value_cents=value_cents,
            commission_cents=commission_cents,
        )
    )
    return deal


@transaction.atomic
def take_back(
    step: StageChange, *, value_cents: int | None, commission_cents: int | None, by: Agent | None = None
) -> Deal:
    """Undo a deal's last step, a closing and a loss included, as if it had not been taken; return the deal.

    The move leaves the history that rates are counted from; the event log keeps both ways. A closing taken back
    makes the lead a negotiating one again, unless another deal of theirs is closed. What the closing ended, such as
    sequences, stays ended.

    Args:
        value_cents, commission_cents: what the deal counts for from now on.
    Raises:
        NotReopened: the deal was moved since, or its person is worked as a new lead.
    """
    deal: Deal = Deal.objects.select_for_update().get(pk=step.deal_id)
    steps = StageChange.objects.filter(deal=deal).order_by("-created_at", "-id")
    if steps.first() != step or not step.old:
        raise NotReopened(f"{deal.title} was moved since, so this step cannot be taken back any more.")
    before = steps.filter(new=step.old).first()
    step.delete()
    states.move(
        deal,
        step.old,
        table={step.new: frozenset({step.old})},
        field="stage",
        stage_since=before.created_at if before else clock.now(),
        updated_at=clock.now(),
        closed_at=None,
        lost_reason="",
        value_cents=value_cents,
        commission_cents=commission_cents,
    )
    _announce_move(deal, step.new)
    if step.new == DealStage.CLOSED:
        _reopen(deal, by=by)
    return deal


def _reopen(deal: Deal, *, by: Agent | None) -> None:
    publish(
        DealReopened(
            brokerage_id=deal.brokerage_id, contact_id=deal.lead.contact_id, deal_id=deal.pk, lead_id=deal.lead_id
        )
    )
    if not Deal.objects.filter(lead=deal.lead_id, stage=DealStage.CLOSED).exists():
        leads.reopen(deal.lead, reason="The closing was taken back.", agent=by)


def _step(deal: Deal, to: str, *, by: Agent | None, **columns: object) -> None:
    old = deal.stage
    now = clock.now()
    states.move(deal, to, table=DEAL_STEPS, field="stage", stage_since=now, updated_at=now, **columns)
    StageChange.objects.create(deal=deal, old=old, new=to, agent=by)
    _announce_move(deal, old)
    if to in LEAD_STEP:
        stage = DealStage(to)
        leads.advance(deal.lead, LEAD_STEP[stage], reason=f"The deal is at “{stage.label}”.", agent=by)


def _announce_move(deal: Deal, old: str) -> None:
    publish(
        DealMoved(
            brokerage_id=deal.brokerage_id,
            contact_id=deal.lead.contact_id,
            deal_id=deal.pk,
            lead_id=deal.lead_id,
            old=old,
            new=str(deal.stage),
        )
    )


def _check_amounts(value_cents: int | None, commission_cents: int | None) -> None:
    for field, amount in (("value_cents", value_cents), ("commission_cents", commission_cents)):
        if amount is not None and amount < 0:
            raise InvalidDeal("An amount cannot be below zero.", field=field)
