"""``manage.py evaluate_valuation``: its last line, and its errors in words."""

import csv
import json
from datetime import date
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.scoring.valuation.town import sold

MEASURES = ("mdape", "within_10", "within_20", "median_ratio", "cod", "coverage_80")
COLUMNS = (
    "date price bedrooms bathrooms sqft_living sqft_lot floors waterfront view condition grade sqft_basement yr_built "
    "yr_renovated zipcode lat long sqft_living15 sqft_lot15"
)


def write(path, sales):
    """Write made-up sales with the columns of King County."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS.split())
        for row, price in enumerate(sales.price):
            living, grade = np.exp(sales.homes.values[row, 0]), int(sales.homes.values[row, 1])
            north, east = sales.homes.place[row] / 111.2
            day = date.fromordinal(int(sales.day[row])).strftime("%Y%m%dT000000")
            home = [3, 2, living, 5000, 1, 0, 0, 3, grade, 0, 1980, 0, sales.homes.area[row], 47 + north, -122 + east]
            writer.writerow([day, price, *home, 1800, 5000])
    return path


def run(*arguments):
    out = StringIO()
    call_command("evaluate_valuation", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def files(tmp_path):
    """Four hundred sales to learn from and eighty to value."""
    return write(tmp_path / "train.csv", sold(400)), write(tmp_path / "test.csv", sold(80, seed=2))


def test_the_last_line_tells_every_measure_of_both_with_its_interval(files):
    train, test = files
    said = json.loads(run(train, "--test", test, "--schema", "kingcounty", "--json").splitlines()[-1])

    assert set(said) == {"comparables", "model"}
    for measured in said.values():
        assert measured["n"] == 80
        assert measured["mdape"] < 0.10
        assert all(len(measured[f"{name}_interval"]) == 2 for name in MEASURES)


def test_in_words_it_says_how_many_and_how_good(files):
    train, test = files
    said = run(train, "--test", test, "--schema", "kingcounty")

    assert "400 sales to learn from, 80 valued." in said
    assert "comparables: mdape" in said


def test_a_missing_file_is_told_in_words(files, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "none.csv", "--test", files[1], "--schema", "kingcounty")


def test_too_few_sales_are_told_in_words(files, tmp_path):
    few = write(tmp_path / "few.csv", sold(20))
    with pytest.raises(CommandError, match="too few"):
        run(few, "--test", files[1], "--schema", "kingcounty")
