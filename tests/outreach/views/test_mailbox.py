"""Settings, Your mailbox: kept sealed, tried in words, seen by nobody else."""

import pytest

from outreach.models import Mailbox
from outreach.services import mailboxes
from tests.factories.crm import AgentFactory

GIVEN = {
    "address": "dana@example.org", "username": "dana@example.org", "password": "correct horse",
    "smtp_host": "localhost", "smtp_security": "tls", "imap_host": "localhost",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_servers(settings):
    settings.PRIVATE_MAIL_SERVERS = True


def test_a_mailbox_is_kept_and_its_password_never_shown(client, me):
    client.post("/settings/mailbox/", GIVEN)

    page = client.get("/settings/mailbox/").content.decode()
    row = Mailbox.objects.get(agent=me)
    assert (row.smtp_port, row.imap_port, mailboxes.password_of(row)) == (465, 993, "correct horse")
    assert 'value="dana@example.org"' in page
    assert "correct horse" not in page


def test_a_first_mailbox_without_a_password_is_refused_and_nothing_typed_is_lost(client, me):
    answer = client.post("/settings/mailbox/", {**GIVEN, "password": ""})

    assert answer.status_code == 422
    assert "Type the password too." in answer.content.decode()
    assert 'value="localhost"' in answer.content.decode()
    assert Mailbox.objects.count() == 0


def test_a_host_of_this_network_is_refused_beside_its_field(client, me, settings):
    settings.PRIVATE_MAIL_SERVERS = False

    assert "is a host of this network" in client.post("/settings/mailbox/", GIVEN).content.decode()


def test_a_trial_says_what_the_servers_said(client, me, settings):
    client.post("/settings/mailbox/", GIVEN)
    Mailbox.objects.update(smtp_port=1, imap_port=1)  # where nobody listens

    said = client.post("/settings/mailbox/test/", follow=True).content.decode()

    assert "Sending does not work" in said
    assert "Reading does not work" in said


def test_a_mailbox_is_removed_with_its_password(client, me):
    client.post("/settings/mailbox/", GIVEN)
    client.post("/settings/mailbox/remove/")

    assert Mailbox.objects.count() == 0


def test_nobody_sees_or_tries_the_mailbox_of_another(client, me):
    mailboxes.keep(AgentFactory(), **{**GIVEN, "address": "other@example.org", "username": "other@example.org"})

    assert "other@example.org" not in client.get("/settings/mailbox/").content.decode()
    assert client.post("/settings/mailbox/test/").status_code == 404
