"""Scoring parcels from a county's records: once for each change, with what it was made from, and no names."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from crm.models import Property
from realestate.lib import clock
from scoring.models import ParcelAssessment
from scoring.services import parcels
from tests.factories.crm import PropertyFactory

RECORD = {
    "county": "orange", "parcel_id": "292201660000000", "owner_names": ["VARLEY ADA A"], "owner_type": "individual",
    "mail_line1": "88 ELSEWHERE AVE", "occupancy": "absentee_out_of_state", "homestead": False, "dor_uc": "001",
    "situs_address": "100 N FIXTURE ST", "situs_city": "ORLANDO", "situs_zip": "32805", "year_built": 1985,
    "living_area": 1400, "just_value": 240_000, "last_sale_date": "1995-01-01", "last_sale_price": 130_000,
}  # fmt: skip
DELINQUENT = [{"kind": "tax_delinquent", "years": 1, "taxes_due": 2_500}]
AS_OF = date(2025, 11, 20)


def told(record=RECORD, signals=DELINQUENT):
    return parcels.assess_record(record, signals, source="Orange County", as_of=AS_OF)


@pytest.fixture(autouse=True)
def _scope(brokerage):
    """Every test here is in a brokerage."""


def test_a_record_becomes_a_home_with_its_score():
    row = told()

    assert (row.tier, row.score, row.needs_enrichment, row.source, row.as_of) == (
        "A",
        43,
        False,
        "Orange County",
        AS_OF,
    )
    home = row.property
    assert (home.county, home.situs_street, home.living_sqft) == ("Orange", "100 N FIXTURE ST", 1400)
    assert row.answer["deal"]["mao"] == 139_800
    assert sum(line["dollars"] for line in row.answer["working"]) == 139_800


def test_a_home_that_is_known_is_found_and_keeps_what_is_known_of_it():
    home = PropertyFactory(
        county="Orange", parcel_id=RECORD["parcel_id"], situs_street="100 North Fixture Street", year_built=None
    )

    assert told().property_id == home.pk
    home.refresh_from_db()
    assert (home.situs_street, home.year_built) == ("100 North Fixture Street", 1985)


def test_no_name_and_no_mailing_address_is_kept_with_the_score():
    row = told()
    kept = json.dumps([row.parcel, row.signals, row.answer])

    assert "VARLEY" not in kept
    assert "ELSEWHERE" not in kept


def test_the_same_facts_make_no_second_row_and_a_new_signal_does():
    first = told()
    assert told().pk == first.pk

    later = told(signals=[*DELINQUENT, {"kind": "code_case", "date": "2025-10-01", "open": True}])

    assert later.pk != first.pk
    assert ParcelAssessment.objects.count() == 2


def test_a_clock_that_runs_down_makes_the_next_row():
    auction = [{"kind": "tax_deed_sale", "date": (clock.now() + timedelta(days=2)).date().isoformat()}]
    before = told(signals=auction)
    with clock.shifted(timedelta(days=5)):
        after = told(signals=auction)

    assert (before.answer["groups"]["forced_sale"], after.answer["groups"]["forced_sale"]) == (28, 0)


@pytest.mark.parametrize(
    ("record", "signals"),
    [
        ({**RECORD, "parcel_id": None}, ()),
        ({**RECORD, "county": ""}, ()),
        ({**RECORD, "last_sale_date": "once"}, ()),
        ({**RECORD, "living_area": "1200"}, ()),
        ({**RECORD, "just_value": "123000"}, ()),
        ({**RECORD, "situs_state": "Florida"}, ()),
        ({**RECORD, "situs_zip": "32801-1234-5678"}, ()),
        (RECORD, [{"kind": "rumour"}]),
        ({"county": "orange", "parcel_id": "1"}, ()),
    ],
)
def test_what_cannot_be_read_is_refused_and_leaves_nothing_behind(record, signals):
    with pytest.raises(parcels.UnreadableParcel):
        told(record, signals)
    assert not Property.objects.exists()


def test_the_database_refuses_a_score_or_tier_that_is_none():
    row = told()
    for changes in ({"score": 101}, {"tier": "Z"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ParcelAssessment.objects.filter(pk=row.pk).update(**changes)
