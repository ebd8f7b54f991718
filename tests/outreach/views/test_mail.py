"""Caught mail: read by those it concerns, with links that work."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.services import leads
from tests.factories.crm import AgentFactory, BrokerageFactory
from tests.factories.outreach import caught
from tests.signing_in import browser_of


def signed_in(agent):
    return browser_of(agent)


def test_nothing_caught_is_said(client):
    assert "No mail was caught" in client.get("/mail/").content.decode()


def test_a_letter_shows_its_headers_and_a_link_that_works(client, lead):
    shown = client.get(f"/mail/{caught(lead).pk}/").content.decode()

    assert "List-Unsubscribe" in shown
    assert '<a href="http://testserver/unsubscribe/x/" rel="nofollow">' in shown


def test_nobody_reads_a_colleagues_log_in_mail_not_even_a_manager(client, lead, brokerage):
    letter = caught(lead, message_id="<reset@testserver>", recipient=AgentFactory().user.email, subject="New password")

    assert "New password" not in client.get("/mail/").content.decode()
    assert client.get(f"/mail/{letter.pk}/").status_code == 404


def test_ones_own_notices_are_there(client, lead, me):
    caught(lead, message_id="<notice@testserver>", recipient=me.user.email, subject="Your briefing")

    assert "Your briefing" in client.get("/mail/").content.decode()


def test_an_agent_reads_mail_to_their_own_leads_alone(lead):
    letter = caught(lead)
    owner = lead.assigned_to
    leads.assign(lead, owner)

    assert signed_in(owner).get(f"/mail/{letter.pk}/").status_code == 200
    assert signed_in(AgentFactory()).get(f"/mail/{letter.pk}/").status_code == 404


def test_T66_mail_of_another_brokerage_is_not_there(lead):
    letter = caught(lead)
    neighbour = signed_in(AgentFactory(brokerage=BrokerageFactory(), owner=True))

    assert neighbour.get(f"/mail/{letter.pk}/").status_code == 404
    assert lead.contact.name not in neighbour.get("/mail/").content.decode()


def test_one_letter_and_three_cost_the_same_number_of_statements(client, lead):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get("/mail/")
        return len(seen)

    caught(lead)
    client.get("/mail/")
    one = statements()
    caught(lead)
    caught(lead)

    assert statements() == one
