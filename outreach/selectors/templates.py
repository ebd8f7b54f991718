"""Templates as pages list them, and versions set side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from crm.models import Agent, Lead
from crm.states import LeadKind
from outreach.models import Template, TemplateVersion
from outreach.states import ReviewVerdict, TemplateState, Touch, WritingChannel

CHOICES: dict[str, list[tuple[str, str]]] = {
    "channel": [(str(value), str(label)) for value, label in WritingChannel.choices],
    "audience": [(str(value), str(label)) for value, label in LeadKind.choices],
    "touch": [(str(value), str(label)) for value, label in Touch.choices],
}
PAGE = 100
MOST_FOUND = 6


@dataclass(frozen=True)
class Piece:
    """A run of words in a comparison: ``same``, ``gone`` or ``new``."""

    kind: str
    words: str


def read_filters(query: Mapping[str, str]) -> dict[str, str]:
    """Return the filters of an address; what is unknown narrows nothing."""
    chosen = {name: query.get(name, "") for name in CHOICES}
    return {name: value for name, value in chosen.items() if value in dict(CHOICES[name])}


def rows(filters: Mapping[str, str], words: str = "", *, after: int = 0) -> list[Template]:
    """Return a page of templates with the number of their version in force and how many messages they made."""
    current = TemplateVersion.objects.filter(template=OuterRef("pk"), status=TemplateState.IN_FORCE)
    found: QuerySet[Template] = Template.objects.filter(**filters)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(versions__text__icontains=words)).distinct()
    made = Count("versions__wordings", distinct=True)
    listed = found.annotate(number=Subquery(current.values("number")[:1]), messages=made)
    return list(listed.order_by("audience", "channel", "touch", "name", "pk")[after : after + PAGE + 1])


def versions(template: Template) -> QuerySet[TemplateVersion]:
    """Return the versions of a template, the newest first, with what they made and what reviewers said."""
    said = {
        verdict: Count("reviews", filter=Q(reviews__verdict=verdict), distinct=True) for verdict in ReviewVerdict.values
    }
    every = TemplateVersion.objects.filter(template=template).select_related("agent")
    return every.annotate(messages=Count("wordings", distinct=True), **said).order_by("-number")


def compare(old: TemplateVersion, new: TemplateVersion) -> list[Piece]:
    """Return what changed between two versions, word by word."""
    before, after = (_words(version) for version in (old, new))
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        pieces += [Piece(k, "".join(w)) for k, w in (("gone", before[a:b]), ("new", after[c:d])) if w]
    return pieces


def people_named(words: str, agent: Agent) -> list[Lead]:
    """Return leads of a name that an agent may see, to try a template on; without a name the newest."""
    leads = Lead.objects.for_agent(agent).select_related("contact")
    if words:
        leads = leads.filter(contact__name__icontains=words)
    return list(leads.order_by("-pk")[:MOST_FOUND])


def _words(version: TemplateVersion) -> list[str]:
    whole = "\n\n".join(part for part in (version.subject, version.text, version.html) if part)
    split: list[Any] = []
    for line in whole.splitlines(keepends=True):
        split += [f"{word} " for word in line.rstrip("\n").split(" ")[:-1]]
        split += [line.rstrip("\n").split(" ")[-1], "\n"] if line.endswith("\n") else [line.split(" ")[-1]]
    return split
