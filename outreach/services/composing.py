"""From a template and a person to a text: filled with facts, checked, and asked for as one message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from crm.models import Agent, Lead
from outreach.errors import InvalidTemplate
from outreach.models import Message, Template, TemplateVersion, Wording
from outreach.services import lead_facts, sending
from outreach.writing import fill, judge, variables
from outreach.writing.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A template filled for one person.

    Attributes:
        facts: those that the text states, each with its source.
        instead, left_out: what was not known, by what happened to it.
        refused: why it must not go out, in words; empty if it may.
        advice: what would make it better.
    """

    subject: str
    text: str
    facts: tuple[Fact, ...] = ()
    instead: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    refused: str = ""
    advice: list[judge.Advice] = field(default_factory=list)


def compose(
    version: TemplateVersion, lead: Lead, *, agent: Agent | None = None, more: Mapping[str, str] | None = None
) -> Composed:
    """Return a template's words for a person. Nothing is stored or sent.

    Raises:
        MissingFact: the template speaks of something that is not known of them.
    """
    return compose_words(version.template, version.subject, version.text, lead, agent=agent, more=more)


def compose_words(
    template: Template, subject: str, text: str, lead: Lead, *, agent: Agent | None = None,
    more: Mapping[str, str] | None = None,
) -> Composed:  # fmt: skip
    """Return words that are being written, filled for a person.

    Raises:
        MissingFact: as ``compose``.
    """
    known = lead_facts.gather(lead, agent=agent, more=more)
    return _composed(template, subject, text, known, brand=lead.brokerage.name)


def example(template: Template, subject: str, text: str) -> Composed:
    """Return words that are being written, filled for nobody in particular."""
    known = {name: Fact(name, value, "An example") for name, value in variables.examples().items()}
    return _composed(template, subject, text, known, brand=known["brokerage"].value)


def _composed(template: Template, subject: str, text: str, known: Mapping[str, Fact], *, brand: str) -> Composed:
    values = lead_facts.values(known)
    head, body = fill.fill(subject, values), fill.fill(text, values)
    return Composed(
        subject=head.text,
        text=body.text,
        facts=tuple(known[name] for name in dict.fromkeys([*head.used, *body.used])),
        instead=tuple(dict.fromkeys([*head.instead, *body.instead])),
        left_out=tuple(dict.fromkeys([*head.left_out, *body.left_out])),
        refused=judge.first_refusal(head.text, body.text, brand=brand),
        advice=judge.advice(template.channel, body.text, extra=judge.added_to(template.channel, template.touch)),
    )


@transaction.atomic
def request(
    version: TemplateVersion, lead: Lead, *, key: str, author: str, agent: Agent | None = None,
    more: Mapping[str, str] | None = None, **what: object,
) -> Message:  # fmt: skip
    """Ask for one message in a template's words. The same key again is the same message.

    Args:
        what: as ``sending.request``: purpose, due_at, campaign, series.
    Raises:
        MissingFact: the template speaks of something that is not known of them.
        InvalidTemplate: filled for this person, it must not go out.
        Unreachable: the contact has no number or address for the channel.
    """
    composed = compose(version, lead, agent=agent, more=more)
    if composed.refused:
        raise InvalidTemplate(composed.refused)
    message = sending.request(
        lead, key=key, channel=version.template.channel, author=author, agent=agent or lead.assigned_to,
        body=composed.text, subject=composed.subject, **what,
    )  # fmt: skip
    note(message, version, facts=composed.facts)
    return message


def note(message: Message, version: TemplateVersion, *, facts: Sequence[Fact] = ()) -> Wording:
    """Keep beside a message where its words are from. Noted once: asked again, the first note stays."""
    wording, _ = Wording.objects.get_or_create(
        message=message, defaults={"version": version, "facts": [fact.as_json() for fact in facts]}
    )
    return wording
