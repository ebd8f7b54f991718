"""Notices by text: to who asked for them, while somebody still waits, by day on the agent's own clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nurturing.models import Notice
from nurturing.services import agent_notices, notice_texts
from outreach.models import Handoff, SimulatedText, StaffText
from outreach.services import conversations, staff_texts
from outreach.states import HandoffState
from realestate.lib import clock
from tests.factories.outreach import said

MINE = "+14075550155"
ORLANDO = ZoneInfo("America/New_York")


@pytest.fixture
def agent(lead):
    agent = lead.assigned_to
    agent.phone, agent.channels = MINE, ["page", "sms"]
    agent.save()
    return agent


@pytest.fixture
def handoff(lead):
    said(lead, body="Can I see it on Saturday?")
    return Handoff.objects.create(
        conversation=conversations.of(lead.contact), lead=lead, reason="appointment", summary="They want to see it."
    )


def tell(agent, lead, key="handoff:1", **more):
    given = {"kind": "handoff", "title": "Dana needs a person", "url": "/people/7/", "lead": lead, "key": key}
    return agent_notices.notify(agent, **{**given, "body": "They want to see it.\nWe: Hi\nThey: On Saturday?", **more})


def texts():
    return list(SimulatedText.objects.filter(to_number=MINE).values_list("body", flat=True))


def test_a_handoff_is_texted_once_with_its_reason_their_last_words_and_the_page(agent, lead, handoff, settings):
    notice = tell(agent, lead)
    assert (notice_texts.send_due(), notice_texts.send_due()) == (1, 0)
    (body,) = texts()
    assert body == (
        f"{lead.brokerage.name}: Dana needs a person\nThey want to see it.\nThey: On Saturday?\n"
        f"{settings.PUBLIC_URL}/people/7/\nReply STOP to end these texts."
    )
    notice.refresh_from_db()
    assert (notice.text_due_at, notice.texted_at is None) == (None, False)


@pytest.mark.parametrize(
    ("channels", "phone", "kind"),
    [(["page", "email"], MINE, "handoff"), (["page", "sms"], "", "handoff"), (["page", "sms"], MINE, "step_failed")],
)
def test_who_did_not_ask_has_no_number_or_need_not_hurry_gets_none(agent, lead, handoff, channels, phone, kind):
    agent.channels, agent.phone = channels, phone
    assert tell(agent, lead, kind=kind).text_due_at is None


def test_what_was_seen_meanwhile_is_not_texted(agent, lead, handoff):
    agent_notices.see(tell(agent, lead))
    assert (notice_texts.send_due(), texts()) == (0, [])
    assert not Notice.objects.exclude(text_due_at=None).exists()


def test_a_handoff_that_somebody_took_meanwhile_is_not_texted(agent, lead, handoff):
    tell(agent, lead)
    Handoff.objects.update(status=HandoffState.TAKEN)
    assert (notice_texts.send_due(), texts()) == (0, [])


@pytest.mark.parametrize(
    ("there", "due"),
    [
        ("2026-07-15T07:59", "2026-07-15T08:00"), ("2026-07-15T08:00", "2026-07-15T08:00"),
        ("2026-07-15T20:59", "2026-07-15T20:59"), ("2026-07-15T21:00", "2026-07-16T08:00"),
        ("2026-03-07T23:00", "2026-03-08T08:00"), ("2026-10-31T23:00", "2026-11-01T08:00"),
    ],
)  # fmt: skip
def test_a_night_is_left_to_the_agent_on_days_that_clocks_change_too(there, due):
    moment = datetime.fromisoformat(there).replace(tzinfo=ORLANDO).astimezone(UTC)
    assert notice_texts.by_day(moment, ORLANDO).astimezone(ORLANDO).strftime("%Y-%m-%dT%H:%M") == due


def test_a_handoff_of_the_night_is_texted_in_the_morning_if_it_still_waits(agent, lead, handoff):
    with clock.shifted(timedelta(hours=11)):  # 11 PM
        tell(agent, lead)
        assert (notice_texts.send_due(), texts()) == (0, [])
    with clock.shifted(timedelta(hours=20, minutes=1)):
        assert (notice_texts.send_due(), len(texts())) == (1, 1)


def test_a_text_that_was_late_until_the_night_waits_for_the_morning(agent, lead, handoff):
    with clock.shifted(timedelta(hours=8, minutes=55)):  # 8:55 PM
        notice = tell(agent, lead)
        assert notice.text_due_at <= clock.now()
    with clock.shifted(timedelta(hours=9, minutes=40)):
        assert (notice_texts.send_due(), texts()) == (0, [])
    with clock.shifted(timedelta(hours=20, minutes=1)):
        assert (notice_texts.send_due(), len(texts())) == (1, 1)


@pytest.mark.parametrize("status", ["queued", "claimed"])
def test_a_text_that_another_sweep_is_at_is_left_to_the_next_one(agent, lead, handoff, monkeypatch, status):
    """The other may have to put it back, the carrier being away; then somebody has to find it again."""
    notice = tell(agent, lead)
    with monkeypatch.context() as beside:
        beside.setattr(staff_texts, "send", lambda *_, **__: StaffText(status=status))
        assert notice_texts.send_due() == 0

    notice.refresh_from_db()
    assert notice.text_due_at is not None
    assert (notice_texts.send_due(), len(texts())) == (1, 1)


def test_an_import_does_not_fill_the_phone(agent, lead):
    for number in range(notice_texts.MOST_AN_HOUR + 3):
        tell(agent, lead, kind="assigned", key=f"assigned:{number}")
    notice_texts.send_due()
    assert len(texts()) == notice_texts.MOST_AN_HOUR


def test_news_that_could_not_be_told_for_hours_is_told_no_more(agent, lead, handoff):
    tell(agent, lead)
    with clock.shifted(notice_texts.STALE + timedelta(minutes=1)):
        assert (notice_texts.send_due(), texts()) == (0, [])
