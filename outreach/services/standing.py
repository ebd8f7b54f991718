"""What the brokerage may do at all: kill switches, states it is registered in, what its number is approved for."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from crm.models import Agent, Brokerage
from crm.services import team
from crm.states import Carrier
from outreach.errors import NotStopped
from outreach.models import SendingStop, StateRegistration, TextingRegistration
from outreach.states import Purpose, VettingState
from realestate.lib import clock

# The declared uses under which marketing may go; every other one is for messages about a matter (SMS-REG-1).
MARKETING_USES = frozenset({"MARKETING", "MIXED", "LOW_VOLUME", "REAL_ESTATE", "SOLE_PROPRIETOR", "AGENTS_FRANCHISES"})


@transaction.atomic
def stop(brokerage: Brokerage, *, by: Agent, campaign: str = "", reason: str = "") -> SendingStop:
    """Pull the switch of a campaign, or of the whole brokerage; the next claim sees it. Pulled twice is pulled once."""
    try:
        with transaction.atomic():
            row = SendingStop.objects.create(
                campaign=campaign, reason=reason[:200], agent=by, stopped_at=clock.now(), brokerage=brokerage
            )
    except IntegrityError:
        row = SendingStop.objects.get(campaign=campaign, lifted_at=None)
    if not campaign:
        team.change_brokerage(brokerage, by=by, sending_paused=True)
    return row


@transaction.atomic
def resume(brokerage: Brokerage, *, by: Agent, campaign: str = "") -> SendingStop:
    """Let the switch go again.

    Raises:
        NotStopped: it is not pulled.
    """
    changed = SendingStop.objects.filter(campaign=campaign, lifted_at=None).update(lifted_at=clock.now(), lifted_by=by)
    if not changed and not (not campaign and brokerage.sending_paused):
        raise NotStopped("Sending is on here already.")
    if not campaign:
        team.change_brokerage(brokerage, by=by, sending_paused=False)
    row = SendingStop.objects.filter(campaign=campaign).order_by("-pk").first()
    return row or SendingStop(campaign=campaign)


def enabled_states(brokerage: Brokerage, day: date | None = None) -> tuple[str, ...] | None:
    """Return the states where marketing by phone is registered today (FL-LIC-1).

    None while nothing leaves this machine: a simulated carrier reaches nobody, so there is nothing to register.
    """
    if brokerage.is_demo or brokerage.carrier == Carrier.SIMULATOR:
        return None
    today = day or clock.now().date()
    rows = StateRegistration.objects.filter(valid_from__lte=today).filter(
        Q(valid_until=None) | Q(valid_until__gte=today)
    )
    return tuple(sorted(set(rows.values_list("state", flat=True))))


def may_text(brokerage: Brokerage, purpose: str, row: TextingRegistration | None) -> bool:
    """Return whether carriers approved the sending number for messages of this purpose (SMS-REG-1).

    Args:
        row: the brokerage's registration, if it has one.
    """
    if brokerage.is_demo:
        return True  # no carrier ever sees it
    if row is None:
        return brokerage.texting_registered
    approved = {row.brand_status, row.campaign_status} == {VettingState.APPROVED}
    return approved and (purpose != Purpose.MARKETING or row.use_case.upper() in MARKETING_USES)
