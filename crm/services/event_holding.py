"""The operator's valve of the spine: what happens in one brokerage is recorded, and acted on only after it is let go.

For a tenant whose events flood the others, or whose handlers fail until a release is mended. Nothing is lost and the
order stays: the rows wait in the outbox. What is on the streams already arrives within moments. Meanwhile the gate
lets nothing out to its leads, since a stop or an answer could be among what waits.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import OperationalError, connection, transaction
from django.db.models import Count, F, Min, Q

from crm.models import Brokerage, Outbox, User
from crm.services.event_store import HELD, LEADER_LOCK
from realestate.lib import clock
from realestate.lib.errors import DomainError, NotAllowed
from realestate.lib.streams import health, keys, wakeup

log = structlog.get_logger()

WAITS_FOR_RELAYS = "3s"  # all brokerages' events wait meanwhile
HOLDING, LET_GO = "Events held back", "Events let go"


class Busy(DomainError):
    """The relays did not pause in time."""

    code = "busy"


@dataclass(frozen=True)
class Backlog:
    """What of a brokerage's events nobody has acted on.

    Attributes:
        waiting: not on the streams yet. ``held``: of these, kept back by an operator.
        since: when the oldest of them was recorded.
        on_the_way: on the streams, unfinished by somebody; None while Redis is away.
    """

    waiting: int
    held: int
    since: datetime | None
    on_the_way: int | None


@transaction.atomic
def hold(brokerage: Brokerage, *, by: User) -> None:
    """Let events of a brokerage wait from now on. Held already, it stays as it is.

    Raises:
        NotAllowed: only superusers may.
    """
    _check(by)
    if Brokerage.objects.filter(pk=brokerage.pk, events_held_since=None).update(events_held_since=clock.real_now()):
        _note(brokerage, by, HOLDING)


@transaction.atomic
def let_go(brokerage: Brokerage, *, by: User) -> None:
    """Have everything that waited acted on, in order, before what happens next.

    Raises:
        NotAllowed: only superusers may.
        Busy: the events of some shard are being handed out for long; nothing has changed.
    """
    _check(by)
    _lead_all_shards()
    if Brokerage.objects.filter(pk=brokerage.pk, events_held_since__isnull=False).update(events_held_since=None):
        held = Outbox.of_every_brokerage.filter(brokerage=brokerage, shard__gte=HELD)
        held.update(shard=F("shard") - HELD)
        _note(brokerage, by, LET_GO)
        transaction.on_commit(wakeup.wake)


def _lead_all_shards() -> None:
    """Keep every relay out until the transaction ends: none may put rows aside after they were brought back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAITS_FOR_RELAYS])
            for shard in range(keys.SHARDS):
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LEADER_LOCK, shard])
    except OperationalError as error:
        raise Busy("Events are being handed out right now. Try again in a moment.") from error


def backlog(brokerage: Brokerage) -> Backlog:
    """Return how far behind a brokerage's events are."""
    rows = Outbox.of_every_brokerage.filter(brokerage=brokerage)
    found = rows.aggregate(waiting=Count("pk"), held=Count("pk", filter=Q(shard__gte=HELD)), since=Min("recorded_at"))
    return Backlog(**found, on_the_way=health.on_the_way(brokerage.pk))


def _note(brokerage: Brokerage, by: User, said: str) -> None:
    LogEntry.objects.log_actions(by.pk, [brokerage], CHANGE, change_message=said)
    log.warning("events.held" if said == HOLDING else "events.let_go", brokerage=brokerage.pk, user=by.pk)


def _check(by: User) -> None:
    if not by.is_superuser:
        raise NotAllowed("Only the operator of this installation holds events back.")
