"""The embedded servers: real ones, started here beside those of the test run."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import psycopg
import pytest
import redis

from realestate import embedded
from realestate.embedded import Busy, Embedded
from tests.running import PATIENCE, alive, eventually


@pytest.fixture
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("e", numbered=True)


def query(services, sql):
    with psycopg.connect(services.postgres.url, autocommit=True) as connection:
        return connection.execute(sql).fetchone()


def test_both_servers_start_hold_data_over_a_restart_and_leave_nothing(folder):
    services = Embedded(folder)
    with services:
        query_pid = services.postgres.child.pid
        with psycopg.connect(services.postgres.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        redis.Redis.from_url(services.redis.url).set("kept", "7")
    assert not alive(query_pid)
    with Embedded(folder) as again:
        assert query(again, "SELECT n FROM kept") == (7,)
        assert redis.Redis.from_url(again.redis.url).get("kept") == b"7"


def test_the_cluster_is_utf8_with_the_builtin_locale_and_asks_for_a_password(folder):
    services = Embedded(folder, durable=False)
    with services:
        facts = query(
            services,
            "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale, current_setting('listen_addresses')"
            " FROM pg_database WHERE datname = current_database()",
        )
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(services.postgres.url.replace(services.postgres.password, "wrong"))
    assert facts == ("UTF8", "b", "C.UTF-8", "")


def test_sockets_and_secrets_are_closed_to_other_users(folder):
    services = Embedded(folder, durable=False)
    with services:
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (services.run, folder / "secrets")}
    assert modes == {services.run: 0o700, folder / "secrets": 0o600}


def test_a_long_path_puts_the_sockets_where_the_kernel_can_name_them(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    services = Embedded(deep)
    assert len(os.fsencode(services.run)) < 100
    with services:
        assert query(services, "SELECT 1") == (1,)
    services.run.joinpath("owner").unlink(missing_ok=True)


def test_a_killed_server_starts_again_at_once(folder):
    services = Embedded(folder)
    services.start()
    with psycopg.connect(services.postgres.url) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1")
    os.kill(services.postgres.child.pid, signal.SIGKILL)
    services.postgres.child.wait()
    services.redis.stop()
    with Embedded(folder) as again:
        assert query(again, "SELECT * FROM t") == (1,)


def test_a_pid_file_that_names_another_program_is_not_believed(folder, monkeypatch):
    services = Embedded(folder, durable=False)
    with services:
        pass
    (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder / 'postgres'}\n")
    monkeypatch.setattr(embedded, "LOCK_FREE_WITHIN", 0.0)  # nobody lets go of this file, so waiting would not help
    with Embedded(folder, durable=False) as again:
        assert query(again, "SELECT 1") == (1,)


def test_an_interrupted_first_start_leaves_no_half_cluster(folder):
    services = Embedded(folder, durable=False)
    services.make_folders()
    half = folder / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    with services:
        assert query(services, "SELECT 1") == (1,)


def test_a_server_that_cannot_start_says_why(folder):
    services = Embedded(folder, durable=False)
    services.make_folders()
    (folder / "redis").write_text("a file where the folder should be")
    with pytest.raises(FileExistsError):
        services.start()
    assert not services.postgres.answers()


HOLDER = """
    import os, sys, time
    from pathlib import Path
    from realestate import embedded
    services = embedded.Embedded(Path(sys.argv[1]))
    with embedded.lent(services):
        children = [s.child.pid if s.child else 0 for s in (services.postgres, services.redis)]
        print(*children, flush=True)
        sys.stdin.readline()
"""


def hold(folder):
    holder = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLDER), str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(embedded.__file__).parent.parent,
    )  # fmt: skip
    return holder, [int(word) for word in holder.stdout.readline().split()]


def test_servers_end_when_their_parent_is_killed(folder):
    holder, children = hold(folder)
    holder.kill()
    holder.wait()
    eventually("the end of both servers", lambda: not any(alive(pid) for pid in children))
    with Embedded(folder, durable=False) as again:
        assert query(again, "SELECT 1") == (1,)


def test_a_second_process_borrows_and_the_first_waits_for_it(folder):
    first, started = hold(folder)
    second, borrowed = hold(folder)
    assert borrowed == [0, 0]
    first.stdin.write("\n")
    first.stdin.flush()
    assert query(Embedded(folder), "SELECT 1") == (1,)
    assert first.poll() is None
    second.communicate("\n", timeout=PATIENCE)
    first.communicate(timeout=PATIENCE)
    assert (first.returncode, second.returncode) == (0, 0)
    assert not any(alive(pid) for pid in started)


def test_only_one_process_owns_a_folder_and_the_other_reads_its_note(folder):
    services = Embedded(folder, durable=False)
    with embedded.owning(services, "http://127.0.0.1:8000"), pytest.raises(Busy) as refused, embedded.owning(services):
        pass
    assert refused.value.note == "http://127.0.0.1:8000"
    with embedded.owning(services):
        pass
