"""``manage.py evaluate_gate``: the figures of a file of vectors, and what disagrees."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

SHIPPED = Path(__file__).parents[2] / "data/compliance/vectors.jsonl"


def run(path, *options):
    out = StringIO()
    call_command("evaluate_gate", str(path), *options, stdout=out)
    return out.getvalue()


def test_every_shipped_vector_passes():
    said = json.loads(run(SHIPPED, "--json").splitlines()[-1])

    assert said == {"total": len(SHIPPED.read_text().splitlines()), "passed": said["total"], "failed": []}


def test_a_vector_that_disagrees_is_named_with_both_answers(tmp_path):
    wrong = {"id": "x-1", "kind": "deadline", "input": {"event": "fl_stop_15d", "received": "2026-01-01"}}
    wrong["expect"] = {"due": "2026-01-15"}
    file = tmp_path / "vectors.jsonl"
    file.write_text(json.dumps(wrong) + "\n")
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("evaluate_gate", str(file), "--json", stdout=out)

    assert json.loads(out.getvalue()) == {
        "total": 1,
        "passed": 0,
        "failed": [{"id": "x-1", "expected": {"due": "2026-01-15"}, "given": {"due": "2026-01-16"}}],
    }


@pytest.mark.parametrize(
    "line",
    ["not json", '{"id": "a", "kind": "riddle", "input": {}, "expect": {}}', '{"id": "b", "kind": "gate"}', "[]"],
)
def test_a_line_that_cannot_be_judged_counts_as_failed(tmp_path, line):
    file = tmp_path / "vectors.jsonl"
    file.write_text(line + "\n")

    with pytest.raises(CommandError, match="1 of 1"):
        run(file)


def test_a_missing_file_is_told_in_words(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "none.jsonl")
