"""``manage.py evaluate_churn``: silence told from dates, against what followed, and errors in words."""

import json
import os
import random
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

REFERENCE = os.environ.get("HOMESTRETCH_REFERENCE")
START = date(2026, 1, 1)


def run(*arguments):
    out = StringIO()
    call_command("evaluate_churn", *map(str, arguments), stdout=out)
    return out.getvalue()


def figures(*arguments):
    return json.loads(run(*arguments, "--json").splitlines()[-1])["horizons"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Return a file of 150 customers: each comes again after about 4 or 25 days, and may stay away for good."""
    chance = random.Random(5)
    lines = []
    for customer in range(150):
        every = 4 if customer % 2 else 25
        day = chance.randint(0, 20)
        while day < 220:
            lines.append(f"{customer},{START + timedelta(days=day)}")
            if chance.random() < every / 300:
                break
            day += max(1, round(every * chance.uniform(0.6, 1.4)))
    path = tmp_path_factory.mktemp("shop") / "events.csv"
    path.write_text("customer,date\n" + "\n".join(lines) + "\n")
    return path


def test_who_comes_often_is_told_from_who_comes_rarely(shop):
    found = figures(shop, "--cutoff", START + timedelta(days=160), "--horizons", 7)["7"]

    assert found["auc"] > 0.8
    assert found["auc"] > found["on_the_day"]["auc_of_recency"]
    assert found["auc_interval"][0] < found["auc"] < found["auc_interval"][1]
    assert found["days"] == 5
    assert found["n"] > found["on_the_day"]["n"] > 50
    assert found["customers"] <= 150


def test_what_came_after_the_horizon_does_not_change_the_figures(shop, tmp_path):
    cutoff, horizon = START + timedelta(days=160), 14
    asked = ("--cutoff", cutoff, "--horizons", horizon)
    head, *lines = shop.read_text().splitlines()
    last = (cutoff + timedelta(days=28 + horizon)).isoformat()
    shorter = tmp_path / "events.csv"
    shorter.write_text("\n".join([head, *(line for line in lines if line.split(",")[1] <= last)]))

    assert figures(shorter, *asked) == figures(shop, *asked)


def test_the_table_says_each_figure_with_its_interval(shop):
    said = run(shop, "--cutoff", START + timedelta(days=160), "--horizons", 7)

    assert said.startswith("7 days: auc 0.")
    assert "ece" in said
    assert "customers on 5 days" in said


def test_a_horizon_that_the_events_do_not_reach_is_a_note_beside_the_others(shop):
    found = figures(shop, "--cutoff", START + timedelta(days=160), "--horizons", "7,91")

    assert "auc" in found["7"]
    assert set(found["91"]) == {"note"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--cutoff", START + timedelta(days=500)), "No horizon could be measured"),
        (("--cutoff", START), "No horizon could be measured"),
        (("--cutoff", "yesterday"), "is no day"),
        (("--cutoff", START, "--horizons", "7,soon"), "is no list of days"),
        (("--cutoff", START, "--active-within", -1), "a number of days"),
        (("--cutoff", START, "--customer", "guest"), "no column with the customer: guest"),
    ],
)
def test_what_cannot_be_measured_is_said(shop, arguments, said):
    with pytest.raises(CommandError, match=said):
        run(shop, *arguments)


@pytest.mark.skipif(not REFERENCE, reason="needs the public data beside the project")
def test_silence_of_an_online_grocery_is_told_as_well_as_promised():
    found = figures(Path(REFERENCE) / "data/events_grocery/orders.csv.gz", "--cutoff", "2006-11-15")

    assert {days: told["auc"] >= 0.81 for days, told in found.items()} == {"7": True, "14": True, "30": True}
