"""What Homestretch answers to a question by itself: from known facts, in two or three sentences, or not at all.

When the question comes in, ``plan`` looks whether it can be answered: by the shipped answers, or perhaps by a language
model. The words are settled when the answer is due (``prepare``, outside any lock): a model sees the facts and the
question as data, and what it writes is held against the facts, the rules for words and the length. Where it does not
know, or is not to be trusted with what was written, the shipped answer stands; where there is none, a person is asked.
"""

import itertools
from dataclasses import dataclass

from django.db import transaction

from crm.models import Lead
from crm.services import language
from outreach.models import Message, Wording
from outreach.replies import answer
from outreach.replies.decide import REASONS
from outreach.services import conversations, handoff, lead_facts, listing_facts, personalising, waiting
from outreach.states import WAITING, Channel, Direction, HandoffState
from outreach.writing import clean, judge
from outreach.writing.facts import Fact
from realestate.lib import clock
from realestate.llm import builtin, drivers, orders, prompts
from realestate.llm.budget import Said
from realestate.llm.calls import Outcome
from realestate.llm.drivers import BUILTIN
from realestate.llm.prompts import Filled

PROMPT = "answer_reply"
LOOK_BACK = 10  # messages: in which a home is named, and which a model reads
LONGEST_EMAIL = 120  # words
MOST_SENTENCES = 3
WRITTEN = (Channel.SMS, Channel.EMAIL)
FOR_A_PERSON = "question_for_a_person"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a question will be answered.

    Attributes:
        question: all that they wrote since our last word: a burst is one question.
        said: the conversation it is part of, the newest first.
        facts: everything that an answer may state.
        known: the shipped answer; None where only a model may know.
        asks_model: whether a model is asked before it goes.
    """

    question: str
    said: list[Message]
    facts: dict[str, Fact]
    known: answer.Known | None
    asks_model: bool


def plan(message: Message) -> Plan | None:
    """Return how the question in a message will be answered; None if only a person can."""
    if message.lead is None or message.channel not in WRITTEN or orders.given_in(message.body):
        return None
    said = _said(message)
    question = _question(said) or message.body
    facts = _facts(message.lead, said)
    known = answer.to_question(question, lead_facts.values(facts))
    asks_model = drivers.in_order() != [BUILTIN]
    if known is None and not asks_model:
        return None
    return Plan(question=question, said=said, facts=facts, known=known, asks_model=asks_model)


def words_for(message: Message, planned: Plan) -> str:
    """Return what is said if no model finds better: the shipped answer, or that a person will answer."""
    return planned.known.words if planned.known else closing(message)


def closing(message: Message) -> str:
    """Return the one line that says who will answer."""
    agent = message.lead.assigned_to.name if message.lead and message.lead.assigned_to else ""
    return answer.at_handoff(first_name=message.contact.first_name, agent=agent, brokerage=message.brokerage.name)


def note(message: Message, planned: Plan) -> None:
    """Keep beside an answer which facts it states, and that a model is to be asked."""
    facts = [planned.facts[name].as_json() for name in planned.known.facts] if planned.known else []
    Wording.objects.get_or_create(message=message, defaults={"facts": facts, "wants_model": planned.asks_model})


def prepare(message_id: int) -> None:
    """Settle the words of a waiting answer, before its claim and outside any lock. Run again, it finds them settled.

    A worker that dies in between leaves it to be done by the next.
    """
    rows = Wording.objects.filter(message_id=message_id, wants_model=True, version=None)
    wording = rows.select_related("message__in_reply_to", "message__contact", "message__brokerage").first()
    message: Message | None = wording.message if wording else None
    if message is None or message.in_reply_to is None or message.status not in WAITING:
        return
    if message.due_at is None or message.due_at > clock.now():
        return
    asked: Message = message.in_reply_to
    planned = plan(asked)
    drafted = _ask(asked, planned) if planned else _Draft(refused=("Only a person can answer this.",))
    _settle(message, asked, planned, drafted)


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """What a model made of it: words and who wrote them, or why there are none."""

    text: str = ""
    writer: str = ""
    facts: tuple[Fact, ...] = ()
    refused: tuple[str, ...] = ()


def _ask(asked: Message, planned: Plan) -> _Draft:
    given = language.gateway().extract(_filled(asked, planned))
    declined = [attempt.because for attempt in given.attempts if attempt.outcome not in {None, Outcome.CACHED}]
    if given.driver == BUILTIN or given.needs_review:
        doubts = [personalising.DOUBTS[doubt] for doubt in sorted(given.doubts)]
        return _Draft(refused=(*declined, *doubts))
    data = dict(given.data or {})
    text = clean.tidy(data["text"], channel=asked.channel) if data["known"] else ""
    why = _why_not(text, asked) if text else "The model did not know."
    if why:
        return _Draft(refused=(*declined, why))
    writer = f"{given.driver}/{given.model} {given.prompt}.v{given.version}"
    stated = tuple(fact for fact in planned.facts.values() if fact.value in text)
    return _Draft(text=text, writer=writer[:120], facts=stated)


@transaction.atomic
def _settle(message: Message, asked: Message, planned: Plan | None, drafted: _Draft) -> None:
    """Write down under the contact's lock what will be said; ask a person where nobody knew."""
    conversations.lock_contact(message.contact_id)
    todo = Wording.objects.filter(message=message, wants_model=True, message__status__in=WAITING)
    if not todo.update(wants_model=False, writer=drafted.writer, refused=list(drafted.refused)):
        return
    if drafted.text:
        Message.objects.filter(pk=message.pk).update(body=drafted.text)
        Wording.objects.filter(message=message).update(facts=[fact.as_json() for fact in drafted.facts])
    elif planned is not None and planned.known is not None:
        Message.objects.filter(pk=message.pk).update(body=planned.known.words)
    else:
        _hand_over(message, asked)


