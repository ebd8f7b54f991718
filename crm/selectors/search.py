"""Find people by what one remembers of them: part of a name, a phone in any spelling, an address, a street.

Hits are fetched first, capped and in no order; only then are they joined and sorted. A full-text search with
``ORDER BY`` and ``LIMIT`` in one statement walks the whole order instead (20,000 times slower on a rare word).
"""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet

from crm.models import Agent, Contact, ContactPoint, Lead, Property
from crm.states import PointKind
from realestate.lib import phones

MOST_HITS = 500
MOST_SHOWN = 8
SHORTEST = 2
WORDS = re.compile(r"[^\W_]+")
WRITTEN_PHONE = re.compile(r"\+?[\d\s().\-]{3,}")
FEWEST_DIGITS = 3
VECTOR = SearchVector("name", "city", "street", config="simple")  # the expression of the index crm_contact_words


@dataclass(frozen=True)
class Found:
    """What a search brought up: leads, best first, and homes."""

    leads: list[Lead]
    homes: list[Property]


def contact_ids(text: str) -> list[int] | None:
    """Return ids of at most ``MOST_HITS`` contacts that fit the text; None if it is too short to look for."""
    text = text.replace("\x00", "").strip()  # the database takes no such character
    if len(text) < SHORTEST:
        return None
    if "@" in text:
        return _by_point(PointKind.EMAIL, text.lower())
    if WRITTEN_PHONE.fullmatch(text):
        by_phone = _by_phone(text)
        return by_phone or _by_words(text)
    return _by_words(text)


def leads_found(text: str, agent: Agent) -> QuerySet[Lead]:
    """Return the leads this agent may see whose contact fits the text; none for an empty text."""
    ids = contact_ids(text)
    return Lead.objects.none() if ids is None else Lead.objects.for_agent(agent).filter(contact__in=ids)


def everywhere(text: str, agent: Agent) -> Found:
    """Return what the command menu shows for a text: a few people, open leads and high scores first, and homes."""
    leads = leads_found(text, agent).select_related("contact", "assigned_to").order_by("-score", "-id")
    return Found(leads=_spread(leads), homes=list(homes_found(text)[:MOST_SHOWN]) if len(text) > SHORTEST else [])


def homes_found(text: str) -> QuerySet[Property]:
    """Return homes whose street begins like the text, in any case."""
    words = " ".join(text.replace("\x00", "").split())
    if not words or not words[0].isalnum():
        return Property.objects.none()
    starts = Q(situs_street__startswith=words) | Q(situs_street__startswith=words.title())
    return Property.objects.filter(starts | Q(parcel_id=words)).order_by("situs_street", "id")


def _spread(leads: QuerySet[Lead]) -> list[Lead]:
    """Scored leads first; the database counts an unknown score as the highest."""
    scored = list(leads.filter(score__isnull=False)[:MOST_SHOWN])
    return scored + list(leads.filter(score=None)[: MOST_SHOWN - len(scored)])


def _by_phone(text: str) -> list[int]:
    """Exactly, or by its first digits: area code, then exchange."""
    digits = re.sub(r"\D", "", text)
    if len(digits) < FEWEST_DIGITS:
        return []
    try:
        return _by_point(PointKind.PHONE, phones.normalise(text))
    except phones.InvalidPhone:
        return _by_point(PointKind.PHONE, f"+{digits if digits.startswith('1') else f'1{digits}'}")


def _by_point(kind: str, beginning: str) -> list[int]:
    points = ContactPoint.objects.filter(kind=kind, value__startswith=beginning)
    return list(points.values_list("contact_id", flat=True)[:MOST_HITS])


def _by_words(text: str) -> list[int]:
    words = WORDS.findall(text.lower())
    if not words:
        return []
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
    hits = Contact.objects.present().annotate(words=VECTOR).filter(words=query)
    return list(hits.values_list("pk", flat=True)[:MOST_HITS])
