"""People who may be one. Nobody is merged here: a person decides."""

from django.db.models import Q, QuerySet

from crm.models import Contact, Lead, Task
from crm.services import todo


def suspect(kept: Contact, other: Contact, *, why: str, lead: Lead | None = None) -> Task:
    """Return the open question whether two contacts are one person, asked once per pair."""
    low, high = sorted((kept.pk, other.pk))
    return todo.create(
        f"Possible duplicate: {kept.name} and {other.name}",
        contact=kept,
        lead=lead,
        body=why,
        key=f"duplicate:{low}:{high}",
    )


def candidates(contact: Contact) -> QuerySet[Contact]:
    """Return contacts of the same folded name in the same home or postal code."""
    place = Q()
    if contact.postal_code:
        place |= Q(postal_code=contact.postal_code)
    if contact.street:
        place |= Q(street__iexact=contact.street)
    if not place or not contact.sort_key:
        return Contact.objects.none()
    same_name: QuerySet[Contact] = Contact.objects.present().filter(sort_key=contact.sort_key)
    return same_name.filter(place).exclude(pk=contact.pk).order_by("pk")
