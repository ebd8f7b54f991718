"""From a template and a person to a text: filled with facts, and checked. Nothing is stored or sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm.models import Agent, Lead
from outreach.models import Template, TemplateVersion
from outreach.services import lead_facts
from outreach.writing import fill, judge, markup, variables
from outreach.writing.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A template filled for one person.

    Attributes:
        html: of an email that has it, cleaned, without frame and footer.
        facts: those that the text states, each with its source.
        instead, left_out: what was not known, by what happened to it.
        refused: why it must not go out, in words; empty if it may.
        advice: what would make it better.
    """

    subject: str
    text: str
    html: str = ""
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
    return compose_words(
        version.template, version.subject, version.text, lead, html=version.html, agent=agent, more=more
    )


def compose_words(
    template: Template, subject: str, text: str, lead: Lead, *, html: str = "", agent: Agent | None = None,
    more: Mapping[str, str] | None = None,
) -> Composed:  # fmt: skip
    """Return words that are being written, filled for a person.

    Raises:
        MissingFact: as ``compose``.
    """
    known = lead_facts.gather(lead, agent=agent, more=more)
    return _composed(template, (subject, text, html), known, brand=lead.brokerage.name)


def example(template: Template, subject: str, text: str, html: str = "") -> Composed:
    """Return words that are being written, filled for nobody in particular."""
    known = {name: Fact(name, value, "An example") for name, value in variables.examples().items()}
    return _composed(template, (subject, text, html), known, brand=known["brokerage"].value)


def _composed(template: Template, words: tuple[str, str, str], known: Mapping[str, Fact], *, brand: str) -> Composed:
    subject, text, html = words
    values = lead_facts.values(known)
    head, body, shown = fill.fill(subject, values), fill.fill(text, values), fill.fill_html(html, values)
    parts = (head, body, shown)
    return Composed(
        subject=head.text,
        text=body.text,
        html=shown.text,
        facts=tuple(known[name] for name in dict.fromkeys(name for part in parts for name in part.used)),
        instead=tuple(dict.fromkeys(name for part in parts for name in part.instead)),
        left_out=tuple(dict.fromkeys(name for part in parts for name in part.left_out)),
        refused=judge.first_refusal(head.text, body.text, brand=brand)
        or judge.first_refusal("", markup.as_text(shown.text), brand=brand),
        advice=judge.advice(template.channel, body.text, extra=judge.added_to(template.channel, template.touch)),
    )
