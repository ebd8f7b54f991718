"""A refusal that we hear of is set in GoHighLevel too, so that nobody over there writes to the person either."""

import structlog

from crm.models import Contact, ContactPoint, GhlLink
from crm.services import ghl_api
from crm.states import LinkKind
from outreach.models import Suppression
from outreach.services import suppression
from outreach.states import SuppressionScope

log = structlog.get_logger()

WORDS = "Asked to stop, heard in Homestretch."
CLOSES = {
    SuppressionScope.ALL: ("SMS", "Call", "Email"),
    SuppressionScope.PHONE: ("SMS", "Call"),
    SuppressionScope.SMS: ("SMS",),
    SuppressionScope.CALLS: ("Call",),
    SuppressionScope.EMAIL: ("Email",),
}


def mirror_stop(contact_id: int) -> bool:
    """Set do-not-disturb for all that a person refuses here. Returns whether they are known over there.

    It is only ever set: a refusal is lifted over there by their own people.

    Raises:
        Unanswered, CircuitOpen: to be tried again; setting it twice is setting it once.
        GhlRefused: they said no.
    """
    row = ghl_api.connection()
    link = GhlLink.objects.filter(kind=LinkKind.CONTACT, contact=contact_id).order_by("-as_of").first()
    if row is None or link is None:
        return False
    contact = Contact.objects.select_related("brokerage").get(pk=contact_id)
    refused = _channels(contact)
    if refused:
        settings = {channel: {"status": "active", "message": WORDS} for channel in refused}
        ghl_api.call(row, "PUT", f"/contacts/{link.external_id}", json={"dndSettings": settings})
    return True


def _channels(contact: Contact) -> list[str]:
    values = ContactPoint.objects.filter(contact=contact).values_list("value", flat=True)
    hashes = [suppression.identifier_hash(contact.brokerage, value) for value in values]
    scopes = Suppression.objects.filter(identifier_hash__in=hashes, lifted_at=None).values_list("scope", flat=True)
    closed = {channel for scope in scopes for channel in CLOSES.get(SuppressionScope(scope), ())}
    return [channel for channel in ("SMS", "Call", "Email") if channel in closed]
