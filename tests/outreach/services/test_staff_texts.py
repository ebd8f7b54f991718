"""Texts to our own people: once, to staff alone, behind the gate; and what they text back makes nobody a lead."""

import pytest

from crm.models import ContactPoint, Lead
from outreach.channels.base import Accepted, NotAccepted, Refused, Uncertain
from outreach.models import Message, SimulatedText, StaffText
from outreach.services import hooks, staff_texts, suppression
from outreach.states import SuppressionScope
from realestate.lib import clock
from realestate.lib.errors import Transient
from tests.factories.crm import AgentFactory
from tests.factories.outreach import phone_of, willing_lead

MINE = "+14075550155"


@pytest.fixture
def agent(brokerage):
    return AgentFactory(brokerage=brokerage, phone=MINE, channels=["page", "sms"])


def tell(agent, key="notice:1", **more):
    return staff_texts.send(agent, **{"words": "Dana needs a person", **more}, key=key)


class Carrier:
    """A carrier that answers as told, and keeps what it was given."""

    name = "twilio"

    def __init__(self, *answers, found=None):
        self.answers, self.found, self.given = list(answers), found, []

    def send(self, parcel):
        self.given.append(parcel)
        return self._say(self.answers.pop(0))

    def find(self, parcel):
        return self._say(self.found)

    @staticmethod
    def _say(answer):
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def carried_by(monkeypatch):
    def use(carrier):
        monkeypatch.setattr(staff_texts, "driver_for", lambda brokerage, channel: carrier)
        return carrier

    return use


def test_a_text_to_one_of_us_goes_out_once_and_into_no_conversation(agent):
    first, again = tell(agent, link="https://crm.example.com/people/7/"), tell(agent, words="Something else")
    assert (first, first.status) == (again, "sent")
    shown = SimulatedText.objects.get()
    assert (shown.to_number, shown.body) == (
        MINE, "Dana needs a person\nhttps://crm.example.com/people/7/\nReply STOP to end these texts.",
    )  # fmt: skip
    assert not Message.objects.exists()


def test_what_the_gate_said_is_kept_with_the_text(agent):
    kept = tell(agent).decision
    assert (kept["verdict"], kept["rule"], bool(kept["rules_version"])) == ("allow", "QH-5", True)


def test_a_long_story_stays_within_two_segments_and_keeps_link_and_way_out(agent):
    body = tell(agent, words="They ask about the roof. " * 40, link="https://crm.example.com/people/7/").body
    assert len(body) <= 306 + len(staff_texts.END)
    assert body.endswith(f"...\nhttps://crm.example.com/people/7/\n{staff_texts.END}")


def test_PURPOSE_MISMATCH_a_number_that_is_theirs_no_longer_gets_nothing(agent):
    row = StaffText.objects.create(agent=agent, address="+14075550199", body="Old number", key="notice:2")
    assert (tell(agent, key="notice:2").status, SimulatedText.objects.count()) == ("blocked", 0)
    row.refresh_from_db()
    assert row.decision["reason"] == "PURPOSE_MISMATCH"


def test_TCPA_REV_1_one_of_us_who_is_a_contact_too_is_heard_as_well(agent, brokerage):
    """Somebody entered themselves as a lead to try things out, and answers STOP to a text for agents."""
    lead = willing_lead(brokerage)
    ContactPoint.objects.filter(pk=phone_of(lead).pk).update(value=MINE)
    suppression.suppress(phone_of(lead), SuppressionScope.PHONE, source="text", verbatim="stop please")

    assert (tell(agent).status, SimulatedText.objects.count()) == ("blocked", 0)


def test_SYS_1_a_kill_switch_stops_them_too(agent, brokerage):
    brokerage.sending_paused = True
    brokerage.save()
    assert (tell(agent).status, SimulatedText.objects.count()) == ("blocked", 0)


def test_what_was_certainly_not_taken_is_tried_again_and_sent_once(agent, carried_by):
    carrier = carried_by(Carrier(NotAccepted("no connection"), Accepted(provider_id="SM1")))
    with pytest.raises(Transient):
        tell(agent)
    assert StaffText.objects.get().status == "queued"
    assert (tell(agent).status, tell(agent).provider_id, len(carrier.given)) == ("sent", "SM1", 2)


@pytest.mark.parametrize(
    ("found", "status"), [(Accepted(provider_id="SM1"), "sent"), (None, "failed"), (Uncertain("away"), "unknown")]
)
def test_a_doubtful_text_is_asked_about_and_never_sent_again(agent, carried_by, found, status):
    carrier = carried_by(Carrier(Uncertain("timeout"), found=found))
    assert tell(agent).status == "unknown"
    assert tell(agent).status == "unknown"
    with clock.shifted(staff_texts.IN_FLIGHT + clock.now().resolution):
        staff_texts.settle_doubts()
    assert (StaffText.objects.get().status, len(carrier.given)) == (status, 1)


def test_T39_who_told_the_carrier_to_stop_is_texted_no_more(agent, carried_by):
    carried_by(Carrier(Refused(code="21610", words="They opted out.", opted_out=True)))
    assert tell(agent).status == "failed"
    agent.refresh_from_db()
    assert not staff_texts.may_text(agent)


@pytest.mark.parametrize(("words", "channels"), [("STOP", ["page"]), ("please stop texting me", ["page"])])
def test_an_agents_stop_ends_their_texts_and_start_begins_them_again(agent, words, channels):
    staff_texts.hear(MINE, words)
    agent.refresh_from_db()
    assert agent.channels == channels
    staff_texts.hear(MINE, "START")
    agent.refresh_from_db()
    assert agent.channels == ["page", "sms"]


def test_an_agent_who_answers_the_notice_is_no_lead_and_is_told_where_to_answer(
    agent, django_capture_on_commit_callbacks
):
    form = {"MessageSid": "SM1", "From": MINE, "To": "+14075550100", "Body": "Yes, Saturday works"}
    with django_capture_on_commit_callbacks(execute=True):
        assert hooks.take_down_twilio_text(form) is None
        assert hooks.take_down_twilio_text({**form, "MessageSid": "SM2"}) is None
    staff_texts.answer(agent.pk)
    staff_texts.answer(agent.pk)
    assert (Lead.objects.count(), Message.objects.count()) == (0, 0)
    assert "your text reached nobody" in SimulatedText.objects.get(to_number=MINE).body


def test_an_agent_who_is_a_lead_too_is_heard_as_one(brokerage, agent):
    lead = willing_lead(brokerage)
    agent.phone = phone_of(lead).value
    agent.save()
    heard = hooks.take_down_twilio_text({"MessageSid": "SM3", "From": agent.phone, "Body": "Is it still for sale?"})
    assert heard.contact_id == lead.contact_id


def test_a_stranger_still_becomes_a_lead(brokerage, agent):
    hooks.take_down_twilio_text({"MessageSid": "SM4", "From": "+14075550177", "Body": "Is it still for sale?"})
    assert Lead.objects.count() == 1
