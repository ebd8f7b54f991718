"""How long one lead takes to be scored: features read and computed, reasons, evaluation stored, page told.

    python -m benchmarks.score_lead [--leads 200] [--acts 60]

Starts a PostgreSQL and a Redis of its own, with durable commits, and removes them at the end.
Target: under 100 ms a lead at p99, and 100 leads a second (SCO-20).
"""

import argparse
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from realestate.embedded import Embedded

Report = list[tuple[str, list[float], float]]


def main() -> None:
    """Measure and print one table."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--leads", type=int, default=200)
    asked.add_argument("--acts", type=int, default=60, help="interactions and messages of each lead in 90 days")
    options = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="hs-"))
    services = Embedded(folder, durable=True)
    services.start()
    try:
        os.environ.update(
            DATA_DIR=str(folder),
            DATABASE_URL=services.postgres.url,
            REDIS_URL=services.redis.url,
            DJANGO_SETTINGS_MODULE="realestate.settings",
        )
        show(measure(options.leads, options.acts), options.leads, options.acts)
    finally:
        services.stop()
        shutil.rmtree(folder, ignore_errors=True)


def show(report: Report, leads: int, acts: int) -> None:
    """Print the table."""
    print(f"{leads} leads, {acts} acts each. Milliseconds.\n")
    print(f"{'':28}{'p50':>8}{'p99':>8}{'a second':>10}{'own CPU':>9}")
    for name, times, cpu in report:
        p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
        print(f"{name:28}{p50:8.2f}{p99:8.2f}{1000 / statistics.fmean(times):10.0f}{cpu:9.2f}")
    print("\nTarget: evaluate p99 under 100 ms, 100 leads a second.")


def measure(leads: int, acts: int) -> Report:
    """Make leads with histories, score each as an event would, and return what each part took, in milliseconds."""
    import django  # noqa: PLC0415 - reads the settings, which need the servers
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)

    from realestate.lib import clock, scopes  # noqa: PLC0415
    from scoring.features import registry  # noqa: PLC0415
    from scoring.predictors import rules  # noqa: PLC0415
    from scoring.selectors.facts import gather  # noqa: PLC0415
    from scoring.services import evaluation  # noqa: PLC0415
    from tests.factories.crm import AgentFactory, BrokerageFactory, LeadFactory  # noqa: PLC0415

    with scopes.in_brokerage(BrokerageFactory()):
        agent = AgentFactory()
        rows = [LeadFactory(assigned_to=agent, budget_confirmed=number % 3 == 0) for number in range(leads)]
        for row in rows:
            _live_ninety_days(row, acts)
        facts = [gather(row, now=clock.now()) for row in rows]
        values = [registry.compute(each) for each in facts]
        evaluation.evaluate(rows[0])  # connections open, statements planned
        return [
            _measure("select 1, for comparison", [_select_one for _ in rows]),
            _measure("gather facts (4 queries)", [lambda row=row: gather(row, now=clock.now()) for row in rows]),
            _measure("compute features", [lambda each=each: registry.compute(each) for each in facts]),
            _measure("score with reasons", [lambda each=each: rules.score(each) for each in values]),
            _measure(
                "evaluate, all of it",
                [lambda row=row, n=n: evaluation.evaluate(row, event_id=n + 1) for n, row in enumerate(rows)],
            ),
        ]


def _live_ninety_days(lead: Any, acts: int) -> None:
    from crm.models import Event, Interaction  # noqa: PLC0415
    from realestate.lib import clock  # noqa: PLC0415

    chance = random.Random(lead.pk)  # noqa: S311 - made-up histories
    moments = [clock.now() - timedelta(minutes=chance.randint(1, 90 * 24 * 60)) for _ in range(acts)]
    Interaction.objects.bulk_create(
        Interaction(
            lead=lead, contact_id=lead.contact_id, kind=chance.choice(["view", "save", "call"]), occurred_at=moment
        )
        for moment in moments[: acts // 2]
    )
    Event.objects.bulk_create(
        Event(
            contact_id=lead.contact_id,
            kind=chance.choice(["reply.received", "message.sent", "reply.understood"]),
            payload={"lead_id": lead.pk, "intent": "question", "sentiment": 0.2},
            occurred_at=moment,
        )
        for moment in moments[acts // 2 :]
    )


def _select_one() -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _measure(name: str, calls: list[Callable[[], object]]) -> tuple[str, list[float], float]:
    times = []
    cpu = time.process_time()
    for call in calls:
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return name, times, (time.process_time() - cpu) * 1000 / len(calls)


if __name__ == "__main__":
    main()
