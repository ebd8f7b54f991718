"""The kill trials in small: the whole way, with few kills. ``make proof-send`` is the long run."""

import json
import subprocess
import sys

from django.conf import settings

LIMIT = 900  # seconds; a quiet machine needs less than two hundred


def test_T11_T18_T31_T59_under_kills_and_races_nothing_goes_twice_or_late_or_is_lost():
    """One test, since each worker of the suite would otherwise make the whole run for its share of several."""
    report = _short_run()

    assert (report["trials"], report["duplicates"], report["losses"], report["unknown"]) == (8, 0, 0, 0)
    assert set(report["kills"]) == {"worker", "pool", "sweep", "web"}
    assert report["delivered_once"] > 20
    assert (report["redis_killed"], report["postgres_restarted"]) == (1, 1)
    stops, takeovers = report["stop_race"], report["takeover_race"]
    assert (stops["sends"], stops["late"], stops["claimed_before"] + stops["stopped"]) == (10, 0, 10)
    assert (takeovers["sends"], takeovers["late"], takeovers["claimed_before"] + takeovers["stopped"]) == (6, 0, 6)


def _short_run():
    """Return what a short run found, on servers of its own."""
    command = [sys.executable, "manage.py", "prove_sending", "--kills=8", "--stops=10", "--takeovers=6"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])
