"""The event log has a table for each month before it begins, and moves what came too early for one."""

from datetime import UTC, datetime

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from crm.models import Event
from crm.services import event_months
from crm.services.event_months import Month
from realestate.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_2031(monkeypatch):
    """The machine's clock stands in July 2031."""
    monkeypatch.setattr(clock, "real_now", lambda: datetime(2031, 7, 14, 15, tzinfo=UTC))


def recorded(brokerage, moment, kind="far.happened"):
    return Event.objects.create(brokerage=brokerage, contact_id=4, kind=kind, recorded_at=moment)


def table_of(event):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM crm_event WHERE id = %s", [event.pk])
        return cursor.fetchone()[0]


def test_months_are_counted_over_new_year():
    assert Month(2031, 11).after(2) == Month(2032, 1)
    assert Month(2031, 1).after(-1) == Month(2030, 12)
    assert Month(2031, 7).begins == datetime(2031, 7, 1, tzinfo=UTC)


def test_this_month_and_three_more_are_made_once(in_2031):
    assert event_months.make_ahead() == [Month(2031, 7), Month(2031, 8), Month(2031, 9), Month(2031, 10)]
    assert event_months.make_ahead() == []


def test_what_came_before_its_month_had_a_table_is_moved_there(in_2031, brokerage):
    early = recorded(brokerage, datetime(2031, 6, 30, 23, 59, 59, tzinfo=UTC))
    late = recorded(brokerage, datetime(2031, 7, 1, tzinfo=UTC))
    assert table_of(early) == table_of(late) == "crm_event_default"
    assert not event_months.finding().ok

    event_months.make_ahead()

    assert (table_of(early), table_of(late)) == ("crm_event_2031_06", "crm_event_2031_07")
    assert Event.objects.filter(kind="far.happened").count() == 2
    assert event_months.finding().ok


def test_a_month_made_by_the_job_is_append_only_and_indexed_as_the_others(in_2031, brokerage):
    event_months.make_ahead()
    event = recorded(brokerage, datetime(2031, 8, 3, tzinfo=UTC))

    with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(kind="other")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'crm_event_2031_08'")
        made = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'crm_event'")
        assert made == cursor.fetchone()[0] == 3


def test_health_says_that_next_months_table_is_missing(in_2031):
    finding = event_months.finding()
    assert not finding.ok
    assert "crm_event_2031_07" in finding.says
