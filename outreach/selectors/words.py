"""What codes are called on pages: intents, handoff reasons, stops, and the reasons of the gate."""

from outreach.compliance.explain import BLOCKS

# What a person's message wants: words and tone.
INTENTS: dict[str, tuple[str, str]] = {
    "opt_out": ("Asked us to stop", "risk"),
    "wrong_number": ("Wrong number", "risk"),
    "stop_campaign": ("Wants no more of this", "attention"),
    "review": ("May be a stop", "attention"),
    "help": ("Asked for help", "info"),
    "opt_in": ("Wants to hear from us", "good"),
    "appointment_request": ("Wants to meet", "attention"),
    "interested": ("Interested", "good"),
    "objection": ("Has doubts", "attention"),
    "question": ("Asks a question", "info"),
    "not_interested": ("Said no, politely", "quiet"),
    "acknowledged": ("Nothing to answer", "quiet"),
    "unknown": ("Not understood", "quiet"),
}

# Why a person is needed, in a chip's length. The handoff's own summary says it in a sentence.
HANDOFFS: dict[str, str] = {
    "review": "May be a stop",
    "privacy": "About their data",
    "appointment_request": "Wants to meet",
    "interested": "Interested",
    "warm": "Sounds glad",
    "objection": "Has doubts",
    "question_for_a_person": "Question for a person",
    "too_many_auto_replies": "Several automatic answers",
    "opt_in": "Wants to hear from us",
    "unknown": "Not understood",
}

STOPS: dict[str, str] = {
    "all": "Nothing may be sent or called",
    "phone": "No texts or calls",
    "sms": "No texts",
    "calls": "No calls",
    "email": "No email",
    "letter": "No letters",
}
STOP_SOURCES: dict[str, str] = {
    "text": "by text",
    "email": "by email",
    "one-click": "by the unsubscribe link",
    "page": "on the unsubscribe page",
    "agent": "told one of us",
    "letter": "by the code of a letter",
    "provider": "the carrier says so",
    "import": "from an imported list",
}

REASONS: dict[str, str] = {
    "QUIET_HOURS": "Outside the open hours",
    "FREQ_CAP_DAY": "One automated message a day",
    "FREQ_CAP_3": "Three texts or calls a day",
    "PAUSED": "Waits for a person to decide",
    "UNREAD": "They wrote; it waits until that is understood",
    "CARRIER_UNREACHABLE": "The carrier could not be reached",
    "CARRIER_RESTS": "The carrier failed repeatedly and is left alone for a while",
    "CARRIER_STOPPED": "Stopped: too few of these arrive, or too many people complain",
    "PACE_BROKERAGE": "Waits its turn: your brokerage sends no faster",
    "PACE_NUMBER": "Waits its turn: your number sends no faster",
    "PACE_DOMAIN": "Waits its turn: this mail domain takes no more at once",
    "PACE_PROVIDER": "Waits its turn: the provider takes no more at once",
    "PACE_UNKNOWN": "Held: the pace of sending cannot be kept right now",
    **BLOCKS,
}


def intent_words(intent: str) -> str:
    """Return an intent in words; an unknown code as it is."""
    return INTENTS.get(intent, (intent.replace("_", " ").capitalize(), "quiet"))[0]


def intent_tone(intent: str) -> str:
    """Return the tone of an intent."""
    return INTENTS.get(intent, ("", "quiet"))[1]


def handoff_words(reason: str) -> str:
    """Return a handoff's reason in a chip's length."""
    return HANDOFFS.get(reason, reason.replace("_", " ").capitalize())


def in_short(sentence: str) -> str:
    """Return a stored sentence without the verdict it begins with, where that is told beside it."""
    rest = sentence.removeprefix("Blocked. ").removeprefix("Allowed: ")
    return rest[:1].upper() + rest[1:]
