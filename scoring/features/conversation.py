"""What is said: replies, how fast, in which mood, and what they ask for."""

from statistics import mean

from scoring.features.base import feature
from scoring.features.facts import Act, LeadFacts

REPLIES = "events reply.received"
UNDERSTOOD = "events reply.understood"
# Words of outreach, a sibling app that may not be imported; a test holds that they are its words.
ASKS_TO_MEET = frozenset({"appointment_request"})
DECLINES = frozenset({"not_interested", "stop_campaign", "opt_out", "wrong_number"})


@feature(definition="Hours since the person last wrote or called.", unit="hours", source="crm.Lead.last_inbound_at")
def hours_since_inbound(facts: LeadFacts) -> int | None:
    if facts.last_inbound_at is None or facts.last_inbound_at > facts.now:
        return None
    return int((facts.now - facts.last_inbound_at).total_seconds() // 3600)


@feature(definition="Hours since we last reached out.", unit="hours", source="crm.Lead.last_outbound_at")
def hours_since_outbound(facts: LeadFacts) -> int | None:
    if facts.last_outbound_at is None or facts.last_outbound_at > facts.now:
        return None
    return int((facts.now - facts.last_outbound_at).total_seconds() // 3600)


@feature(definition="Replies in the last 7 days.", unit="count", window=7, source=REPLIES)
def replies_7d(facts: LeadFacts) -> int:
    return len(facts.within(7, ["reply"]))


@feature(definition="Replies in the last 30 days.", unit="count", window=30, source=REPLIES)
def replies_30d(facts: LeadFacts) -> int:
    return len(facts.within(30, ["reply"]))


@feature(definition="Texts and emails we sent in the last 30 days.", unit="count", window=30, source="message.sent")
def sent_30d(facts: LeadFacts) -> int:
    return len(facts.within(30, ["sent"]))


@feature(
    definition="Shortest time from a message of ours to their answer, in the last 30 days.",
    unit="minutes",
    window=30,
    source="events message.sent, reply.received",
)
def fastest_reply_minutes_30d(facts: LeadFacts) -> int | None:
    waits = _waits(facts.within(30, ["sent", "reply"]))
    return min(waits, default=None)


@feature(definition="Asked to meet in the last 14 days.", unit="yes/no", window=14, source=UNDERSTOOD)
def asked_to_meet_14d(facts: LeadFacts) -> bool:
    return any(act.intent in ASKS_TO_MEET for act in facts.within(14, ["understood"]))


@feature(definition="The newest understood reply of 90 days declines.", unit="yes/no", window=90, source=UNDERSTOOD)
def declined_last(facts: LeadFacts) -> bool:
    understood = facts.within(90, ["understood"])
    return bool(understood) and understood[-1].intent in DECLINES


@feature(definition="Mood of the newest reply of 30 days.", unit="hundredths", window=30, source=UNDERSTOOD)
def mood_last(facts: LeadFacts) -> int | None:
    understood = facts.within(30, ["understood"])
    return round(understood[-1].sentiment * 100) if understood else None


@feature(definition="Mean mood of the replies of 30 days.", unit="hundredths", window=30, source=UNDERSTOOD)
def mood_mean_30d(facts: LeadFacts) -> int | None:
    understood = facts.within(30, ["understood"])
    return round(mean(act.sentiment for act in understood) * 100) if understood else None


def _waits(acts: list[Act]) -> list[int]:
    """Return the minutes from each message of ours to the first answer after it."""
    waits: list[int] = []
    asked = None
    for act in acts:
        if act.kind == "sent":
            asked = act.at
        elif asked is not None:
            waits.append(int((act.at - asked).total_seconds() // 60))
            asked = None
    return waits
