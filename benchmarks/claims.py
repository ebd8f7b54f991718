"""How many messages a second are put before the gate and claimed, with few and with many messages in the table.

``python -m benchmarks.claims [--small 10000] [--large 1000000] [--claims 2000]``. Two processes claim as the sweeps of
two workers do, fifty together: lock, facts, decision, decision stored, claimed, committed. Nothing goes to a carrier.

Each message of the past has its decision beside it, and both times the people are the same: with a million each of
them has fifty messages behind. What the filling leaves for PostgreSQL to do is done before a claim is timed.
"""

import argparse
import multiprocessing
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import _stage
from benchmarks._report import finish, report
from realestate.lib import memory

if TYPE_CHECKING:
    from crm.models import Brokerage

TARGET = 500  # a second
WORKERS = 2
BATCH = 50
PEOPLE = 20_000

_PAST = """
INSERT INTO outreach_message (
  brokerage_id, created_at, updated_at, conversation_id, contact_id, lead_id, point_id, address, direction, channel,
  purpose, author, subject, body, key, status, reason, carrier, provider_id, error_code, segments, cost_micros,
  attempts, claimed_at, sent_at, occurred_at, intent, understood, campaign, series)
SELECT m.brokerage_id, past.at, past.at, m.conversation_id, m.contact_id, m.lead_id, m.point_id, m.address, 'out',
  'sms', 'marketing', 'sequence', '', m.body, 'past:' || n, 'sent', '', 'simulator', 'SIM' || n, '', 1, 7900,
  1, past.at, past.at, past.at, '', '{}', '', ''
FROM generate_series(%(first)s, %(last)s) AS n
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM outreach_message WHERE key LIKE 'due:%%') AS m
  ON m.place = n %% %(people)s
CROSS JOIN LATERAL (SELECT %(now)s::timestamptz - interval '40 days' - n %% 1000000 * interval '1 second' AS at) AS past
"""

_PAST_DECISIONS = """
INSERT INTO outreach_gatedecision (
  brokerage_id, created_at, updated_at, message_id, contact_id, channel, purpose, verdict, reason, rule,
  rules_version, sentence, evidence, content_hash, decided_at)
SELECT brokerage_id, claimed_at, claimed_at, id, contact_id, channel, purpose, 'allow', '', '', 'past', '', '{}', '',
  claimed_at
FROM outreach_message WHERE key LIKE 'past:%%' AND id > %(last)s
"""


@dataclass(frozen=True)
class Speed:
    """How many were claimed a second, and the processor time of one in the worker and in PostgreSQL, in ms."""

    a_second: float
    worker_ms: float
    postgres_ms: float


