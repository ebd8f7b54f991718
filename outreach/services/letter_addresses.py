"""Where people get letters: at their mailing address, else at the home they own and may live in."""

from collections.abc import Iterable

from crm.models import Contact, Ownership
from realestate.lib.postal import PostalAddress


def of(contact: Contact) -> PostalAddress:
    """Return where a person gets letters; an incomplete address if that is not known."""
    return of_all([contact])[contact.pk]


def of_all(people: Iterable[Contact]) -> dict[int, PostalAddress]:
    """Return where each of these people gets letters, by contact id; one statement for those without an address.

    A home that somebody else is known to live in is not taken: its owner would never see the letter.
    """
    found = {person.pk: _mailing(person) for person in people}
    unknown = [pk for pk, address in found.items() if not address.street.strip()]
    if not unknown:
        return found
    homes = Ownership.objects.filter(contact__in=unknown).exclude(owner_occupied=False)
    for owned in homes.select_related("property").order_by("-pk"):  # the first one kept is written last
        home = owned.property
        found[owned.contact_id] = PostalAddress(
            street=home.situs_street,
            city=home.situs_city,
            state=home.situs_state,
            postal_code=home.situs_postal_code,
        )
    return found


def _mailing(contact: Contact) -> PostalAddress:
    return PostalAddress(street=contact.street, city=contact.city, state=contact.state, postal_code=contact.postal_code)
