"""The model's opinion on what the rules of consent read: where they disagree, a person decides.

Whole messages and signs ("STOP", a stop sign) need no second opinion. Anything else does, both ways: a wish to stop
that no phrase names, and a phrase that names one in a message that does not read like it.
"""

from collections.abc import Mapping
from dataclasses import replace

from outreach.replies.optout import PHRASED, Inbound, InboundIntent

LEAVES = ("opt_out", "wrong_number")
READS_LIKE_IT = 0.6  # share at which the model takes a message for a wish to be left alone
AGAINST_A_RULE = 0.85  # the same, where a rule has read words like "stop" in another sense
DOES_NOT_READ_LIKE_IT = 0.01


def with_opinion(found: Inbound, shares: Mapping[str, float]) -> Inbound:
    """Return what the rules found, or ``review`` where the model disagrees.

    Args:
        shares: of the model of intents.
    """
    wish = sum(shares[label] for label in LEAVES)
    is_enough = AGAINST_A_RULE if found.intent is InboundIntent.NOT_OPT_OUT and found.matched else READS_LIKE_IT
    if found.intent in {InboundIntent.NOT_OPT_OUT, InboundIntent.STOP_CAMPAIGN} and wish >= is_enough:
        return replace(found, intent=InboundIntent.REVIEW, how="the model reads a wish to be left alone")
    if found.intent is InboundIntent.OPT_OUT and found.how in PHRASED and wish < DOES_NOT_READ_LIKE_IT:
        return replace(found, intent=InboundIntent.REVIEW, scope=None, how="the model does not read a wish to stop")
    return found
