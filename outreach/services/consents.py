"""Permissions of a person: told with their proof, and taken back."""

from django.db import transaction

from crm.models import Agent, Consent
from crm.services import interactions
from crm.states import InteractionKind
from realestate.lib import clock


@transaction.atomic
def revoke(consent: Consent, *, by: Agent, words: str) -> Consent:
    """Take a permission back as of now, and whatever was given for the same number before it; kept for its proof.

    A person does not revoke by row: the gate counts nothing that was given before they took one back. What waits is
    stopped at its claim. Taking back twice is taking back once.

    Args:
        words: what the person said or wrote, for the timeline.
    """
    standing = Consent.objects.filter(point=consent.point_id, contact=consent.contact_id, revoked_at=None)
    if standing.update(revoked_at=clock.now(), updated_at=clock.now()):
        said = f"Took the permission back: {words}" if words.strip() else "Took the permission back."
        interactions.record(consent.contact, InteractionKind.NOTE, agent=by, summary=said)
    consent.refresh_from_db()
    return consent
