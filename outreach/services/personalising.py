"""A template's words made personal by a language model, or left as they are.

The model sees the filled template and the facts, and nothing it writes is taken that goes beyond them: the gateway
holds every price, address, date, name and promise against the facts, and what is left is held to the rules for words
and length. On any refusal the template's own words stand, and the reason is kept beside the message.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.db import transaction

from crm.models import Lead
from crm.services import language
from outreach.models import Message, Wording
from outreach.services import conversations, lead_facts
from outreach.services.composing import Composed, compose
from outreach.states import WAITING, Author, Direction
from outreach.writing import clean, judge
from realestate.lib import clock
from realestate.llm import prompts
from realestate.llm.answer import ORDERS, REFUSAL, Answer
from realestate.llm.budget import Said
from realestate.llm.drivers import BUILTIN
from realestate.llm.prompts import Prompt

PROMPT = "personalise"
DOUBTS = {
    ORDERS: "What they wrote gives orders to a machine, so no model was shown it.",
    REFUSAL: "A model would not write this.",
}
SAID_BEFORE = 8  # messages of the conversation that are sent along
STRICT = ("length", "questions")  # advice that a model has to follow
WISHES = {"interested": "interest", "appointment_request": "interest", "question": "question", "objection": "concern"}


@dataclass(frozen=True, kw_only=True)
class Personal:
    """The words that go out, and who wrote them.

    Attributes:
        writer: the model and its prompt; empty where the template's own words stand.
        refused: why drafts were not taken, in words.
    """

    text: str
    writer: str = ""
    refused: tuple[str, ...] = ()


def rewrite(composed: Composed, lead: Lead, *, channel: str, touch: str, within: float | None = None) -> Personal:
    """Return a filled template made personal. To be asked outside any transaction.

    Args:
        within: seconds for all models together, where a person waits.
    """
    answer = _ask(composed, lead, channel, within)
    declined = [attempt.because for attempt in answer.attempts if attempt.outcome is not None]
    if answer.driver == BUILTIN:
        return Personal(text=composed.text, refused=(*declined, *(DOUBTS[doubt] for doubt in sorted(answer.doubts))))
    text = clean.tidy(answer.text, channel=channel)
    why = _why_not(text, channel, touch, lead.brokerage.name)
    if why or answer.needs_review:
        return Personal(text=composed.text, refused=(*declined, why or "A person has to look at this conversation."))
    writer = f"{answer.driver}/{answer.model} {answer.prompt}.v{answer.version}"
    return Personal(text=text, writer=writer[:120], refused=tuple(declined))


def prepare(message_id: int) -> None:
    """Write a waiting message's words, where a model was asked for, before its claim and outside any lock.

    Whoever comes second finds it done. A worker that dies in between leaves it to be done by the next.
    """
    rows = Wording.objects.filter(message_id=message_id, wants_model=True, message__status__in=WAITING)
    wording = rows.select_related("version__template", "message__lead__contact", "message__agent").first()
    if wording is None or wording.version is None or wording.message.lead is None:
        return
    message: Message = wording.message
    if message.due_at is None or message.due_at > clock.now():
        return
    lead = Lead.objects.select_related("contact", "brokerage", "assigned_to").get(pk=message.lead_id)
    composed = compose(wording.version, lead, agent=message.agent)
    about = wording.version.template
    personal = rewrite(composed, lead, channel=about.channel, touch=about.touch)
    _keep(message, personal)


@transaction.atomic
def _keep(message: Message, personal: Personal) -> None:
    """Note who wrote it; a model's own words go as plain text, since the HTML would say something else."""
    conversations.lock_contact(message.contact_id)
    todo = Wording.objects.filter(message=message, wants_model=True, message__status__in=WAITING)
    if todo.update(wants_model=False, writer=personal.writer, refused=list(personal.refused)) and personal.writer:
        Message.objects.filter(pk=message.pk).update(body=personal.text, html="")


def _ask(composed: Composed, lead: Lead, channel: str, within: float | None) -> Answer:
    known = lead_facts.values(lead_facts.gather(lead))
    known |= {fact.name: fact.value for fact in composed.facts}
    paragraphs: Sequence[str] = [part for part in composed.text.splitlines() if part.strip()]
    prompt = _prompt()
    said = _conversation(lead)
    last = next((line for line in reversed(said) if line.direction == Direction.IN), None)
    filled = prompt.fill(
        facts={**{name: known.get(name, "") for name in prompt.facts}, "template": paragraphs},
        quotes={"message": last.body if last else ""},
        choices={"channel": channel, "wish": WISHES.get(last.intent, "nothing") if last else "nothing"},
        history=[Said("them" if line.author == Author.CONTACT else "us", line.body) for line in said],
    )
    return language.gateway(within=within).complete(filled)


@cache
def _prompt() -> Prompt:
    """Return the newest prompt with the installation's own temperature and limit."""
    loaded = prompts.load("outreach", PROMPT)
    return replace(loaded, temperature=settings.WRITING_TEMPERATURE, max_tokens=settings.WRITING_MAX_TOKENS)


def _conversation(lead: Lead) -> list[Message]:
    """Return what was really said of late, oldest first, and nothing from before a person gave it back (T61)."""
    rows = Message.objects.since_return(conversations.of(lead.contact)).exclude(direction=Direction.OUT, sent_at=None)
    return list(rows.order_by("-occurred_at", "-pk")[:SAID_BEFORE])[::-1]


def _why_not(text: str, channel: str, touch: str, brand: str) -> str:
    """Return why a draft is not taken; empty if it is."""
    refused = judge.first_refusal("", text, brand=brand)
    if refused or not text:
        return refused or "It was empty."
    if brand.casefold() not in text.casefold():
        return "It does not name the brokerage."
    advice = judge.advice(channel, text, extra=judge.added_to(channel, touch))
    return next((one.words for one in advice if one.code in STRICT), "")
