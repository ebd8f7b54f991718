"""An agent's own mailbox: it sends as them, reads what belongs here once, and lets the rest of their life alone."""

from datetime import timedelta

import pytest

from crm.models import Brokerage, InboundHook
from outreach.models import Mailbox, Message
from outreach.services import hooks, mailbox_reading, mailboxes, sending
from outreach.services.mailboxes import InvalidMailbox
from outreach.states import Author, Channel, MessageStatus
from outreach.writing import links
from realestate.lib import clock
from realestate.lib.hosts import InvalidHost
from tests import mail_servers
from tests.factories.crm import AgentFactory
from tests.mail_servers import PASSWORD, USER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return mail_servers.certify(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(certificate, monkeypatch, settings):
    """This machine trusts the provider's certificate, and lets agents name hosts of its own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    settings.PRIVATE_MAIL_SERVERS = True
    return certificate


@pytest.fixture
def imap(trusted):
    with mail_servers.imap_server(*trusted) as served:
        yield served


@pytest.fixture
def smtp(trusted):
    with mail_servers.smtp_server(*trusted) as served:
        yield served


def settings_of(**more):
    return {
        "address": USER, "username": USER, "password": PASSWORD, "smtp_host": "localhost", "smtp_security": "starttls",
        "imap_host": "localhost",
    } | more  # fmt: skip


def mailbox(agent, *, imap_port=0, smtp_port=0, **more):
    row = mailboxes.keep(agent, **settings_of(**more))
    row.imap_port, row.smtp_port = imap_port or row.imap_port, smtp_port or row.smtp_port
    row.save()
    return row


def mail_from(sender, *, number=1, extra="", body="Yes, Saturday at ten."):
    return (
        f"From: Somebody <{sender}>\nTo: {USER}\nSubject: Re: The house\nMessage-ID: <n{number}@example.org>\n"
        f"Date: Wed, 15 Jul 2026 15:00:00 +0000\n{extra}\n{body}\n"
    )


@pytest.fixture
def theirs(lead):
    """The lead's email address."""
    return lead.contact.points.get(kind="email").value


@pytest.fixture
def row(lead, imap):
    """The agent's mailbox, looked at once: what lay there before is their past."""
    imap[1].put(3, mail_from("before@example.org", number=0))
    found = mailbox(lead.assigned_to, imap_port=imap[0])
    mailbox_reading.read(found)
    found.refresh_from_db()
    return found


def test_the_password_is_sealed_and_never_in_the_clear(lead, trusted):
    row = mailbox(lead.assigned_to)

    assert PASSWORD not in str(Mailbox.objects.values().get())
    assert mailboxes.password_of(row) == PASSWORD


def test_the_first_look_takes_nothing_of_the_past(row):
    assert (row.last_uid, row.uid_validity, InboundHook.objects.count()) == (3, 7, 0)


def test_an_answer_of_a_person_we_have_is_taken_in_once(row, imap, theirs, lead):
    imap[1].put(4, mail_from(theirs))

    assert [mailbox_reading.read(row) for _ in range(3)] == [1, 0, 0]
    for hook in InboundHook.objects.all():
        hooks.handle(hook.pk)

    message = Message.objects.get(direction="in")
    assert (message.contact_id, message.body, message.channel) == (lead.contact_id, "Yes, Saturday at ten.", "email")


def test_the_rest_of_their_life_is_left_alone(row, imap):
    imap[1].put(4, mail_from("mother@example.org"))

    assert mailbox_reading.read(row) == 0
    assert InboundHook.objects.count() == 0
    row.refresh_from_db()
    assert row.last_uid == 4


def test_an_answer_from_another_address_is_known_by_what_it_answers(row, imap, lead, brokerage):
    asked = Message(brokerage_id=brokerage.pk, pk=12)
    imap[1].put(4, mail_from("work@example.org", extra=f"In-Reply-To: {links.message_id(asked)}\n"))

    assert mailbox_reading.read(row) == 1


def test_nothing_is_marked_as_read(row, imap, theirs):
    imap[1].put(4, mail_from(theirs))
    mailbox_reading.read(row)

    asked = " ".join(imap[1].commands)
    assert "EXAMINE" in asked
    assert "SELECT" not in asked.split()
    assert "BODY.PEEK[]" in asked
    assert "STORE" not in asked


def test_T54_a_mailbox_that_was_numbered_anew_brings_nothing_twice(row, imap, theirs):
    imap[1].put(4, mail_from(theirs))
    mailbox_reading.read(row)
    imap[1].validity, imap[1].mails = 8, {1: imap[1].mails[4]}
    row.refresh_from_db()
    mailbox_reading.read(row)

    assert InboundHook.objects.count() == 1
    row.refresh_from_db()
    assert (row.uid_validity, row.last_uid) == (8, 1)


def test_an_automatic_answer_moves_nothing(row, imap, theirs):
    imap[1].put(4, mail_from(theirs, extra="Auto-Submitted: auto-replied\n", body="I am away."))
    mailbox_reading.read(row)
    for hook in InboundHook.objects.all():
        hooks.handle(hook.pk)

    assert Message.objects.filter(direction="in").count() == 0


def test_a_wrong_password_is_told_in_the_providers_words(lead, imap, smtp):
    row = mailbox(lead.assigned_to, imap_port=imap[0], smtp_port=smtp[0], password="wrong")

    tried = mailboxes.try_out(row)
    mailbox_reading.read(row)

    row.refresh_from_db()
    assert not tried.went_well
    assert "535" in tried.sends
    assert "Invalid credentials" in tried.reads
    assert "Invalid credentials" in row.problem


def test_a_server_nobody_vouches_for_gets_no_password(lead, imap, monkeypatch, tmp_path):
    row = mailbox(lead.assigned_to, imap_port=imap[0])
    monkeypatch.delenv("SSL_CERT_FILE")

    mailbox_reading.read(row)

    row.refresh_from_db()
    assert "certificate" in row.problem.lower()
    assert not any("LOGIN" in command for command in imap[1].commands)


def test_both_ways_are_tried_and_nothing_is_sent(lead, imap, smtp):
    tried = mailboxes.try_out(mailbox(lead.assigned_to, imap_port=imap[0], smtp_port=smtp[0]))

    assert (tried.went_well, tried.sends, tried.reads) == (True, "Sending works.", "Reading works.")
    assert smtp[1].envelopes == []


def test_an_agents_mail_goes_out_by_their_own_server_from_their_own_address(lead, smtp, brokerage, theirs, settings):
    settings.PUBLIC_URL = "https://crm.example.com"
    brokerage.postal_address = "100 Palm Avenue, Orlando, FL 32801"
    brokerage.save()
    mailbox(lead.assigned_to, smtp_port=smtp[0], imap_host="")

    message = sending.request(
        lead, key="m:1", channel=Channel.EMAIL, subject="The house on Pine Street", body="Shall we look at it?",
        author=Author.AGENT, agent=lead.assigned_to,
    )  # fmt: skip
    sending.deliver(message.pk)

    message.refresh_from_db()
    envelope = smtp[1].envelopes[0]
    assert (message.status, message.reason) == (MessageStatus.SENT, "")
    assert (envelope.mail_from, envelope.rcpt_tos) == (USER, [theirs])
    assert USER.encode() in envelope.content


def test_a_name_that_leads_into_this_network_by_now_gets_no_mail(lead, smtp, brokerage, settings):
    settings.PUBLIC_URL = "https://crm.example.com"
    brokerage.postal_address = "100 Palm Avenue, Orlando, FL 32801"
    brokerage.save()
    mailbox(lead.assigned_to, smtp_port=smtp[0], imap_host="")
    message = sending.request(
        lead, key="m:1", channel=Channel.EMAIL, subject="The house on Pine Street", body="Shall we look at it?",
        author=Author.AGENT, agent=lead.assigned_to,
    )  # fmt: skip

    settings.PRIVATE_MAIL_SERVERS = False
    sending.deliver(message.pk)

    message.refresh_from_db()
    assert (message.status, smtp[1].envelopes) == (MessageStatus.HELD, [])
    assert "InvalidHost" in message.reason


def test_a_host_of_this_network_is_refused(lead, settings):
    settings.PRIVATE_MAIL_SERVERS = False

    for more in ({}, {"smtp_host": "127.0.0.1"}, {"smtp_host": "169.254.169.254"}, {"smtp_host": "nowhere.invalid"}):
        with pytest.raises(InvalidHost):
            mailboxes.keep(lead.assigned_to, **settings_of(**more))
    assert Mailbox.objects.count() == 0


def test_a_sealed_password_goes_to_no_other_server(lead, trusted):
    mailbox(lead.assigned_to)

    with pytest.raises(InvalidMailbox, match="password"):
        mailboxes.keep(lead.assigned_to, **settings_of(password="", smtp_host="127.0.0.1"))
    assert mailboxes.keep(lead.assigned_to, **settings_of(password="", username="dana")).username == "dana"


def test_a_mailbox_with_a_problem_is_asked_less_often(lead, imap):
    row = mailbox(lead.assigned_to, imap_port=imap[0], password="wrong")
    mailbox_reading.read_all()
    asked = len(imap[1].commands)
    with clock.shifted(clock.now() + timedelta(minutes=5) - clock.real_now()):
        mailbox_reading.read_all()
    assert len(imap[1].commands) == asked
    with clock.shifted(clock.now() + timedelta(minutes=11) - clock.real_now()):
        mailbox_reading.read_all()
    assert len(imap[1].commands) > asked
    assert row.pk


def test_an_agent_without_a_mailbox_sends_as_before(lead):
    message = Message(agent=AgentFactory())

    assert mailboxes.sending_for(message) is None


def test_the_mailbox_of_a_demo_is_never_asked(lead, imap):
    mailbox(lead.assigned_to, imap_port=imap[0])
    Brokerage.objects.filter(pk=lead.brokerage_id).update(is_demo=True)

    mailbox_reading.read_all()

    assert imap[1].commands == []
