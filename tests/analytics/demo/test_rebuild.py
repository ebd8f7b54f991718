"""Building again and clearing: the same rows each time, and nobody else's touched."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connection

from analytics.demo.build import build
from analytics.demo.clear import clear
from crm.models import Brokerage, Event, Lead, User
from outreach.models import Message
from realestate.lib import scopes
from tests.factories.crm import LeadFactory

AS_OF = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_makes_the_same_rows():
    def picture():
        with scopes.in_brokerage(build(seed=7, as_of=AS_OF, leads=70, replays=2)[0].brokerage):
            leads = Lead.objects.order_by("contact__sort_key").values_list(
                "contact__name",
                "status",
                "score",
                "created_at",
                "last_inbound_at",
                "last_outbound_at",
                "assigned_to__name",
            )
            said = Message.objects.order_by("occurred_at", "body", "address").values_list(
                "address", "body", "status", "occurred_at"
            )
            rows = (
                list(leads),
                [_without_code(row) for row in said],
                Counter(Event.objects.values_list("kind", flat=True)),
            )
        clear()
        return rows

    assert picture() == picture()


def _without_code(row):
    """A letter's code is new each time, so that nobody guesses it."""
    address, body, *rest = row
    return address, re.sub(r"/l/\S+|code is \S+", "", body), *rest


@pytest.mark.django_db(transaction=True)
def test_clearing_leaves_others_untouched():
    other = LeadFactory()
    build(seed=1, as_of=AS_OF, leads=12, replays=1)

    assert clear() == ["Gulf & Pine Realty", "Second Street Homes"]

    assert list(Brokerage.objects.all()) == [other.brokerage]
    assert not User.objects.exclude(brokerage=other.brokerage).exists()
    with scopes.in_brokerage(other.brokerage):
        assert list(Lead.objects.all()) == [other]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM crm_event")
        assert cursor.fetchone() == (0,)
    assert clear() == []
