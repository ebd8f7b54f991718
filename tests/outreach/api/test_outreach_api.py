"""Messages and opt-outs through the API."""

import pytest

from outreach.models import Message, Suppression
from outreach.services import templates
from tests.api import Caller, caller_for
from tests.factories.crm import AgentFactory, ContactFactory, LeadFactory
from tests.factories.outreach import ask_for_text, at_home, willing_lead


@pytest.fixture
def owner(brokerage) -> Caller:
    return caller_for(AgentFactory(owner=True))


def test_messages_are_listed_and_narrowed(owner, brokerage, lead):
    mine = ask_for_text(lead)
    other = ask_for_text(willing_lead(brokerage), key="trial:2")
    assert {row["id"] for row in owner.get("communications/").json()["results"]} == {mine.pk, other.pk}
    told = owner.get("communications/", contact=lead.contact_id, channel="sms").json()["results"]
    assert [(row["id"], row["direction"], row["body"]) for row in told] == [(mine.pk, "out", mine.body)]
    assert owner.get("communications/", channel="email").json()["results"] == []


def test_an_agent_reads_only_what_was_said_with_their_people(owner, lead):
    ask_for_text(lead)
    assert caller_for(AgentFactory()).get("communications/").json()["results"] == []
    assert len(caller_for(lead.assigned_to).get("communications/").json()["results"]) == 1


def test_an_opt_out_closes_everything_and_takes_back_what_waits(owner, lead):
    waiting = ask_for_text(lead)
    for _ in range(2):
        answer = owner.post(f"contacts/{lead.contact_id}/opt-out/", {"verbatim": "Leave me alone"})
        assert (answer.status_code, answer.json()) == (
            200, {"contact": lead.contact_id, "scope": "all", "identifiers": 2},
        )  # fmt: skip
    assert Message.objects.get(pk=waiting.pk).status == "cancelled"
    assert set(Suppression.objects.values_list("source", "verbatim", "agent")) == {
        ("api", "Leave me alone", owner.agent.pk)
    }
    lead.refresh_from_db()
    assert lead.status == "opt_out"


def test_an_opt_out_of_email_leaves_the_phone(owner, lead):
    answer = owner.post(f"contacts/{lead.contact_id}/opt-out/", {"scope": "email"})
    assert answer.json()["identifiers"] == 1
    lead.refresh_from_db()
    assert lead.status == "new"


def test_an_opt_out_that_closes_nothing_says_so(owner):
    lead = LeadFactory(contact=ContactFactory())
    lead.contact.points.all().delete()
    answer = owner.post(f"contacts/{lead.contact_id}/opt-out/", {"scope": "email"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "scope")


def test_letters_are_put_together_by_a_program_and_approved_by_nobody(owner, lead):
    at_home(lead)
    made = owner.post("letters/", {"name": "Spring", "leads": [lead.pk]}).json()

    assert (made["status"], made["added"], made["known"]) == ("collecting", 1, 0)
    listed = owner.get("letters/").json()["results"]
    assert [(row["name"], row["letters"], row["printed"]) for row in listed] == [("Spring", 1, 0)]
    assert [to["recipient"] for to in owner.get(f"letters/{made['id']}/").json()["to"]] == [lead.contact.name]
    assert caller_for(AgentFactory()).get(f"letters/{made['id']}/").status_code == 404


def test_letters_are_written_from_a_template_by_its_key(owner, lead):
    text = "Dear {owner_name}, this is {agent} of {brokerage}."
    version = templates.create(name="Hello", channel="letter", text=text)
    made = owner.post("letters/", {"name": "Spring", "leads": [lead.pk], "template": version.template.key}).json()
    assert owner.get(f"letters/{made['id']}/").json()["template"] == version.template.key
    refused = owner.post("letters/", {"name": "Spring", "leads": [lead.pk], "template": "nothing"})
    assert (refused.status_code, [one["field"] for one in refused.json()["errors"]]) == (400, ["template"])


def test_an_opt_out_of_letters_closes_the_house(owner, lead):
    at_home(lead)
    assert owner.post(f"contacts/{lead.contact_id}/opt-out/", {"scope": "letter"}).json()["identifiers"] == 1
    assert Suppression.objects.get().scope == "letter"
