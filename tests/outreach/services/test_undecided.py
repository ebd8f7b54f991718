"""A doubtful wish to stop that nobody decides about counts as one after a business day."""

from datetime import UTC, datetime

import pytest

from crm.states import LeadStatus
from outreach.models import Conversation, Handoff, Suppression
from outreach.services import deciding, handoff, inbox, undecided
from realestate.lib import clock
from tests.factories.outreach import phone_of

pytestmark = pytest.mark.django_db(transaction=True)

THURSDAY_NIGHT = datetime(2026, 7, 17, 3, 0, tzinfo=UTC)  # 23:00 in Orlando
FRIDAY = datetime(2026, 7, 17, 16, 0, tzinfo=UTC)
MONDAY_NIGHT = datetime(2026, 7, 21, 3, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 7, 21, 16, 0, tzinfo=UTC)


@pytest.fixture
def doubtful(lead):
    """Return a message of Wednesday noon that may be a wish to stop."""
    return says(lead, "my attorney will contact you")


def says(lead, body, external_id="1"):
    return inbox.receive_text(
        provider="simulator",
        external_id=external_id,
        from_number=phone_of(lead).value,
        body=body,
        received_at=clock.now(),
    )


def settled_at(moment):
    with clock.shifted(moment - clock.real_now()):
        return undecided.settle()


def test_nothing_happens_until_the_next_business_day_is_over(doubtful):
    assert settled_at(THURSDAY_NIGHT) == 0
    assert not Suppression.objects.exists()


def test_after_that_day_it_counts_as_a_stop_and_the_handoff_is_closed(doubtful, lead):
    assert settled_at(FRIDAY) == 1
    assert settled_at(FRIDAY) == 0

    entry = Suppression.objects.get()
    assert (entry.scope, entry.source, entry.effective_at) == ("phone", "undecided", doubtful.occurred_at)
    lead.refresh_from_db()
    assert lead.status == LeadStatus.OPTED_OUT
    assert Conversation.objects.get().paused_reason == ""
    assert Handoff.objects.get().status == "closed"


def test_a_weekend_is_no_time_to_decide(lead):
    with clock.shifted(FRIDAY - clock.real_now()):
        says(lead, "my attorney will contact you")

    assert settled_at(MONDAY_NIGHT) == 0
    assert settled_at(TUESDAY) == 1


def test_what_a_person_decided_stays_decided(doubtful, lead):
    deciding.go_on(doubtful.conversation, agent=lead.assigned_to)

    assert settled_at(TUESDAY) == 0


def test_a_conversation_in_a_persons_hands_is_theirs_to_decide(doubtful, lead):
    handoff.take_over(doubtful.conversation, agent=lead.assigned_to)

    assert settled_at(TUESDAY) == 0


def test_a_message_that_is_merely_unclear_never_becomes_a_stop(lead):
    says(lead, "the blue one with the thing by the corner")

    assert settled_at(TUESDAY) == 0


def test_an_unclear_message_does_not_hide_the_doubtful_one_before_it(doubtful, lead):
    says(lead, "the blue one with the thing by the corner", external_id="2")

    assert settled_at(TUESDAY) == 1
