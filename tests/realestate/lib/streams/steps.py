"""A fact, and a handler whose effects can be counted from any process."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import connection, transaction

from crm.services import events
from realestate.lib import bus, scopes
from realestate.lib.bus import Envelope, Fact
from realestate.lib.errors import Transient

SUBSCRIBER = "tests"
POISON = 666

TABLE = "CREATE TABLE IF NOT EXISTS test_effect (id bigserial, contact_id bigint, number int, correlation_id text)"


@dataclass(frozen=True, kw_only=True)
class StepTaken(Fact):
    kind: ClassVar[str] = "step.taken"
    number: int


@dataclass(frozen=True, kw_only=True)
class NobodyListens(Fact):
    kind: ClassVar[str] = "nobody.listened"


def record(fact: StepTaken, envelope: Envelope) -> None:
    """Write one row per call: twice handled is twice written. Refuses the poisoned number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO test_effect (contact_id, number, correlation_id) VALUES (%s, %s, %s)",
            [fact.contact_id, fact.number, envelope.correlation_id],
        )
    if fact.number == POISON:
        raise ValueError("poisoned")


class Flaky:
    """A handler that fails a few times with an error that may pass."""

    __module__ = SUBSCRIBER

    def __init__(self, failures):
        self.left = failures

    def __call__(self, fact, envelope):
        record(fact, envelope)
        if self.left:
            self.left -= 1
            raise Transient("busy")


def register(handler=record):
    """Fill an empty bus with the facts of this module and one handler."""
    bus.fact(StepTaken)
    bus.fact(NobodyListens)
    bus.on(StepTaken)(handler)


def take_steps(brokerage, contact_id, numbers):
    """Publish one step after the other, each in a transaction of its own, as requests would."""
    with scopes.in_brokerage(brokerage):
        return [_publish(StepTaken(brokerage_id=brokerage.pk, contact_id=contact_id, number=n)) for n in numbers]


def _publish(fact):
    with transaction.atomic():
        return events.publish(fact)


def effects(contact_id):
    """Return the numbers that the handler wrote for a contact, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM test_effect WHERE contact_id = %s ORDER BY id", [contact_id])
        return [number for (number,) in cursor.fetchall()]
