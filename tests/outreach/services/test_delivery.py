"""What providers report later: any order, any repeat, the same end."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from crm.models import Event, Task
from outreach.models import DeliveryUpdate, Message
from outreach.services import delivery, outcomes
from outreach.states import MessageStatus
from realestate.lib import clock
from tests.factories.outreach import ask_for_text

pytestmark = pytest.mark.django_db

SID = "SM1"
CALLBACKS = ("queued", "sent", "delivered", "undelivered", "failed")
EVERY_STATUS = sorted({*CALLBACKS, "accepted", "sending", "read", "canceled", "bounced", "rejected", "deferred"})


@pytest.fixture
def sent(lead):
    """Return a function that makes a text the carrier took, in so many parts."""

    def make(segments=1):
        message = ask_for_text(lead)
        now = clock.now()
        Message.objects.filter(pk=message.pk).update(
            status=MessageStatus.SENT, provider_id=SID, sent_at=now, claimed_at=now, segments=segments
        )
        message.refresh_from_db()
        return message

    return make


def tell(*statuses):
    for status in statuses:
        code = "30003" if status in delivery.FAILED else ""
        delivery.take_in(SID, status=status, error_code=code, payload={"MessageStatus": status})


@pytest.mark.parametrize(("segments", "end"), [(1, MessageStatus.DELIVERED), (2, MessageStatus.FAILED)])
def test_T56_T57_every_order_of_contradicting_news_ends_the_same(sent, segments, end):
    message = sent(segments)
    for order in itertools.permutations(CALLBACKS):
        Message.objects.filter(pk=message.pk).update(status=MessageStatus.SENT, error_code="", delivered_at=None)
        DeliveryUpdate.objects.all().delete()
        tell(*order)
        message.refresh_from_db()
        assert (order, message.status) == (order, end)
        assert set(DeliveryUpdate.objects.values_list("status", flat=True)) == set(CALLBACKS)


@given(
    told=st.lists(st.sampled_from(EVERY_STATUS), max_size=10), more=st.sampled_from(EVERY_STATUS), parts=st.booleans()
)
def test_T56_a_repeat_or_more_news_never_takes_the_weightier_word_back(told, more, parts):
    before = delivery.verdict_of(told, worst_wins=parts)
    after = delivery.verdict_of([*told, more], worst_wins=parts)
    weight = {None: 0, MessageStatus.DELIVERED: 2 - parts, MessageStatus.FAILED: 1 + parts}

    assert delivery.verdict_of([*told, *told], worst_wins=parts) == before
    assert weight[after] >= weight[before]


def test_T57_a_part_that_failed_after_another_arrived_undoes_the_receipt(sent):
    message = sent(3)
    tell("delivered", "undelivered")

    message.refresh_from_db()
    assert (message.status, message.error_code, message.delivered_at) == (MessageStatus.FAILED, "30003", None)
    assert Task.objects.get().key == f"message:{message.pk}"


def test_T56_late_news_of_less_does_not_erase_the_error(sent):
    message = sent()
    tell("undelivered", "sent", "queued")

    message.refresh_from_db()
    assert (message.status, message.error_code) == (MessageStatus.FAILED, "30003")


def test_T56_the_same_failure_with_another_code_is_kept_too(sent):
    sent()
    for code in ("30003", "30005", "30005"):
        delivery.take_in(SID, status="undelivered", error_code=code, payload={})

    assert list(DeliveryUpdate.objects.order_by("pk").values_list("error_code", flat=True)) == ["30003", "30005"]


def test_one_failed_message_is_one_task_however_often_it_is_told(sent):
    sent(2)
    tell("failed", "delivered", "undelivered", "failed")

    assert Task.objects.count() == 1
    assert Event.objects.filter(kind="message.failed").count() == 1


def test_what_we_took_for_lost_and_the_carrier_delivered_is_delivered(sent):
    message = sent(2)
    Message.objects.filter(pk=message.pk).update(status=MessageStatus.UNKNOWN)
    message.refresh_from_db()
    outcomes.failed_later(message, code="not_found", words="The carrier never got this message.")
    tell("delivered")

    message.refresh_from_db()
    assert message.status == MessageStatus.DELIVERED


def test_news_that_ends_nothing_takes_nobodys_lock(sent):
    """Carriers tell three things about each text; a person is locked only for what may change the message."""
    sent()
    locks = {}
    for status in ("queued", "sent", "delivered"):
        with CaptureQueriesContext(connection) as captured:
            delivery.take_in(SID, status=status, payload={})
        locks[status] = any("FOR UPDATE" in query["sql"] for query in captured)
    assert locks == {"queued": False, "sent": False, "delivered": True}
