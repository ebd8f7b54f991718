"""Saved searches over people."""

from django.db import IntegrityError, transaction

from crm.errors import InvalidContact
from crm.models import Agent, SmartList

LONGEST_NAME = 80


@transaction.atomic
def save(owner: Agent, name: str, filters: dict[str, str], *, is_shared: bool = False) -> SmartList:
    """Keep a search under a name, and return it.

    Raises:
        InvalidContact: no name, or the agent has a list of that name.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise InvalidContact("Give the list a name.", field="name")
    try:
        with transaction.atomic():
            return SmartList.objects.create(owner=owner, name=name, filters=filters, is_shared=is_shared)
    except IntegrityError as error:
        raise InvalidContact(f"You have a list “{name}” already.", field="name") from error


def delete(row: SmartList) -> dict[str, object]:
    """Remove a list, and return what making it anew needs."""
    kept = {"name": row.name, "filters": row.filters, "is_shared": row.is_shared}
    row.delete()
    return kept
