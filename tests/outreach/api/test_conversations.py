"""Conversations through the API: which there are, and who answers in them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.api import conversations as api
from outreach.models import Conversation
from outreach.services import handoff
from realestate.lib import clock
from tests.api import Caller, caller_for, is_like
from tests.factories.crm import AgentFactory, BrokerageFactory
from tests.factories.outreach import said, willing_lead


@pytest.fixture
def owner(brokerage) -> Caller:
    return caller_for(AgentFactory(owner=True))


@pytest.fixture
def talk(lead) -> Conversation:
    """A conversation in which a person is needed."""
    return asking(lead)


def asking(lead) -> Conversation:
    message = said(lead)
    row = message.conversation
    Conversation.objects.filter(pk=row.pk).update(last_message_at=clock.now(), last_inbound_at=clock.now())
    handoff.request(row, lead=lead, reason="appointment", summary="Asks to see a home", message=message)
    return row


def test_a_conversation_tells_who_answers_and_why_a_person_is_needed(owner, talk, lead):
    told = owner.get(f"conversations/{talk.pk}/").json()
    assert (told["name"], told["in_charge"], told["handoff"]["summary"]) == (
        lead.contact.name, "assistant", "Asks to see a home",
    )  # fmt: skip
    assert is_like(told, api.EXAMPLE.value)


def test_a_box_holds_what_the_inbox_holds(owner, talk, brokerage):
    said(willing_lead(brokerage))
    Conversation.objects.exclude(pk=talk.pk).update(last_message_at=clock.now())
    assert [row["id"] for row in owner.get("conversations/", box="needs").json()["results"]] == [talk.pk]
    assert len(owner.get("conversations/").json()["results"]) == 2
    assert owner.get("conversations/", channel="email").json()["results"] == []
    refused = owner.get("conversations/", box="nothing")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "box")


def test_a_longer_list_costs_no_more_queries_and_goes_on_where_the_page_ended(owner, talk, brokerage):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert owner.get("conversations/").status_code == 200
        return len(caught)

    queries()
    one = queries()
    others = {asking(willing_lead(brokerage)).pk for _ in range(3)}
    assert queries() == one
    page = owner.get("conversations/", page_size=2).json()
    rest = owner.client.get(page["next"]).json()
    assert {row["id"] for row in page["results"] + rest["results"]} == {talk.pk, *others}


def test_taking_over_silences_the_assistant_and_giving_back_lets_it_speak(owner, talk):
    taken = owner.post(f"conversations/{talk.pk}/take-over/", {}).json()
    assert (taken["in_charge"], taken["agent"], taken["handoff"]) == ("agent", owner.agent.pk, None)
    again = owner.post(f"conversations/{talk.pk}/give-back/", {}).json()
    assert (again["in_charge"], again["agent"]) == ("assistant", None)
    twice = owner.post(f"conversations/{talk.pk}/give-back/", {})
    assert (twice.status_code, twice.json()["code"]) == (409, "illegal_transition")


def test_a_colleagues_conversation_is_not_taken_over(owner, talk):
    handoff.take_over(talk, agent=AgentFactory(owner=True))
    answer = owner.post(f"conversations/{talk.pk}/take-over/", {})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_yours")


def test_a_conversation_rests_until_an_hour_on_the_callers_clock_and_is_woken(owner, talk):
    resting = owner.post(f"conversations/{talk.pk}/rest/", {"until": "2026-07-16T09:00"}).json()
    assert resting["snoozed_until"] == "2026-07-16T13:00:00Z"
    assert owner.post(f"conversations/{talk.pk}/rest/", {"until": None}).json()["snoozed_until"] is None


@pytest.mark.parametrize(
    ("body", "status"), [({}, 400), ({"until": "later"}, 400), ({"until": "2026-07-01T09:00"}, 422)]
)
def test_an_hour_that_cannot_be_names_its_field(owner, talk, body, status):
    answer = owner.post(f"conversations/{talk.pk}/rest/", body)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (status, ["until"])


def test_strangers_and_colleagues_find_no_conversation(owner, talk):
    stranger = caller_for(AgentFactory(brokerage=BrokerageFactory(), owner=True))
    for caller in (stranger, caller_for(AgentFactory())):
        assert caller.get("conversations/").json()["results"] == []
        assert caller.get(f"conversations/{talk.pk}/").status_code == 404
        for step in ("take-over", "give-back", "rest"):
            assert caller.post(f"conversations/{talk.pk}/{step}/", {"until": None}).status_code == 404
