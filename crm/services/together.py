"""The same change to many leads at once, with what is needed to take it back."""

from collections.abc import Iterable

from django.db import transaction

from crm.models import Agent, Contact, ContactTag, Lead, Tag
from crm.services import contacts, leads


@transaction.atomic
def assign(chosen: Iterable[Lead], agent: Agent | None, *, by: Agent) -> dict[int, int | None]:
    """Give leads to an agent, or to nobody, and return whose those that changed hands were before, by lead id."""
    wanted = agent.pk if agent else None
    before = {}
    for lead in chosen:
        if lead.assigned_to_id != wanted:
            before[lead.pk] = lead.assigned_to_id
            leads.assign(lead, agent, by=by)
    return before


@transaction.atomic
def tag(people: Iterable[Contact], name: str) -> tuple[Tag, list[int]]:
    """Put a tag on people, and return it with the ids of the contacts that did not have it.

    Raises:
        InvalidContact: the name is empty.
    """
    word = contacts.tag_named(name)
    wanted = {person.pk for person in people}
    had = set(ContactTag.objects.filter(tag=word, contact__in=wanted).values_list("contact_id", flat=True))
    new = sorted(wanted - had)
    ContactTag.objects.bulk_create([ContactTag(contact_id=pk, tag=word) for pk in new], ignore_conflicts=True)
    return word, new


def untag(tag_id: int, contact_ids: list[int]) -> int:
    """Take a tag off people again, and return off how many."""
    return ContactTag.objects.filter(tag=tag_id, contact__in=contact_ids).delete()[0]
