import pytest
from django.db import Error as DatabaseError
from django.db.migrations.recorder import MigrationRecorder

from realestate import health
from realestate.lib import checkup, metrics
from realestate.lib.checkup import Finding


@pytest.fixture
def only(monkeypatch):
    """Return a function that leaves only the given checks registered."""

    def leave(**checks):
        monkeypatch.setattr(checkup, "_checks", {})
        for name, (ask, essential) in checks.items():
            checkup.add(name, ask, essential=essential)

    return leave


def well():
    return Finding(ok=True, says="well")


def ill():
    return Finding(ok=False, says="mend it")


def away():
    raise DatabaseError("connection refused by 10.0.0.7")


def test_live_asks_nobody(client, only):
    only(database=(away, True))
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()["status"]) == (200, "alive")


def test_ready_names_each_of_the_grounds_checks(client, db):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert {"database", "migrations", "redis"} <= set(answer.json()["checks"])


@pytest.mark.parametrize(
    ("checks", "status", "word"),
    [
        ({"a": (well, True)}, 200, "ready"),
        ({"a": (well, True), "b": (ill, False)}, 200, "degraded"),
        ({"a": (ill, True), "b": (well, False)}, 503, "not ready"),
        ({"a": (away, True)}, 503, "not ready"),
    ],
)
def test_only_an_essential_failure_takes_the_machine_out_of_service(client, only, checks, status, word):
    only(**checks)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (status, word)


def test_a_check_that_fails_shows_no_detail_of_the_machine(client, only):
    only(database=(away, True))
    assert client.get("/health/ready").json()["checks"]["database"]["says"] == "could not be checked: Error"


def test_realtime_says_stopped_while_no_bus_runs(client, db):
    answer = client.get("/health/realtime")
    assert (answer.status_code, answer.json()["mode"]) == (503, "stopped")


def test_a_migration_that_waits_is_named(db):
    MigrationRecorder.Migration.objects.filter(app="sessions", name="0001_initial").delete()
    finding = health.migrations()
    assert (finding.ok, finding.says) == (False, "run `manage.py migrate`: sessions.0001_initial")


def test_metrics_need_the_token_where_one_is_set(client, settings):
    settings.METRICS_TOKEN = "let-me-in"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer let-me-in"}).status_code == 200


def test_without_a_token_metrics_are_shown_on_this_machine_only(client, settings):
    assert client.get("/metrics").status_code == 200
    settings.IS_LOCAL = False
    assert client.get("/metrics").status_code == 403


def test_metrics_count_requests_by_route_not_by_path(client):
    client.get("/health/live")
    assert b'route="health/live",status="200"' in metrics.exposition()
