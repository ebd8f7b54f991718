"""Uploads: the list of them, and one with what became of its rows."""

from dataclasses import dataclass

from django.db.models import QuerySet

from crm.models import Agent, Import, ImportRow
from crm.states import ImportState, RowOutcome

PAGE = 50
MOST_IMPORTS = 30


@dataclass(frozen=True)
class Rows:
    """One page of an import's rows; ``next`` is the line behind which the next page starts, 0 at the end."""

    rows: list[ImportRow]
    next: int


def for_agent(agent: Agent) -> QuerySet[Import]:
    """Return the uploads that an agent may see: owners and managers all, others their own."""
    return Import.objects.all() if agent.sees_everyone else Import.objects.filter(agent=agent)


def recent(agent: Agent) -> list[Import]:
    """Return the newest uploads."""
    return list(for_agent(agent).select_related("agent").order_by("-created_at", "-id")[:MOST_IMPORTS])


def rows(row: Import, *, outcome: str = "", after: int = 0) -> Rows:
    """Return a page of what became of an import's rows, in the order of the file."""
    kept = ImportRow.objects.filter(upload=row, number__gt=after)
    if outcome in RowOutcome.values:
        kept = kept.filter(outcome=outcome)
    found = list(kept.select_related("contact", "lead").order_by("number")[: PAGE + 1])
    return Rows(rows=found[:PAGE], next=found[PAGE - 1].number if len(found) > PAGE else 0)


def is_waiting(row: Import) -> bool:
    """Return whether the import waits or runs."""
    return row.status in {ImportState.QUEUED, ImportState.RUNNING}
