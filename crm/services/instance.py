"""This installation: which one it is, and whether the database is really its own."""

import uuid

from django.conf import settings

from crm.models import Instance
from realestate.lib.checkup import Finding
from realestate.lib.errors import DomainError


class AlreadyEstablished(DomainError):
    """The database belongs to an installation already."""

    code = "already_established"


def establish(*, version: str) -> Instance:
    """Tie the database to this machine's data folder, at the first start. A database that is tied stays so."""
    instance, _ = Instance.objects.get_or_create(
        pk=1, defaults={"instance_id": uuid.UUID(settings.INSTANCE_ID), "version": version}
    )
    return instance


def adopt() -> Instance:
    """Make this installation the database's home: an operator says so after a restore, and sending goes on."""
    Instance.objects.filter(pk=1).update(instance_id=uuid.UUID(settings.INSTANCE_ID))
    return Instance.objects.get(pk=1)


def why_closed() -> str:
    """Return why nothing may be sent from here at all, in words; empty if sending is open.

    A copy of the database, restored by any means, carries the id of where it came from, so it stays silent (T12).
    """
    instance = Instance.objects.filter(pk=1).first()
    if instance is None:
        return "This installation was never started."
    if str(instance.instance_id) != settings.INSTANCE_ID:
        return "This database was restored from another installation. Adopt it before anything is sent."
    if instance.sending_paused:
        return f"Sending is paused for the whole installation. {instance.paused_because}".strip()
    return ""


def finding() -> Finding:
    """Say whether sending is open, for health pages and the doctor."""
    reason = why_closed()
    return Finding(ok=not reason, says=reason or "open")
