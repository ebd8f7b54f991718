"""What to do with a reply: a pure table of rules, opt-out first. The service around it does it."""

from dataclasses import dataclass
from enum import StrEnum

from outreach.replies.data_wishes import asks_about_data
from outreach.replies.intent import Intent
from outreach.replies.phrases import phrases
from outreach.replies.understand import Understanding

WARM = 0.5  # sentiment above this goes to a person (OUT-64)
ENOUGH_CONFIDENCE = 0.5
MOST_AUTO_REPLIES = 3  # in a row without a person: then the conversation deserves one (T59)

PERSON_QUESTIONS = phrases(
    r"safe",
    r"crime",
    r"schools?",
    r"families",
    r"neighbou?rs?",
    r"what kind of people",
    r"who lives",
    r"church",
    r"ethnic\w*",
    r"race",
    r"commission",
    r"negotiat\w*",
    r"offer",
    r"lower",
    r"legal\w*",
    r"contract",
    r"tax(?:es)?",
    r"loan",
    r"mortgage",
    r"interest rate",
    r"credit",
    r"guarantee\w*",
    r"apprais\w*",
    r"worth",
    r"how much (?:would|will|can|could) (?:you|u)",
    r"are you (?:a )?(?:human|real|bot|robot|person|ai)",
)


class Action(StrEnum):
    """The next step of a conversation."""

    STOP = "stop"
    AUTO_REPLY = "auto_reply"
    HAND_OFF = "hand_off"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What to do next and why.

    Attributes:
        reason: stable code; shown to people through ``REASONS``.
        suppress: scope of the suppression entry to make; None = none.
        ends_automation: queued and future automated messages of the contact are cancelled.
        confirms: one opt-out confirmation may be sent (the gate still judges it).
        pauses: automation waits until a person decides.
    """

    action: Action
    reason: str
    suppress: str | None = None
    ends_automation: bool = False
    confirms: bool = False
    pauses: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether it is not clear that they want to hear from us: then a person says the next word."""
        return self.reason in DOUBTFUL

    @property
    def words(self) -> str:
        """The reason for people."""
        return REASONS[self.reason]


REASONS = {
    "opt_out": "Asked us to stop.",
    "wrong_number": "This is the wrong number.",
    "review": "May be asking us to stop, or is upset. A person has to decide.",
    "privacy": "Asks about their own data: log it as a privacy request.",
    "help": "Asked for help.",
    "opt_in": "Asked to hear from us again.",
    "not_interested": "Said no, politely.",
    "person_in_charge": "A person is answering this conversation.",
    "appointment_request": "Wants to meet, see a home, or get a call.",
    "interested": "Is interested.",
    "warm": "Sounds very positive.",
    "objection": "Has doubts that a person can clear up.",
    "question": "Asked a question that can be answered at once.",
    "question_for_a_person": "Asked a question that a person should answer.",
    "too_many_auto_replies": "Has had several automatic answers in a row.",
    "acknowledged": "Only said thanks or OK.",
    "unknown": "Not understood with confidence.",
}

PRIVACY = "privacy"
DOUBTFUL = ("review", "unknown", PRIVACY)
FINAL = {
    Intent.OPT_OUT: "opt_out",
    Intent.WRONG_NUMBER: "wrong_number",
}
REFUSALS = frozenset({Intent.STOP_CAMPAIGN, Intent.NOT_INTERESTED})
FOR_A_PERSON = {
    Intent.APPOINTMENT_REQUEST: "appointment_request",
    Intent.INTERESTED: "interested",
    Intent.OBJECTION: "objection",
}


def next_step(
    understood: Understanding,
    *,
    text: str = "",
    person_in_charge: bool = False,
    can_auto_reply: bool = True,
    knows_answer: bool = False,
    auto_replies_in_a_row: int = 0,
) -> NextStep:
    """Return the next step: opt-out, doubt, keywords, refusal, person in charge, interest, question, unknown.

    Args:
        text: the reply, to tell questions that a machine must not answer.
        person_in_charge: a human took the conversation over; then only consent is handled.
        can_auto_reply: there are facts, or a model, to answer the question with.
        knows_answer: a shipped answer fits it from its first word to its last, so there is no doubt what it asks.
        auto_replies_in_a_row: automatic answers since a person last wrote.
    """
    return (
        _consent(understood, text)
        or (_nothing("person_in_charge") if person_in_charge else None)
        or _for_a_person(understood)
        or _answer(understood, text, can_auto_reply, knows_answer, auto_replies_in_a_row)
    )


def _consent(understood: Understanding, text: str) -> NextStep | None:
    """Return the step where the reply touches consent or ends the campaign, whoever is in charge."""
    intent = understood.intent
    if intent in FINAL:
        is_optout = intent is Intent.OPT_OUT
        return NextStep(
            action=Action.STOP,
            reason=FINAL[intent],
            suppress=understood.scope or "phone",
            ends_automation=True,
            confirms=is_optout,
        )
    if asks_about_data(text):
        return NextStep(action=Action.HAND_OFF, reason=PRIVACY, pauses=True)
    if intent is Intent.REVIEW:
        return NextStep(action=Action.HAND_OFF, reason="review", pauses=True)
    if intent is Intent.HELP:
        return NextStep(action=Action.AUTO_REPLY, reason="help")
    if intent is Intent.OPT_IN:
        return _nothing("opt_in")
    if intent in REFUSALS:
        return NextStep(action=Action.STOP, reason="not_interested", ends_automation=True)
    return None


def _for_a_person(understood: Understanding) -> NextStep | None:
    reason = FOR_A_PERSON.get(understood.intent)
    if reason is None and understood.sentiment > WARM and understood.intent is not Intent.ACKNOWLEDGED:
        reason = "warm"
    if reason is None:
        return None
    return NextStep(action=Action.HAND_OFF, reason=reason, ends_automation=True)


def _answer(
    understood: Understanding, text: str, can_answer: bool, knows_answer: bool, answers_in_a_row: int
) -> NextStep:
    if understood.intent is Intent.ACKNOWLEDGED:
        return _nothing("acknowledged")
    is_sure = understood.confidence >= ENOUGH_CONFIDENCE or knows_answer
    if understood.intent is not Intent.QUESTION or not is_sure:
        return NextStep(action=Action.HAND_OFF, reason="unknown", pauses=True)
    if answers_in_a_row >= MOST_AUTO_REPLIES:
        return NextStep(action=Action.HAND_OFF, reason="too_many_auto_replies", pauses=True)
    if not can_answer or PERSON_QUESTIONS.search(text.casefold()):
        return NextStep(action=Action.HAND_OFF, reason="question_for_a_person", pauses=True)
    return NextStep(action=Action.AUTO_REPLY, reason="question")


def _nothing(reason: str) -> NextStep:
    return NextStep(action=Action.NOTHING, reason=reason)
