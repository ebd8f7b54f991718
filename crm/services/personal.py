"""Everything kept about one person, over all apps: found by the links of the tables themselves.

Whatever table points at a person, however far, is part of their export and is deleted when they are erased, unless
its app says otherwise with ``keep``, and why. So a table that somebody adds tomorrow is never forgotten.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import QuerySet

from crm.models import Contact, Deal, Event, ImportRow, Lead, StageChange
from realestate.lib import clock

APPS = ("crm", "scoring", "outreach", "nurturing", "analytics")
GONE = "Erased"


@dataclass(frozen=True)
class Keeping:
    """A table whose rows stay when a person is erased: why, and what is overwritten in them."""

    why: str
    blank: Mapping[str, Any] = field(default_factory=dict)


_kept: dict[type[models.Model], Keeping] = {}


def keep(model: type[models.Model], why: str, **blank: Any) -> None:
    """Let a table's rows outlive an erasure; ``blank`` names the columns that are overwritten, and with what."""
    _kept[model] = Keeping(why, blank)


@dataclass(frozen=True)
class Holding:
    """A table with rows about people: how it is linked to them, and what an erasure does with it."""

    model: type[models.Model]
    path: str
    keeping: Keeping | None

    def rows_of(self, contact: Contact) -> QuerySet[Any]:
        """Return the rows about a person."""
        return self.model._default_manager.filter(**{self.path: contact.pk})


def holdings() -> list[Holding]:
    """Return every table with rows about people, the nearest to the person first."""
    return [Holding(model, path, _kept.get(model)) for model, path in _paths().items()]


def export(contact: Contact) -> dict[str, list[dict[str, Any]]]:
    """Return all rows about a person by table, as plain values, the event log included."""
    found = {str(h.model._meta.label): [_plain(row) for row in h.rows_of(contact).order_by("pk")] for h in holdings()}
    found["crm.Event"] = [_plain(row) for row in Event.objects.filter(contact_id=contact.pk).order_by("id")]
    return {label: rows for label, rows in found.items() if rows}


def erase_rows(contact: Contact) -> dict[str, int]:
    """Delete or blank every row about a person, and leave tombstones in the event log. In the caller's transaction.

    Returns:
        How many rows of each table were deleted.
    """
    counts: dict[str, int] = {}
    with erasing():
        for holding in reversed(holdings()):
            rows = holding.rows_of(contact)
            if holding.keeping is None:
                counts[str(holding.model._meta.label)] = rows.delete()[0]
            elif holding.keeping.blank:
                rows.update(**holding.keeping.blank)
        counts["crm.Event"] = Event.objects.filter(contact_id=contact.pk).update(payload={"erased": True})
    Contact.objects.filter(pk=contact.pk).update(erased_at=clock.now())
    return {label: count for label, count in counts.items() if count}


@contextmanager
def erasing() -> Iterator[None]:
    """Let the statements of the block through the append-only guards. Only the services that erase enter here."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL homestretch.erasing = 'on'")
    yield  # an error rolls the transaction back, and the setting with it
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL homestretch.erasing = 'off'")


@cache
def _paths() -> dict[type[models.Model], str]:
    """Return the shortest link of each table to a person, by breadth."""
    paths: dict[type[models.Model], str] = {Contact: "pk"}
    reached: list[type[models.Model]] = [Contact]
    ours = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    while reached:
        target = reached.pop(0)
        for model, name in _links_to(target, ours):
            if model not in paths:
                paths[model] = name if target is Contact else f"{name}__{paths[target]}"
                reached.append(model)
    return paths


def _links_to(target: type[models.Model], among: list[type[models.Model]]) -> Iterator[tuple[type[models.Model], str]]:
    for model in among:
        for column in model._meta.local_fields:
            if column.is_relation and column.related_model is target and model is not target:
                yield model, column.name


def _plain(row: models.Model) -> dict[str, Any]:
    return {
        column.attname: column.value_to_string(row) if getattr(row, column.attname) is not None else None
        for column in row._meta.concrete_fields
        if column.attname != "pk"
    }


keep(
    Contact,
    "Holds the requests and the evidence together; nothing of it names anybody.",
    name=GONE, first_name="", last_name="", sort_key="erased", street="", city="", state="", county="", postal_code="",
    explicit_zone="", zone_source="", language="en", source="",
)  # fmt: skip
keep(
    Lead,
    "Counts in figures, and hangs on deals.",
    source="", locations=[], price_min_cents=None, price_max_cents=None, property_type="", beds_min=None,
    baths_min=None, timeline="", segment="", preapproved=False, budget_confirmed=False, score=None, score_before=None,
)  # fmt: skip
keep(Deal, "Brokerage transaction records: five years (Fla. Stat. 475.5015).", title="Deal of an erased person")
keep(StageChange, "Part of a transaction's record.")
keep(ImportRow, "Shows that the file was worked off.", raw={}, reason="", contact=None, lead=None, brought={})
