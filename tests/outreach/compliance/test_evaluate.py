"""The rules as somebody reads them who has only their text: one test per vector of ``ours.jsonl``, named by its id."""

import json
from pathlib import Path

import pytest

from outreach.compliance.evaluate import evaluate
from outreach.compliance.rules import shipped_rules

FILE = Path(__file__).parents[2] / "data/compliance/ours.jsonl"
VECTORS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
NOON = "2026-07-15T16:00:00Z"


def answer_to(stated):
    """Return what the gate answers, by asking for something that no answer is."""
    vector = {"id": "one", "kind": "gate", "input": stated, "expect": {"decision": "?"}}
    return evaluate([vector], shipped_rules()).failed[0].given


@pytest.mark.parametrize("vector", [pytest.param(vector, id=vector["id"]) for vector in VECTORS])
def test_the_rules_answer_as_their_text_reads(vector):
    assert evaluate([vector], shipped_rules()).failed == ()


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"now_utc": None},
        {"now_utc": NOON, "consent": None},
        {"now_utc": NOON, "history": [{"channel": "sms"}]},
        {"now_utc": NOON, "may_not_be_called": True},
        {"now_utc": NOON, "policy": {"never_on_fridays": True}},
    ],
)
def test_facts_that_cannot_be_read_block_as_every_surprise_does(stated):
    given = answer_to(stated)

    assert (given["decision"], given["reason"], given["rule"]) == ("block", "GATE_ERROR", "SYS-2")


def test_the_error_of_a_vector_that_is_no_gate_input_is_still_a_failure():
    report = evaluate([{"id": "x", "kind": "gate", "expect": {"decision": "block"}}], shipped_rules())

    assert report.total == 1
    assert report.passed == 0
