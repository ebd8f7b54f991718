"""The kill trials in small: the whole way, with few kills. ``make proof-send`` is the long run."""

import json
import time

import pytest
from django.core.management import call_command

from outreach.management.commands import prove_sending
from realestate.embedded import Embedded
from tests import schema

# The mark makes the database that the dump of the tables is taken from, also when this test runs alone.
pytestmark = pytest.mark.django_db

LIMIT = 900  # seconds; a quiet machine needs less than two hundred


@pytest.fixture
def migrated_servers(monkeypatch, migrated_dump):
    """The proof's servers have the migrated tables from the start: migrating is most of the work of a short run."""

    class Migrated(Embedded):
        def start(self, **which):
            if not which:
                schema.fill(Embedded(self.folder, durable=True), migrated_dump)
                self.give_up = time.monotonic() + LIMIT
            super().start(**which)

        def watch(self):
            assert time.monotonic() < self.give_up, "The trials do not end."
            super().watch()

    monkeypatch.setattr(prove_sending, "Embedded", Migrated)


def test_T11_T18_T31_T59_under_kills_and_races_nothing_goes_twice_or_late_or_is_lost(migrated_servers, capfd):
    """One test, since each worker of the suite would otherwise make the whole run for its share of several."""
    call_command("prove_sending", kills=8, stops=10, takeovers=6)

    report = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert (report["trials"], report["duplicates"], report["losses"], report["unknown"]) == (8, 0, 0, 0)
    assert set(report["kills"]) == {"worker", "pool", "sweep", "web"}
    assert report["delivered_once"] > 20
    assert (report["redis_killed"], report["postgres_restarted"]) == (1, 1)
    stops, takeovers = report["stop_race"], report["takeover_race"]
    assert (stops["sends"], stops["late"], stops["claimed_before"] + stops["stopped"]) == (10, 0, 10)
    assert (takeovers["sends"], takeovers["late"], takeovers["claimed_before"] + takeovers["stopped"]) == (6, 0, 6)
