"""Where a person gets letters."""

from crm.models import Contact
from realestate.lib.postal import PostalAddress


def of(contact: Contact) -> PostalAddress:
    """Return the mailing address on the person's page, complete or not."""
    return PostalAddress(street=contact.street, city=contact.city, state=contact.state, postal_code=contact.postal_code)
