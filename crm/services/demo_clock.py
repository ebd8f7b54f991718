"""The clock of a demo brokerage, which a visitor may move to see what happens next."""

from datetime import datetime, timedelta

from crm.models import Brokerage
from realestate.lib import clock
from realestate.lib.errors import DomainError

FURTHEST = timedelta(days=60)


class ClockFixed(DomainError):
    """Only a demo's clock moves, and only onwards."""

    code = "clock_fixed"


def move_to(brokerage: Brokerage, moment: datetime) -> Brokerage:
    """Move a demo brokerage's now to ``moment``; web, worker, sweeps and bus follow with their next step.

    Raises:
        ClockFixed: not a demo, a moment in its past, or more than 60 days ahead of the wall clock.
    """
    if not brokerage.is_demo:
        raise ClockFixed("Only the clock of a demo can be moved.")
    shift = moment - clock.real_now()
    if shift < brokerage.clock_shift:
        raise ClockFixed("The clock only moves onwards: what happened stays happened.")
    if shift > FURTHEST:
        raise ClockFixed(f"The clock moves at most {FURTHEST.days} days ahead.")
    Brokerage.objects.filter(pk=brokerage.pk).update(clock_shift=shift)
    brokerage.clock_shift = shift
    return brokerage


def reset(brokerage: Brokerage) -> Brokerage:
    """Return a demo brokerage to the wall clock."""
    Brokerage.objects.filter(pk=brokerage.pk).update(clock_shift=timedelta())
    brokerage.clock_shift = timedelta()
    return brokerage
