"""Every inbound line of the compliance vectors, one test each."""

import json
from pathlib import Path

import pytest

from outreach.replies.evaluate import evaluate
from outreach.replies.optout import classify

LINES = (Path(__file__).parents[2] / "data/compliance/vectors.jsonl").read_text(encoding="utf-8").splitlines()
VECTORS = [vector for vector in map(json.loads, LINES) if vector["kind"] == "inbound"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_inbound(vector):
    result = classify(**vector["input"])

    assert result.intent in vector["expect"]["intent_any_of"]
    assert result.scope == vector["expect"].get("scope", result.scope)


def test_no_opt_out_is_missed_and_ordinary_replies_are_left_alone():
    measures = evaluate(VECTORS)

    print(measures)
    assert (measures.missed, measures.recall) == ((), 1.0)
    assert measures.precision >= 0.9
    assert (measures.to_catch, measures.ordinary) == (28, 8), "the vectors changed: state the new counts"


def test_evaluate_names_what_was_missed_and_what_was_stopped():
    wrong = [
        {"id": "a", "kind": "inbound", "input": {"text": "lovely house"}, "expect": {"intent_any_of": ["opt_out"]}},
        {"id": "b", "kind": "inbound", "input": {"text": "STOP"}, "expect": {"intent_any_of": ["not_opt_out"]}},
    ]
    measures = evaluate(wrong)

    assert (measures.missed, measures.stopped, measures.recall, measures.precision) == (("a",), ("b",), 0.0, 0.0)
