import pytest

from realestate.lib import addresses
from realestate.lib.addresses import MailServer


def test_a_socket_url_and_back_keeps_an_odd_password():
    url = addresses.postgres_socket_url(folder="/tmp/a b", user="u", password="p/@:?&é", name="crm")
    parts = addresses.django_database(url)
    assert {key: parts[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "crm", "USER": "u", "PASSWORD": "p/@:?&é", "HOST": "/tmp/a b", "PORT": "", "OPTIONS": {},
    }  # fmt: skip


def test_a_network_url_keeps_its_port_and_options():
    parts = addresses.django_database("postgres://u:p@db.example:6432/crm?sslmode=require")
    assert (parts["HOST"], parts["PORT"], parts["OPTIONS"]) == ("db.example", "6432", {"sslmode": "require"})


def test_other_databases_are_refused():
    with pytest.raises(ValueError, match="postgresql://"):
        addresses.django_database("mysql://u@h/db")


@pytest.mark.parametrize(
    ("url", "celery"),
    [
        ("unix:///run/redis.sock?db=3", "redis+socket:///run/redis.sock?virtual_host=3"),
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock?virtual_host=0"),
        ("redis://:pw@cache.example:6379/2", "redis://:pw@cache.example:6379/2"),
        ("rediss://cache.example/0", "rediss://cache.example/0"),
    ],
)
def test_celery_reads_the_same_redis(url, celery):
    assert addresses.redis_for_celery(url) == celery


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("unix:///run/redis.sock?db=0", "unix:///run/redis.sock?db=4"),
        ("redis://:pw@cache.example:6379/0", "redis://:pw@cache.example:6379/4"),
    ],
)
def test_another_database_of_the_same_redis(url, other):
    assert addresses.redis_database(url, 4) == other


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:8025", MailServer("127.0.0.1", 8025, "", "", False, False)),
        ("smtp+tls://me:p%40ss@mail.example", MailServer("mail.example", 587, "me", "p@ss", True, False)),
        ("smtps://me:x@mail.example", MailServer("mail.example", 465, "me", "x", False, True)),
    ],
)
def test_mail_servers(url, server):
    assert addresses.mail_server(url) == server
