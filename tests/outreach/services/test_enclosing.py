"""What goes along with a message: known by content, kept within what the channel takes, and whole or not at all."""

from pathlib import Path

import pytest
from django.core import mail

from outreach.models import Attachment, Message
from outreach.services import by_hand, enclosing, sending
from outreach.services.enclosing import LIMITS, Enclosure
from outreach.services.files import FileRefused
from outreach.states import Channel, MessageStatus
from tests.factories.crm import AgentFactory

PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 64
PAPER = b"%PDF-1.7 " + b"0" * 64


@pytest.fixture
def me(brokerage, settings, tmp_path):
    settings.MEDIA_ROOT, settings.PUBLIC_URL = tmp_path, "https://crm.example.com"
    settings.MAIL_IS_CAUGHT, settings.EMAIL_PROVIDER = False, ""
    brokerage.from_email, brokerage.postal_address = "agent@gulfpine.example", "1 Pine St, Orlando, FL 32801"
    brokerage.save()
    return AgentFactory(name="Dana Whitlock", owner=True)


def mail_with(lead, me, *enclosed):
    return by_hand.write(
        lead, agent=me, key="composer:1", channel="email", subject="The contract", body="Here it is.", enclosed=enclosed
    ).message


def test_a_mail_takes_its_files_along_under_their_names(lead, me):
    message = mail_with(lead, me, Enclosure(PAPER, "Offer, Pine Street.pdf"), Enclosure(PICTURE, "front.png"))

    sending.deliver(message.pk)

    assert [(name, content, kind) for name, content, kind in mail.outbox[0].attachments] == [
        ("Offer, Pine Street.pdf", PAPER, "application/pdf"),
        ("front.png", PICTURE, "image/png"),
    ]


@pytest.mark.parametrize(
    ("called", "named"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("invoice.exe", "invoice.png"),
        ('a"b\r\nBcc: x.png', "abBcc x.png"),
        ("", "file-1.png"),
    ],
)
def test_a_name_keeps_nothing_that_could_mislead_a_reader_or_a_mail_server(lead, me, called, named):
    mail_with(lead, me, Enclosure(PICTURE, called))

    assert Attachment.objects.get().name == named


@pytest.mark.parametrize(
    ("channel", "content"),
    [
        (Channel.SMS, PAPER),
        (Channel.SMS, b"<html><script>"),
        (Channel.EMAIL, b"MZ\x90\x00 program"),
        (Channel.EMAIL, b"PK\x03\x04 archive"),
        (Channel.EMAIL, b""),
        (Channel.LETTER, PICTURE),
    ],
)
def test_what_a_channel_does_not_take_is_refused_whatever_it_is_called(channel, content):
    with pytest.raises(FileRefused):
        enclosing.check([Enclosure(content, "front.png")], channel)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL])
def test_too_many_or_too_big_is_refused_and_the_limit_named(channel):
    limits = LIMITS[channel]

    with pytest.raises(FileRefused, match="too much to send along"):
        enclosing.check([Enclosure(PICTURE)] * (limits.most + 1), channel)
    with pytest.raises(FileRefused, match="MB together"):
        enclosing.check([Enclosure(PICTURE + b"0" * limits.total)], channel)


def test_a_refused_file_leaves_no_message_behind(lead, me):
    with pytest.raises(FileRefused):
        mail_with(lead, me, Enclosure(PAPER), Enclosure(b"MZ\x90\x00"))

    assert not Message.objects.exists()


def test_a_mail_whose_file_is_gone_fails_and_does_not_leave_without_it(lead, me, settings):
    message = mail_with(lead, me, Enclosure(PAPER, "contract.pdf"))
    Path(settings.MEDIA_ROOT, Attachment.objects.get().path).unlink()

    sending.deliver(message.pk)

    message.refresh_from_db()
    assert (message.status, message.error_code, mail.outbox) == (MessageStatus.FAILED, "file_gone", [])
