"""Valuing homes from a brokerage's own sales: never without them, and never as more than an estimate."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from crm.states import LeadStatus
from realestate.lib import clock, scopes
from scoring.models import Valuation
from scoring.services import valuations
from tests.factories.crm import BrokerageFactory, LeadFactory, ListingFactory, OwnershipFactory, PropertyFactory


def sell(count, *, per_sqft=200, **changes):
    """Add sold homes of different sizes, each a few days older than the last."""
    for number in range(count):
        living = 1_000 + number % 12 * 120
        ListingFactory(
            property=PropertyFactory(living_sqft=living, **changes),
            status="sold",
            sold_on=clock.now().date() - timedelta(days=3 + 5 * number),
            sold_price_cents=living * per_sqft * 100 + (number % 5 - 2) * 400_000,
        )


@pytest.fixture
def home(brokerage):
    """A home of a seller who is being worked."""
    lead = LeadFactory(kind="seller")
    return OwnershipFactory(contact=lead.contact, property=PropertyFactory(living_sqft=1_600)).property


def test_a_home_is_valued_from_sales_near_in_size_place_and_time(home):
    sell(40)

    row = valuations.value_home(home)

    assert row.estimate_cents == pytest.approx(1_600 * 200 * 100, rel=0.08)
    assert row.low_cents < row.estimate_cents < row.high_cents
    assert (row.sales, row.errors) == (40, 40)
    assert len(row.comparables) == 5


def test_the_working_of_each_comparable_adds_up(home):
    sell(40)

    for one in valuations.value_home(home).comparables:
        assert one["price_cents"] + sum(line["cents"] for line in one["lines"]) == one["adjusted_cents"]


def test_no_figure_where_there_are_no_sales_to_rest_one_on(home):
    sell(valuations.FEWEST - 1)

    with pytest.raises(valuations.NotEnoughSales, match="7 sales"):
        valuations.value_home(home)
    assert valuations.value_open() == 0
    assert not Valuation.objects.exists()


def test_few_sales_make_an_estimate_without_a_range(home):
    """A range of eight errors would be a guess that looks like a measurement."""
    sell(valuations.FEWEST)

    row = valuations.value_home(home)

    assert (row.low_cents, row.high_cents, row.errors) == (None, None, 0)


def test_a_home_of_unknown_size_is_not_valued(home):
    sell(40)
    home.living_sqft = None

    with pytest.raises(valuations.HomeNotDescribed):
        valuations.value_home(home)


def test_what_tells_no_price_is_no_sale(home):
    sell(valuations.FEWEST)
    day = clock.now().date()
    for changes in (
        {"status": "active", "sold_on": None, "sold_price_cents": None},
        {"status": "sold", "sold_on": day, "sold_price_cents": None},
        {"status": "sold", "sold_on": None, "sold_price_cents": 1},
        {"status": "sold", "sold_on": day + timedelta(days=1), "sold_price_cents": 1},
        {"status": "sold", "sold_on": day - timedelta(days=4 * 365), "sold_price_cents": 1},
    ):
        ListingFactory(**changes)

    assert valuations.value_home(home).sales == valuations.FEWEST


def test_another_brokerages_sales_are_never_looked_at(home):
    with scopes.in_brokerage(BrokerageFactory()):
        sell(40)

    with pytest.raises(valuations.NotEnoughSales, match="0 sales"):
        valuations.value_home(home)


def test_the_night_values_homes_of_people_who_are_worked_and_no_others(home):
    sell(12)
    gone = LeadFactory(kind="owner", status=LeadStatus.OPTED_OUT)
    buyer = LeadFactory(kind="buyer")
    for lead in (gone, buyer):
        OwnershipFactory(contact=lead.contact)

    assert valuations.value_open() == 1
    assert [row.property_id for row in Valuation.objects.all()] == [home.pk]


def test_the_night_values_again_only_where_something_changed(home):
    sell(12)
    assert valuations.value_open() == 1
    assert valuations.value_open() == 0

    with clock.shifted(timedelta(days=31)):
        assert valuations.value_open() == 1
    sell(1)
    assert valuations.value_open() == 1


def test_the_database_refuses_an_estimate_outside_its_range(home):
    sell(12)
    row = valuations.value_home(home)
    for changes in ({"low_cents": row.estimate_cents + 1, "high_cents": row.estimate_cents + 2}, {"estimate_cents": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Valuation.objects.filter(pk=row.pk).update(**changes)
