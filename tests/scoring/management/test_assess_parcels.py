"""``manage.py assess_parcels``: a county's records become homes with scores, in one brokerage."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from crm.models import Property
from realestate.lib import clock
from scoring.models import ParcelAssessment

ORANGE = Path(__file__).parents[2] / "data/markets/orange"


def run(brokerage, records=ORANGE / "expected_normalized.json", signals=ORANGE / "signals.json"):
    out, err = StringIO(), StringIO()
    call_command(
        "assess_parcels", str(records), "--signals", str(signals), "--brokerage", brokerage,
        "--source", "Orange County", stdout=out, stderr=err,
    )  # fmt: skip
    return out.getvalue() + err.getvalue()


@pytest.fixture
def readable(tmp_path):
    """The invented county without the row that has no parcel id."""
    told = json.loads((ORANGE / "expected_normalized.json").read_text())
    told["rows"] = [row for row in told["rows"] if row["parcel_id"]]
    path = tmp_path / "records.json"
    path.write_text(json.dumps(told))
    return path


def test_a_county_becomes_homes_with_scores(brokerage, readable):
    said = run(brokerage.slug, readable)

    assert "parcels scored" in said
    assert Property.objects.count() == 39
    assert set(ParcelAssessment.objects.values_list("tier", flat=True)) >= {"C", "D", "X"}
    assert set(ParcelAssessment.objects.values_list("source", "as_of__year")) == {("Orange County", 2025)}


def test_each_parcel_is_scored_as_the_county_expects(brokerage, readable):
    """The county lists two parcels twice: the row with a real sale tells more than the stale copy."""
    expected = json.loads((ORANGE / "expected_leads.json").read_text())["leads"]
    with clock.held(datetime(2025, 11, 20, 17, tzinfo=UTC)):
        run(brokerage.slug, readable)

    found = ParcelAssessment.objects.values_list("property__parcel_id", "score", "tier")
    assert sorted(found) == sorted((lead["parcel_id"], lead["score"], lead["tier"]) for lead in expected)


def test_a_second_run_adds_no_home(brokerage, readable):
    run(brokerage.slug, readable)
    run(brokerage.slug, readable)

    assert Property.objects.count() == 39


def test_a_row_that_cannot_be_read_is_named_and_the_others_are_kept(brokerage, tmp_path):
    told = json.loads((ORANGE / "expected_normalized.json").read_text())
    told["rows"] = [told["rows"][0], told["rows"][1] | {"parcel_id": None}]
    records = tmp_path / "records.json"
    records.write_text(json.dumps(told))

    with pytest.raises(CommandError, match="1 rows could not be read"):
        run(brokerage.slug, records)
    assert Property.objects.count() == 1


@pytest.mark.parametrize("text", ["no json", "{}", "[]"])
def test_files_that_are_none_are_told_in_words(brokerage, tmp_path, text):
    file = tmp_path / "records.json"
    file.write_text(text)

    with pytest.raises(CommandError, match=r"cannot be read|not records"):
        run(brokerage.slug, file)


def test_an_unknown_brokerage_is_told_in_words(db):
    with pytest.raises(CommandError, match="No brokerage"):
        run("nobody")
