"""The clock of a demo, moved on by a visitor, with everything that falls due on the way."""

from datetime import datetime

from crm.models import Brokerage
from crm.services import demo_clock
from realestate.lib.later import later

FALLS_DUE = ("nurturing.run_due", "outreach.deliver_due")


def move_to(brokerage: Brokerage, moment: datetime) -> Brokerage:
    """Move a demo's now to ``moment`` and have what is due by then done at once, without waiting for the sweep.

    Raises:
        ClockFixed: not a demo, a moment in its past, or too far ahead.
    """
    demo_clock.move_to(brokerage, moment)
    for name in FALLS_DUE:
        later(name, brokerage.pk)
    return brokerage
