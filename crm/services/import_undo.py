"""Take an import back: only what only it brought, and nothing that somebody has touched since."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from crm.models import (
    Consent,
    Contact,
    ContactPoint,
    ContactTag,
    Event,
    Feedback,
    Import,
    ImportRow,
    Interaction,
    Lead,
    Ownership,
    Task,
)
from crm.services import imports
from crm.states import IMPORT_STEPS, ImportState
from realestate.lib import clock, states

CHUNK = 1_000
OWN_KINDS = frozenset({"lead.created", "lead.changed", "interaction.recorded", "consent.recorded"})
# What the system does by itself when a lead arrives. Anything else that happened to a person keeps them: a message
# that was only held left a decision of the compliance gate, and those are kept for good.
AUTOMATIC = frozenset(
    {"lead.scored", "alert.raised", "enrollment.started", "enrollment.ended", "agent.notified", "touchpoint.resolved"}
)


@dataclass
class Undone:
    """What was taken back, and how many people stay because they were touched since."""

    people: int = 0
    leads: int = 0
    points: int = 0
    kept: int = 0


@dataclass
class Brought:
    """What one import did to one person."""

    is_new: bool = False
    leads: list[int] = field(default_factory=list)
    points: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    filled: list[tuple[str, int, dict[str, list[Any]]]] = field(default_factory=list)


@transaction.atomic
def undo(row: Import) -> Undone:
    """Take a finished import back and return what that meant. A second time changes nothing.

    People whom only this import brought go, with all that is theirs. Of people who were there before, its numbers,
    tags, notes, new leads and filled blanks go. Whoever was touched since stays as they are.

    Raises:
        IllegalTransition: it is not finished.
    """
    row.refresh_from_db()
    result = Undone()
    if row.status == ImportState.UNDONE:
        return result
    states.move(row, ImportState.UNDONE, table=IMPORT_STEPS, updated_at=clock.now())
    everyone = _brought(row)
    ids = sorted(everyone)
    for begin in range(0, len(ids), CHUNK):
        people = {pk: everyone[pk] for pk in ids[begin : begin + CHUNK]}
        touched = _touched(row, people)
        result.kept += len(touched)
        _remove(row, {pk: brought for pk, brought in people.items() if pk not in touched}, result)
    return result


def _brought(row: Import) -> dict[int, Brought]:
    everyone: dict[int, Brought] = defaultdict(Brought)
    rows = ImportRow.objects.filter(upload=row, contact__isnull=False).exclude(brought={}).order_by("number")
    for contact_id, lead_id, ids in rows.values_list("contact_id", "lead_id", "brought").iterator(chunk_size=5_000):
        person = everyone[contact_id]
        person.is_new |= "contact" in ids
        person.leads += [ids["lead"]] if "lead" in ids else []
        person.notes += [ids["note"]] if "note" in ids else []
        person.points += ids.get("points", [])
        person.tags += ids.get("tags", [])
        for what, columns in ids.get("filled", {}).items():
            person.filled.append((what, contact_id if what == "contact" else lead_id, columns))
    return dict(everyone)


def _touched(row: Import, people: dict[int, Brought]) -> set[int]:
    ids = list(people)
    notes = [note for person in people.values() for note in person.notes]
    finished = row.finished_at or clock.now()
    rows: tuple[tuple[type[models.Model], Q], ...] = (
        (Interaction, ~Q(pk__in=notes) & Q(created_at__gt=finished)),
        (Consent, Q(created_at__gt=finished)),
        (Task, Q(key=None, created_at__gt=finished)),
        (Ownership, Q(created_at__gt=finished)),
    )
    found: set[int] = set(Contact.objects.filter(pk__in=ids, updated_at__gt=finished).values_list("pk", flat=True))
    found |= set(Contact.objects.filter(merged_into__in=ids).values_list("merged_into", flat=True))
    found |= set(Feedback.objects.filter(lead__contact__in=ids).values_list("lead__contact_id", flat=True))
    for model, since in rows:
        found |= set(model._default_manager.filter(since, contact__in=ids).values_list("contact_id", flat=True))
    return found | _met_again(row, ids) | _happened(row, ids)


def _met_again(row: Import, contact_ids: list[int]) -> set[int]:
    """Return people whom another import brought as well, later than this one and not taken back itself."""
    first = ImportRow.objects.filter(upload=row).order_by("pk").values_list("pk", flat=True)[:1]
    others = ImportRow.objects.filter(contact__in=contact_ids, pk__gt=first[0]).exclude(upload=row)
    return set(others.exclude(upload__status=ImportState.UNDONE).values_list("contact_id", flat=True))


def _happened(row: Import, contact_ids: list[int]) -> set[int]:
    """Return people to whom something happened that neither this import nor the system by itself did."""
    began = _machine_time(row.started_at or row.created_at)
    events = Event.objects.filter(contact_id__in=contact_ids, recorded_at__gte=began).exclude(kind__in=AUTOMATIC)
    own = Q(correlation_id=imports.correlation(row), kind__in=OWN_KINDS)
    return {pk for pk in events.exclude(own).values_list("contact_id", flat=True) if pk is not None}


def _machine_time(moment: datetime) -> datetime:
    """Return a moment of a clock that may be moved as the event log's own time."""
    return moment - clock.shift()


def _remove(row: Import, people: dict[int, Brought], result: Undone) -> None:
    new = [pk for pk, person in people.items() if person.is_new]
    old = [person for person in people.values() if not person.is_new]
    result.people += len(new)
    result.leads += sum(len(person.leads) for person in people.values())
    result.points += sum(len(person.points) for person in people.values())
    ImportRow.objects.filter(upload=row, contact__in=new).update(contact=None, lead=None)
    Contact.objects.filter(pk__in=new).delete()
    if not old:
        return
    Interaction.objects.filter(pk__in=_all(person.notes for person in old)).delete()
    Lead.objects.filter(pk__in=_all(person.leads for person in old)).delete()
    ContactPoint.objects.filter(pk__in=_all(person.points for person in old)).delete()
    for pk, person in people.items():
        if not person.is_new:
            ContactTag.objects.filter(contact=pk, tag__in=person.tags).delete()
            _empty_again(person)


def _empty_again(person: Brought) -> None:
    """Set filled blanks back, where they still hold what was filled in."""
    for what, pk, columns in reversed(person.filled):
        model: type[Contact] | type[Lead] = Contact if what == "contact" else Lead
        for column, (before, now) in columns.items():
            model.objects.filter(pk=pk, **{column: now}).update(**{column: before})


def _all(lists: Iterable[list[int]]) -> list[int]:
    return [pk for ids in lists for pk in ids]
