"""The built-in understanding of replies: rules and word lists, no network, always there.

Opt-out first; then what the person wants, in which tone, how soon, and what they told us.
"""

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from outreach.replies import sentiment
from outreach.replies.intent import FAINT, Intent, IntentGuess, guess_intent
from outreach.replies.normalise import Reading, read
from outreach.replies.optout import Inbound, InboundIntent, classify
from outreach.replies.particulars import Particulars, find_particulars

MODEL_VERSION = "builtin-replies-1"
RULE_CONFIDENCE = 0.95
REVIEW_CONFIDENCE = 0.6
URGENT = re.compile(
    r"\b(?:asap|urgent\w*|right away|immediately|today|tonight|now|emergency|quick(?:ly)?|fast|soon as"
    r"|deadline|foreclos\w+"
    r"|auction|eviction|relocat\w+|urgente|hoy|ya|ijan|kounye a|hoje|agora)\b"
)
POSITIVE = 0.4  # an unclear reply in a tone above this is taken for interest, with little confidence
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
        model_version: of the rules and lists used; the same text and version give the same answer.
    """

    intent: Intent
    sentiment: float
    urgency: float
    confidence: float
    particulars: Particulars = field(default_factory=Particulars)
    scope: str | None = None
    because: str = ""
    language: str = "en"
    model_version: str = MODEL_VERSION

    def as_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return asdict(self)


def understand(text: str, *, channel: str = "sms", state: str = "active") -> Understanding:
    """Return what a reply means. Arguments as for ``optout.classify``."""
    inbound = classify(text, channel=channel, state=state)
    reading = read(text)
    particulars = find_particulars(text)
    tone, urgency = sentiment.score(text), _urgency(reading, particulars)
    if inbound.intent is not InboundIntent.NOT_OPT_OUT:
        return _from_rules(inbound, tone, urgency, particulars)
    guess = guess_intent(reading, states_particulars=particulars.any)
    if guess.intent is Intent.UNKNOWN and tone > POSITIVE:
        guess = IntentGuess(intent=Intent.INTERESTED, confidence=FAINT, because="a warm tone")
    return Understanding(
        intent=guess.intent,
        sentiment=tone,
        urgency=urgency,
        confidence=guess.confidence,
        particulars=particulars,
        because=guess.because,
    )


def _from_rules(inbound: Inbound, tone: float, urgency: float, particulars: Particulars) -> Understanding:
    return Understanding(
        intent=Intent(inbound.intent.value),
        sentiment=tone,
        urgency=urgency,
        confidence=REVIEW_CONFIDENCE if inbound.intent is InboundIntent.REVIEW else RULE_CONFIDENCE,
        particulars=particulars,
        scope=inbound.scope,
        because=inbound.matched,
        language=inbound.language,
    )


def _urgency(reading: Reading, particulars: Particulars) -> float:
    days = particulars.timeline_days
    by_date = next((value for limit, value in HURRIED_DAYS if days is not None and days <= limit), 0.1)
    by_words = 0.6 if URGENT.search(reading.plain) else 0.0
    return max(by_date, by_words)