def main() -> None:
    """Run it and print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000, help="Messages in the table at first.")
    parser.add_argument("--large", type=int, default=1_000_000, help="Messages in the table then.")
    parser.add_argument("--claims", type=int, default=2_000, help="Messages claimed each time.")
    options = parser.parse_args()
    os.environ.update(PROVIDER_PER_MINUTE="100000000", ENV_FILE="/dev/null")
    with _stage.services():
        brokerage = _furnish(2 * options.claims + BATCH)
        _fill(0, options.small)
        few = _claim_in_workers(brokerage, 0, options.claims)
        _fill(options.small, options.large)
        many = _claim_in_workers(brokerage, options.claims, options.claims)
        queries = _queries_of_a_batch(brokerage, 2 * options.claims)
    met = report(
        "claims: gated and claimed, with the large table",
        figure=many.a_second,
        unit="a second",
        target=TARGET,
        lower_is_better=False,
        with_small_table=few.a_second,
        large_of_small=many.a_second / few.a_second,
        small=options.small,
        large=options.large,
        claims=options.claims,
        processes=WORKERS,
        together=BATCH,
        statements_of_a_batch=queries,
        worker_ms_of_a_claim=many.worker_ms,
        worker_ms_with_small_table=few.worker_ms,
        postgres_ms_of_a_claim=many.postgres_ms,
        postgres_ms_with_small_table=few.postgres_ms,
    )
    finish(met)


def _furnish(due: int) -> "Brokerage":
    """Make people who may be texted now, at least ``PEOPLE`` of them, each with a text that is due."""
    from crm.models import ContactPoint  # noqa: PLC0415 - Django is set up by the stage
    from outreach.models import Conversation, Message  # noqa: PLC0415
    from outreach.states import Author, Channel, Direction  # noqa: PLC0415
    from realestate.lib import clock, scopes  # noqa: PLC0415

    brokerage, leads = _stage.people(max(due, PEOPLE))
    with scopes.in_brokerage(brokerage):
        points = dict(ContactPoint.objects.values_list("contact_id", "pk"))
        talks = Conversation.objects.bulk_create(Conversation(contact_id=lead.contact_id) for lead, _ in leads)
        Message.objects.bulk_create(
            Message(
                conversation=talk,
                contact_id=lead.contact_id,
                lead=lead,
                point_id=points[lead.contact_id],
                address=phone,
                direction=Direction.OUT,
                channel=Channel.SMS,
                author=Author.SEQUENCE,
                body=f"Proof Realty: note {number}. Reply STOP to opt out.",
                key=f"due:{number}",
                due_at=clock.now(),
                occurred_at=clock.now(),
            )
            for number, ((lead, phone), talk) in enumerate(zip(leads, talks, strict=True))
        )
    return brokerage


def _fill(first: int, last: int) -> None:
    """Put messages of the past and their decisions into the tables, spread over the people."""
    from django.db import connection  # noqa: PLC0415
    from django.db.models import Max  # noqa: PLC0415

    from outreach.models import Message  # noqa: PLC0415
    from realestate.lib import clock  # noqa: PLC0415

    every = Message._base_manager
    people, newest = every.filter(key__startswith="due:").count(), every.aggregate(pk=Max("pk"))["pk"]
    with connection.cursor() as cursor:
        cursor.execute(_PAST, {"first": first, "last": last - 1, "people": people, "now": clock.real_now()})
        cursor.execute(_PAST_DECISIONS, {"last": newest})
        cursor.execute("VACUUM ANALYZE outreach_message, outreach_gatedecision")
        cursor.execute("CHECKPOINT")  # else the disk is still busy with the filling while claims are timed


def _claim_in_workers(brokerage: "Brokerage", first: int, count: int) -> Speed:
    """Have the workers claim, each its half; return what the slower one came to."""
    from django.db import connections  # noqa: PLC0415

    from outreach.models import Message  # noqa: PLC0415

    keys = [f"due:{number}" for number in range(first, first + count)]
    ids = list(Message._base_manager.filter(key__in=keys).order_by("pk").values_list("pk", flat=True))
    connections.close_all()
    context = multiprocessing.get_context("fork")
    start, times = context.Barrier(WORKERS), context.Queue()
    workers = [
        context.Process(target=_claim_all, args=(brokerage.pk, ids[place::WORKERS], start, times))
        for place in range(WORKERS)
    ]
    for worker in workers:
        worker.start()
    slowest, worker_ms, postgres_ms = max(times.get() for _ in workers)
    for worker in workers:
        worker.join()
    return Speed((count - WORKERS) / slowest, worker_ms, postgres_ms)


def _claim_all(brokerage_id: int, ids: list[int], start: object, times: object) -> None:
    from django.db import connection  # noqa: PLC0415

    from outreach.services import claiming, sending  # noqa: PLC0415
    from realestate.lib import scopes  # noqa: PLC0415

    memory.settle()  # as workers do
    with scopes.in_brokerage(brokerage_id):
        assert sending._claim(ids.pop())[1] is not None  # warm: connection, rule book, plans
        server = connection.connection.info.backend_pid
        start.wait()  # type: ignore[attr-defined]
        began, used, served = time.perf_counter(), time.process_time(), _processor_seconds(server)
        for place in range(0, len(ids), BATCH):
            together = ids[place : place + BATCH]
            claimed, _ = claiming.claim_together(together, sending._carrier_of)
            assert len(claimed) == len(together)
        took, serving = time.perf_counter() - began, _processor_seconds(server) - served
        worker_ms = (time.process_time() - used) / len(ids) * 1000
        times.put((took, worker_ms, serving / len(ids) * 1000))  # type: ignore[attr-defined]


def _processor_seconds(process: int) -> float:
    """Return the processor time of another process; nan where there is no ``/proc``."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _queries_of_a_batch(brokerage: "Brokerage", first: int) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from outreach.models import Message  # noqa: PLC0415
    from outreach.services import claiming, sending  # noqa: PLC0415
    from realestate.lib import scopes  # noqa: PLC0415

    with scopes.in_brokerage(brokerage):
        keys = [f"due:{number}" for number in range(first, first + BATCH)]
        ids = list(Message.objects.filter(key__in=keys).values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as captured:
            assert len(claiming.claim_together(ids, sending._carrier_of)[0]) == BATCH
    return sum(not str(query["sql"]).startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in captured)


if __name__ == "__main__":
    main()
