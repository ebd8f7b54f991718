"""Settings: each is explained in ``.env.example``, and an open machine refuses to start half-made."""

import os
import re
import stat

import pytest
from django.conf import settings

from tests.project import warm

SOURCE = (settings.BASE_DIR / "realestate" / "settings.py").read_text()
EXAMPLE = (settings.BASE_DIR / ".env.example").read_text()
KEY = "k" * 50


SHOW = "print(s.HOST, s.PUBLIC_URL, s.SESSION_COOKIE_SECURE, len(s.SECRET_KEY))"


@pytest.fixture(scope="module")
def interpreter():
    with warm.Interpreter() as running:
        yield running


@pytest.fixture
def start(interpreter, tmp_path):
    """Return a function that imports the settings on a fresh machine, runs ``show``, and returns how that ended."""
    kept = {key: value for key, value in os.environ.items() if not re.search(rf"^# {key}=", EXAMPLE, re.MULTILINE)}

    def run(show=SHOW, /, **environment):
        code = f"from realestate import settings as s; {show}"
        return interpreter.run(code, kept | {"DATA_DIR": str(tmp_path), "ENV_FILE": "/dev/null"} | environment)

    return run


def test_every_setting_is_in_the_example_in_the_same_order():
    read = list(dict.fromkeys(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SOURCE)))
    assert re.findall(r"^# ([A-Z_]+)=", EXAMPLE, re.MULTILINE) == read


def test_every_group_of_settings_is_explained():
    lines = EXAMPLE.splitlines()
    unexplained = [line for before, line in zip(["", *lines], lines, strict=False) if "=" in line and not before]
    assert unexplained == []


def test_a_machine_of_its_own_starts_without_any_setting_and_makes_its_secrets(start, tmp_path):
    done = start()
    assert (done.returncode, done.stdout.split()) == (0, ["127.0.0.1", "http://127.0.0.1:8000", "False", "64"])
    secrets = tmp_path / "secrets"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    before = secrets.read_text()
    start()
    assert secrets.read_text() == before


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"HOST": "0.0.0.0"}, "set PUBLIC_URL to its https:// address"),
        ({"HOST": "0.0.0.0", "PUBLIC_URL": "http://crm.example"}, "set PUBLIC_URL to its https:// address"),
        ({"HOST": "0.0.0.0", "PUBLIC_URL": "https://crm.example"}, "SECRET_KEY is missing or short"),
        ({"HOST": "0.0.0.0", "PUBLIC_URL": "https://crm.example", "SECRET_KEY": "short"}, "missing or short"),
        ({"HOST": "0.0.0.0", "PUBLIC_URL": "https://crm.example", "SECRET_KEY": KEY, "DEBUG": "1"}, "DEBUG shows"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is missing or short"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "DATABASE_URL must begin with postgresql://"),
        ({"TRUSTED_PROXIES": "10.0.0.0/8,the proxy"}, "'the proxy' is no address and no network"),
        ({"EMAIL_URL": "mail.example"}, "EMAIL_URL must look like"),
    ],
)
def test_a_half_made_start_is_refused_in_words(start, environment, reason):
    done = start(**environment)
    assert done.returncode == 1
    assert reason in done.stderr


def test_an_open_machine_starts_with_https_and_secrets_and_then_closes_its_cookies(start):
    done = start(HOST="0.0.0.0", PUBLIC_URL="https://crm.example/", SECRET_KEY=KEY)
    assert done.stdout.split() == ["0.0.0.0", "https://crm.example", "True", "50"]


@pytest.mark.parametrize(
    ("environment", "trusted"),
    [
        ({}, "[]"),
        ({"PUBLIC_URL": "https://crm.example"}, "['127.0.0.0/8', '::1/128']"),
        ({"PUBLIC_URL": "https://crm.example", "TRUSTED_PROXIES": "10.0.0.5"}, "['10.0.0.5/32']"),
    ],
)
def test_a_proxy_is_trusted_where_there_must_be_one_or_where_it_is_named(start, environment, trusted):
    done = start("print([str(network) for network in s.TRUSTED_PROXIES])", **environment)
    assert done.stdout.strip() == trusted


def test_a_refused_start_makes_no_secrets(start, tmp_path):
    start(HOST="0.0.0.0", PUBLIC_URL="https://crm.example")
    assert not (tmp_path / "secrets").exists()