def _hand_over(message: Message, asked: Message) -> None:
    """Ask for a person; the waiting message says so, unless one was asked for before (T60)."""
    if asked.conversation.handoffs.filter(status=HandoffState.OPEN).exists():
        waiting.cancel(message, reason="A person was asked before.")
        return
    Message.objects.filter(pk=message.pk).update(body=closing(asked))
    words = REASONS[FOR_A_PERSON]
    handoff.request(asked.conversation, lead=asked.lead, reason=FOR_A_PERSON, summary=words, message=asked)
    conversations.pause(asked.conversation, reason=words)


def _why_not(text: str, asked: Message) -> str:
    """Return why a model's answer is not taken; empty if it is."""
    refused = judge.first_refusal("", text, brand=asked.brokerage.name)
    if refused:
        return refused
    if judge.sentences_in(text) > MOST_SENTENCES:
        return f"It has more than {MOST_SENTENCES} sentences."
    if judge.questions_in(text) > 1:
        return "It asks more than one question."
    is_long = len(text) > judge.SMS_ROOM if asked.channel == Channel.SMS else judge.word_count(text) > LONGEST_EMAIL
    return "It is too long." if is_long else ""


def _filled(asked: Message, planned: Plan) -> Filled:
    prompt, known = prompts.load("outreach", PROMPT), lead_facts.values(planned.facts)
    said = [Said("them" if line.direction == Direction.IN else "us", line.body) for line in reversed(planned.said)]
    return prompt.fill(
        facts={
            **{name: known.get(name, "") for name in prompt.facts},
            "answer": planned.known.words if planned.known else "",
        },
        quotes={"question": planned.question},
        choices={"channel": asked.channel},
        history=said,
    )


def _facts(lead: Lead, said: list[Message]) -> dict[str, Fact]:
    """Return what may be stated: of us, of them, and of the home that was last named."""
    home = [fact for fact in listing_facts.facts_of(listing_facts.home_spoken_of(said)) if fact.value]
    return lead_facts.gather(lead) | {fact.name: fact for fact in home}


def _said(asked: Message) -> list[Message]:
    """Return what was said up to a message since a person last gave it back, the newest first."""
    rows = Message.objects.since_return(asked.conversation).exclude(direction=Direction.OUT, sent_at=None)
    return list(rows.filter(occurred_at__lte=asked.occurred_at).order_by("-occurred_at", "-pk")[:LOOK_BACK])


def _question(said: list[Message]) -> str:
    """Return what they wrote since our last word."""
    burst = itertools.takewhile(lambda line: line.direction == Direction.IN, said)
    return "\n".join(reversed([line.body for line in burst]))


@builtin.rule(PROMPT)
def by_rules(filled: Filled) -> dict[str, object]:
    """Answer with what our own rules know, if they do."""
    words = " ".join(filled.facts["answer"])
    return {"known": bool(words), "text": words}
