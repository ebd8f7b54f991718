"""``manage.py evaluate_rubric``: the figures of a file of cases, and what disagrees."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

DATA = Path(__file__).parents[2] / "data/markets"
COUNTIES = ("orange", "seminole", "osceola", "lake", "volusia")


def run(path, *options):
    out = StringIO()
    call_command("evaluate_rubric", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def wrong(tmp_path):
    """A copy of our cases of which the first asks for another tier."""
    told = json.loads((DATA / "rubric_cases.json").read_text())
    told["cases"][0]["expected"]["tier"] = "A"
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(told))
    return path


@pytest.mark.parametrize(
    ("file", "total"), [("rubric_cases.json", 22), *((f"{county}/expected_leads.json", 39) for county in COUNTIES)]
)
def test_every_shipped_case_is_answered_as_asked(file, total):
    said = json.loads(run(DATA / file, "--json").splitlines()[-1])

    assert said == {"total": total, "passed": total, "failed": []}


def test_a_case_that_disagrees_is_named_with_what_differs(wrong):
    out = StringIO()

    with pytest.raises(CommandError, match="1 of 22"):
        call_command("evaluate_rubric", str(wrong), "--json", stdout=out)

    said = json.loads(out.getvalue())
    assert (said["total"], said["passed"]) == (22, 21)
    assert said["failed"] == [
        {"name": "no signal, homesteaded, long owner", "expected": {"tier": "A"}, "given": {"tier": "C"}}
    ]


@pytest.mark.parametrize(
    "case",
    [
        {"name": "no owner", "parcel": {}, "expected": {"score": 0}},
        {"name": "odd signal", "parcel": {"owner_type": "individual"}, "signals": [{"kind": "rumour"}], "expected": {}},
        {"name": "nothing asked", "parcel": {"owner_type": "individual"}},
    ],
    ids=lambda case: case["name"],
)
def test_a_case_that_cannot_be_judged_counts_as_failed(tmp_path, case):
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"as_of": "2025-11-20", "cases": [case]}))

    with pytest.raises(CommandError, match="1 of 1"):
        run(file)


@pytest.mark.parametrize(
    ("text", "words"),
    [("not json", "no JSON"), ("[]", "no file of cases"), ('{"as_of": "soon", "cases": []}', "no file")],
)
def test_a_file_that_is_none_is_told_in_words(tmp_path, text, words):
    file = tmp_path / "cases.json"
    file.write_text(text)

    with pytest.raises(CommandError, match=words):
        run(file)


def test_a_missing_file_is_told_in_words(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "none.json")


def test_a_file_without_cases_proves_nothing(tmp_path):
    file = tmp_path / "cases.json"
    file.write_text('{"as_of": "2025-11-20", "cases": []}')

    with pytest.raises(CommandError, match="no case"):
        run(file)
