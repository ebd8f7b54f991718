"""From a template and a person to a text: filled with facts, and checked. Nothing is stored or sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm.models import Agent, Lead
from outreach.models import Template, TemplateVersion
from outreach.services import lead_facts
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
