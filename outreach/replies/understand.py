"""The built-in understanding of replies: rules and small models of our own, no network, always there.

Opt-out first; then what the person wants, in which tone, how soon, what stands in the way, and what they told us.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from outreach.replies import sentiment
from outreach.replies.context import NOTHING_BEFORE, Context
from outreach.replies.features import features_of
from outreach.replies.intent import Intent, IntentGuess, guess_intent
from outreach.replies.linear import Features
from outreach.replies.normalise import Reading, read
from outreach.replies.opinion import with_opinion
from outreach.replies.optout import Inbound, InboundIntent, classify
from outreach.replies.particulars import Particulars, find_particulars
from outreach.replies.shipped import models

MODEL_VERSION = "builtin-replies-2"
RULE_CONFIDENCE = 0.95
REVIEW_CONFIDENCE = 0.6
URGENT = re.compile(
    r"\b(?:asap|urgent\w*|right away|immediately|today|tonight|now|emergency|quick(?:ly)?|fast|soon as"
    r"|deadline|foreclos\w+"
    r"|auction|eviction|relocat\w+|urgente|hoy|ya|ijan|kounye a|hoje|agora)\b"
)
MENTIONED = 0.3  # share from which a kind of objection, or another company, counts as mentioned
NO_OBJECTION, COMPETITOR, URGENT_LABEL = "none", "competitor", "urgent"
HURRIED_DAYS = ((1, 0.9), (7, 0.7), (31, 0.5), (92, 0.3))


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """What a reply means.

    Attributes:
        sentiment: -1 hostile to 1 delighted.
        urgency: 0 no hurry to 1 at once.
        confidence: 0 to 1, of the intent.
        scope: what an opt-out covers (all, phone, sms, calls, email); None otherwise.
        because: the words the intent rests on.
        objections: kinds of what stands in the way (price, timing ...), each with its confidence.
        competitor: how sure it is that another agent or company is mentioned, 0 to 1.
        model_version: of the rules and lists used; the same text and version give the same answer.
    """

    intent: Intent
    sentiment: float
    urgency: float
    confidence: float
    particulars: Particulars = field(default_factory=Particulars)
    scope: str | None = None
    because: str = ""
    objections: Mapping[str, float] = field(default_factory=dict)
    competitor: float = 0.0
    language: str = "en"
    model_version: str = MODEL_VERSION

    def as_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return asdict(self)


def understand(
    text: str, *, channel: str = "sms", state: str = "active", context: Context = NOTHING_BEFORE
) -> Understanding:
    """Return what a reply means.

    Args:
        channel, state: as for ``optout.classify``.
        context: what was said before it; "yes" means little without.
    """
    reading, seen = read(text), features_of(text, context)
    shares = models()["intent"].shares(seen)
    inbound = with_opinion(classify(text, channel=channel, state=state), shares)
    particulars = find_particulars(text)
    if inbound.intent is InboundIntent.NOT_OPT_OUT:
        guess = guess_intent(reading, shares, states_particulars=particulars.any)
    else:
        guess = _from_rules(inbound)
    return Understanding(
        intent=guess.intent,
        sentiment=sentiment.scored(models()["tone"].shares(seen)),
        urgency=_urgency(reading, particulars, seen),
        confidence=round(guess.confidence, 3),
        particulars=particulars,
        scope=inbound.scope,
        because=guess.because,
        objections=_objections(seen),
        competitor=round(models()["competitor"].shares(seen)[COMPETITOR], 3),
        language=inbound.language,
    )


def consent_of(
    text: str, *, channel: str = "sms", state: str = "active", lifted: frozenset[str] = frozenset()
) -> Inbound:
    """Return what a message does to consent, by rules and model. Arguments as for ``optout.classify``."""
    shares = models()["intent"].shares(features_of(text))
    return with_opinion(classify(text, channel=channel, state=state, lifted=lifted), shares)


def _from_rules(inbound: Inbound) -> IntentGuess:
    return IntentGuess(
        intent=Intent(inbound.intent.value),
        confidence=REVIEW_CONFIDENCE if inbound.intent is InboundIntent.REVIEW else RULE_CONFIDENCE,
        because=inbound.matched or inbound.how,
    )


def _objections(seen: Features) -> dict[str, float]:
    """Return the kinds of objection, the likeliest first."""
    shares = models()["objection"].shares(seen)
    found = {kind: round(share, 3) for kind, share in shares.items() if kind != NO_OBJECTION and share >= MENTIONED}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _urgency(reading: Reading, particulars: Particulars, seen: Features) -> float:
    days = particulars.timeline_days
    by_date = next((value for limit, value in HURRIED_DAYS if days is not None and days <= limit), 0.1)
    by_words = 0.6 if URGENT.search(reading.plain) else 0.0
    by_model = round(models()["urgency"].shares(seen)[URGENT_LABEL], 1) if by_words else 0.0
    return max(by_date, by_words, by_model)
