"""A demo's mail never leaves this machine."""

import pytest

from realestate.lib import caught_mail

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture(autouse=True)
def _a_real_server(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "smtp.provider.example", 587
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "secret"
    settings.MAIL_IS_CAUGHT, settings.MAIL_CATCHER_PORT = False, 8025


def test_a_brokerage_writes_by_the_server_of_the_settings():
    door = caught_mail.connection(is_demo=False)
    assert (door.host, door.port, door.username) == ("smtp.provider.example", 587, "us")


def test_a_demo_writes_to_the_catcher_and_tells_it_no_password():
    door = caught_mail.connection(is_demo=True)
    assert (door.host, door.port, door.username, door.password) == ("127.0.0.1", 8025, "", "")
