"""One PostgreSQL and one Redis for the whole run, in a short folder of their own; a database of each per worker.

This module runs before anything of ours is imported, because the settings read the environment once.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
FOLDER = "HOMESTRETCH_TEST_SERVICES"

A_WEDNESDAY_AT_NOON = datetime(2026, 7, 15, 16, 0, tzinfo=UTC)  # in Orlando
EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"
OWN_ENVIRONMENT = {
    "ENV_FILE": "/dev/null", "PUBLIC_URL": "http://testserver", "DEMO": "0",
    "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests-only", "DJANGO_SETTINGS_MODULE": "realestate.settings",
}  # fmt: skip


def forget_settings() -> None:
    """Drop every setting that this machine's environment holds: tests must not send with somebody's real keys."""
    for name in re.findall(r"^# ([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE):
        os.environ.pop(name, None)


def start_services() -> "Embedded":
    """Start both servers, and tell this process and its workers where they are."""
    folder = Path(tempfile.mkdtemp(prefix="hs-"))
    services = Embedded(folder, durable=False)
    services.start()
    os.environ[FOLDER] = str(folder)
    return services


def point_settings_at(folder: Path) -> None:
    """Set the environment that the settings of this worker, and of every process it starts, will read."""
    services = Embedded(folder, durable=False)
    number = int(WORKER.removeprefix("gw")) + 1 if WORKER else 0
    forget_settings()
    os.environ.update(OWN_ENVIRONMENT)
    os.environ["DATA_DIR"] = str(folder / f"data{number}")
    os.environ["STATIC_ROOT"] = str(folder / "static")
    (folder / "static").mkdir(exist_ok=True)
    os.environ["DATABASE_URL"] = services.postgres.url
    os.environ["REDIS_URL"] = addresses.redis_database(services.redis.url, number)


from realestate.embedded import Embedded  # noqa: E402 - needs no settings
from realestate.lib import addresses, memory  # noqa: E402

memory.relax()

_services = None if FOLDER in os.environ else start_services()
point_settings_at(Path(os.environ[FOLDER]))

import django  # noqa: E402
import hypothesis  # noqa: E402
import redis  # noqa: E402
from django.conf import settings  # noqa: E402

from realestate.lib import redis as our_redis  # noqa: E402
from tests import emptying, schema, tracing  # noqa: E402

# The same cases each time and no clock: a slow machine proves nothing, and a new find belongs in a commit of its own.
# `--hypothesis-profile=default` looks further.
hypothesis.settings.register_profile(
    "same", deadline=None, derandomize=True, database=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("same")
emptying.instead_of_flush()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow on purpose
django.setup()
# A worker that inherited this would read the settings before this module told it which database is its own.
os.environ.pop("DJANGO_SETTINGS_MODULE")

from crm.models import Brokerage  # noqa: E402 - models need Django
from realestate.lib import clock, scopes  # noqa: E402
from tests import live_site  # noqa: E402
from tests.factories.crm import BrokerageFactory  # noqa: E402


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tracing.mark_further_cases(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with tracing.as_needed(item):
        return (yield)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started. After kill -9 the kernel does it."""
    if _services is not None:
        _services.stop()
        shutil.rmtree(_services.folder, ignore_errors=True)
        del os.environ[FOLDER]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Let pytest-django take a database that stands already; the whole server goes after the run anyway."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, pytestconfig: pytest.Config) -> None:
    """Build the database from a dump, which runs share for as long as no migration changes: seconds, not a minute."""
    dump = schema.dump_path(pytestconfig)
    schema.make(dump)
    schema.restore(dump, WORKER)


@pytest.fixture(scope="session")
def migrated_dump(django_db_setup: None, pytestconfig: pytest.Config) -> Path:
    """Return a dump of the migrated tables, for tests that run servers of their own."""
    return schema.dump_path(pytestconfig)


@pytest.fixture(scope="session")
def web_site(django_db_setup: None) -> Iterator[str]:
    """The address of a web process on this worker's test database, one for all tests of the worker.

    It reads over connections of its own, so its rows must be committed (``transactional_db``).
    """
    with live_site.web_process() as address:
        yield address


@pytest.fixture(autouse=True)
def _same_moment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test begin at the same moment, so that none hangs on the hour or the day it is run.

    Tests in which other processes of ours take part are marked ``real_clock``: those know the machine's clock only.
    """
    if request.node.get_closest_marker("real_clock") is None:
        real_now = clock.real_now
        ahead = A_WEDNESDAY_AT_NOON - real_now()
        monkeypatch.setattr(clock, "real_now", lambda: real_now() + ahead)


@pytest.fixture(autouse=True)
def _empty_redis(request: pytest.FixtureRequest) -> None:
    """Give every test an empty Redis of its own worker, which no test before it has seen away."""
    redis_client().flushdb()
    our_redis._away_until = 0.0


@pytest.fixture
def redis_db() -> "redis.Redis":
    """Return this worker's Redis, answering in text."""
    return redis_client()


@cache
def redis_client() -> "redis.Redis":
    """Return a client of this worker's Redis, the same for all tests."""
    return redis.Redis.from_url(settings.REDIS_URL, decode_responses=True)


@pytest.fixture
def brokerage(db: None) -> Iterator[Brokerage]:
    """A brokerage, in force for the whole test."""
    row = BrokerageFactory()
    with scopes.in_brokerage(row):
        yield row
