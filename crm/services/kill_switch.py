"""The operator's kill switches: of the whole installation, or of one brokerage. The next claim of a message sees them.

What waits stays where it is, and goes out when it is due after the switch is let go. A brokerage's own switch is its
owner's (``outreach.services.standing``); the operator's holds whatever the owner says.
"""

import structlog
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import QuerySet

from crm.models import Brokerage, Instance, User
from realestate.lib.errors import DomainError, NotAllowed

log = structlog.get_logger()

LONGEST = 200
STOPPED, RESUMED = "Sending stopped", "Sending resumed"
SHOWN = 20


class NoReason(DomainError):
    """Everybody whose sending is stopped reads why."""

    code = "no_reason"
    field = "because"


def stop(brokerage: Brokerage | None, *, by: User, because: str) -> None:
    """Stop everything that goes to leads: of a brokerage, or of the whole installation (None).

    Raises:
        NotAllowed: only superusers may.
        NoReason: nothing was said.
    """
    _check(by)
    if not because.strip():
        raise NoReason("Say why: the people whose sending stops read it.")
    _write(brokerage, because.strip()[:LONGEST], by=by)


def resume(brokerage: Brokerage | None, *, by: User) -> None:
    """Let the switch go. What an owner paused themselves stays paused.

    Raises:
        NotAllowed: only superusers may.
    """
    _check(by)
    _write(brokerage, "", by=by)


def history() -> QuerySet[LogEntry]:
    """Return who stopped or resumed what, the latest first, with ``user``; the admin's own log keeps it for good."""
    said = LogEntry.objects.filter(change_message__regex=f"^({STOPPED}|{RESUMED})")
    return said.select_related("user").order_by("-action_time", "-pk")[:SHOWN]


@transaction.atomic
def _write(brokerage: Brokerage | None, because: str, *, by: User) -> None:
    if brokerage is None:
        Instance.objects.filter(pk=1).update(sending_paused=bool(because), paused_because=because)
    else:
        Brokerage.objects.filter(pk=brokerage.pk).update(stopped_because=because)
    said = f"{STOPPED}: {because}" if because else RESUMED
    LogEntry.objects.log_actions(by.pk, [brokerage or Instance.objects.get(pk=1)], CHANGE, change_message=said)
    event = "sending.stopped" if because else "sending.resumed"
    log.warning(event, brokerage=brokerage.pk if brokerage else None, user=by.pk)


def _check(by: User) -> None:
    if not by.is_superuser:
        raise NotAllowed("Only the operator of this installation stops or resumes sending for others.")
