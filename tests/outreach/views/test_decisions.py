"""The decision log: every answer of the gate, as a sentence with its checks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.models import GateDecision
from outreach.services import sending, suppression
from tests.factories.crm import AgentFactory
from tests.factories.outreach import ask_for_text, phone_of, willing_lead
from tests.signing_in import browser_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def blocked(lead):
    """A text that was asked for before the person said stop, and brought before the gate after."""
    message = ask_for_text(lead)
    suppression.suppress(phone_of(lead), "phone", source="text", verbatim="lose my number")
    second = ask_for_text(lead, key="trial:2")
    sending.deliver(second.pk)
    assert message.pk != second.pk
    return GateDecision.objects.get(message=second)


def test_an_empty_log_says_what_will_be_here(client):
    assert "Nothing was decided yet" in client.get("/decisions/").content.decode()


def test_a_block_is_told_in_words_with_the_message_that_was_not_sent(client, blocked):
    shown = client.get(f"/decisions/{blocked.pk}/").content.decode()

    assert "This person asked us to stop" in shown
    assert "Three homes came up in Winter Park" in shown


def test_the_checks_stand_in_order_and_the_one_that_stopped_it_is_marked(client, blocked):
    one = client.get(f"/decisions/{blocked.pk}/").context["one"]

    states = [(check["key"], check["state"]) for check in one.checks]
    assert ("suppression", "failed") in states
    assert [key for key, state in states if state == "not_reached"][-1] == "quiet_hours"


@pytest.mark.parametrize(
    ("query", "shown"),
    [("verdict=block", 1), ("verdict=allow", 0), ("reason=OPTED_OUT", 1), ("reason=DNC_STATE", 0), ("channel=email", 0),
     ("day=2026-07-15", 1), ("day=2026-07-14", 0), ("day=rubbish&verdict=nonsense", 1)],
)  # fmt: skip
def test_the_log_is_narrowed_by_verdict_reason_channel_and_day(client, blocked, query, shown):
    assert len(client.get(f"/decisions/?{query}").context["log"].rows) == shown


def test_one_decision_and_three_cost_the_same_number_of_statements(client, blocked, brokerage):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get("/decisions/")
        return len(seen)

    client.get("/decisions/")
    one = statements()
    for number in range(2):
        sending.deliver(ask_for_text(willing_lead(brokerage), key=f"more:{number}").pk)

    assert statements() == one


def test_an_agent_does_not_see_decisions_about_a_colleagues_lead(blocked):
    browser = browser_of(AgentFactory(name="Ana Ortiz"))

    assert browser.get(f"/decisions/{blocked.pk}/").status_code == 404
    assert browser.get("/decisions/").context["log"].rows == []
