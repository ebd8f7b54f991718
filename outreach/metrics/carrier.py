"""How well a channel's messages arrive, and when its counts call for less. Counts in, advice out."""

from dataclasses import dataclass

from outreach.states import BrakeLevel
from realestate.lib.stats import Share, share

LINE = 0.85  # of texts that should arrive; below it carriers begin to filter
COLLAPSED = 0.50
ENOUGH = 20  # outcomes before a delivery rate is judged
COMPLAINTS_ALARM, COMPLAINTS_STOP = 0.001, 0.003  # of mail that arrived: the big mailboxes' own lines
COMPLAINTS_COUNT = 2  # one person who clicked "spam" is no rate
OPT_OUTS_LINE = 0.05


@dataclass(frozen=True)
class Counts:
    """What became of one channel's messages."""

    delivered: int = 0
    failed: int = 0
    sent: int = 0
    complaints: int = 0
    opt_outs: int = 0

    @property
    def delivery(self) -> Share:
        """Return how many of those whose outcome is known arrived."""
        return share(self.delivered, self.delivered + self.failed)

    @property
    def complained(self) -> Share:
        """Return how many of those that arrived, or may have, were complained of."""
        reached = max(self.sent - self.failed, self.complaints)
        return share(self.complaints, reached)

    @property
    def opted_out(self) -> Share:
        """Return how many of those that arrived, or may have, were answered with a stop."""
        reached = max(self.sent - self.failed, self.opt_outs)
        return share(self.opt_outs, reached)


@dataclass(frozen=True)
class Advice:
    """To go slower, or to stop; and why, in words."""

    level: str
    why: str


def advise(counts: Counts) -> Advice | None:
    """Return what the counts call for: a stop, a slower pace, or None.

    A delivery rate counts against a channel only where the whole interval lies below the line: a few failures in a
    row are no proof.
    """
    delivery, complained = counts.delivery, counts.complained
    if complained.rate is not None and counts.complaints >= COMPLAINTS_COUNT:
        why = f"{counts.complaints} of {complained.of} people reported it as spam ({complained.rate:.2%})"
        if complained.rate >= COMPLAINTS_STOP:
            return Advice(BrakeLevel.STOP, f"{why}; {COMPLAINTS_STOP:.1%} is where providers block.")
        if complained.rate >= COMPLAINTS_ALARM:
            return Advice(BrakeLevel.SLOW, f"{why}; more than {COMPLAINTS_ALARM:.1%} is an alarm.")
    if delivery.of < ENOUGH or delivery.rate is None or delivery.high >= LINE:
        return None
    why = f"{counts.delivered} of {delivery.of} arrived ({delivery.rate:.0%})"
    if delivery.high < COLLAPSED:
        return Advice(BrakeLevel.STOP, f"{why}; fewer than half.")
    return Advice(BrakeLevel.SLOW, f"{why}; the line is {LINE:.0%}.")


def standing_of(delivery: Share) -> str:
    """Return how a delivery rate stands to the line: good, below, or unsure while the interval holds the line."""
    if delivery.of < ENOUGH or delivery.low < LINE <= delivery.high:
        return "unsure"
    return "good" if delivery.low >= LINE else "below"
