"""``manage.py evaluate_matching``: figures of a file or of simulated buyers, and errors in words."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def run(*arguments):
    out = StringIO()
    call_command("evaluate_matching", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_simulated_buyers_are_measured_and_called_simulated():
    found = json.loads(run("--buyers", 10, "--json").splitlines()[-1])

    assert (found["simulated"], found["n"]) == (True, 20)
    assert found["paired_testers"] == {"equal": 10, "of": 10}
    assert set(found["ndcg_at_10"]) == {"baseline", "stated", "enhanced"}
    assert found["gained"]["low"] <= found["gained"]["value"] <= found["gained"]["high"]


def test_a_file_that_was_written_measures_the_same_as_the_simulation(tmp_path):
    path = tmp_path / "buyers.json"

    assert "10 pairs of simulated buyers" in run("--simulate", path, "--buyers", 10)
    assert run(path, "--json") == run("--buyers", 10, "--json")


def test_the_table_names_who_was_measured():
    said = run("--buyers", 5)

    assert "on 10 simulated buyers" in said
    assert "Paired testers with equal lists: 5 of 5." in said


def test_what_cannot_be_measured_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nowhere.json")
    with pytest.raises(CommandError, match="2 buyers at least"):
        run("--buyers", 1)
    with pytest.raises(CommandError, match="cannot be written"):
        run("--simulate", tmp_path / "no" / "folder.json")
