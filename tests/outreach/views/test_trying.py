"""A test to oneself: through the same drivers, to staff alone, with the provider's own words."""

import socket

import pytest
from django.core import mail

from outreach.models import Message, SimulatedText

URL = "/settings/sending/test/"


def test_the_page_says_who_carries_messages(client):
    shown = client.get(URL).content.decode()

    assert "Phone simulator" in shown
    assert "Send a test text to myself" in shown


def test_a_test_text_goes_to_my_own_number_and_is_no_message_to_a_lead(client, me):
    me.phone = "+13215550142"
    me.save()

    shown = client.post(URL, {"channel": "sms"}).content.decode()

    assert SimulatedText.objects.get().to_number == "+13215550142"
    assert Message.objects.count() == 0
    assert "It works." in shown


def test_without_a_number_the_page_says_so(client):
    answer = client.post(URL, {"channel": "sms"}, HTTP_HX_REQUEST="true")

    assert "You have no phone number on your profile yet." in answer.content.decode()


def test_a_test_email_goes_to_my_own_address(client, me, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    client.post(URL, {"channel": "email"})

    assert [(letter.to, letter.subject) for letter in mail.outbox] == [([me.user.email], "A test from Homestretch")]


@pytest.fixture
def nobody_listens(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def test_a_mail_server_that_is_away_is_named(client, nobody_listens):
    shown = client.post(URL, {"channel": "email"}).content.decode()

    assert "It did not work." in shown
    assert "The server could not be reached: ConnectionRefusedError." in shown
