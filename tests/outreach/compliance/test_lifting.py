"""Every rule bites: taken out of the rule book, some vector that the rules passed fails."""

import json
from pathlib import Path

import pytest

from outreach.compliance.evaluate import evaluate
from outreach.compliance.lifting import lift
from outreach.compliance.rules import shipped_rules

FOLDER = Path(__file__).parents[2] / "data/compliance"
RULES = shipped_rules()
# Failing closed is how the gate runs, no rule that could be missing.
NOT_LIFTABLE = {"SYS-2"}


def read(name):
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


VECTORS = [*read("vectors.jsonl"), *read("boundaries.jsonl"), *read("ours.jsonl")]
NAMED = sorted({rule for vector in VECTORS for rule in vector["rule"].split()} - NOT_LIFTABLE)


def test_the_boundaries_of_every_rule_are_answered_as_asked():
    assert evaluate(read("boundaries.jsonl"), RULES).failed == ()


def test_no_two_vectors_share_an_id():
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS)


@pytest.mark.parametrize("rule", NAMED)
def test_a_vector_that_names_a_rule_fails_without_it(rule):
    naming = [vector for vector in VECTORS if rule in vector["rule"].split()]

    assert evaluate(naming, RULES).failed == ()
    assert evaluate(naming, lift(RULES, rule)).failed


def test_lifting_changes_a_copy_and_nothing_else():
    lift(RULES, "FL-QH-1")

    assert shipped_rules().lifted == frozenset()
    assert "FL" in shipped_rules().hours


def test_lifting_adds_up():
    both = lift(lift(RULES, "OPT-1"), "TCPA-CON-1")

    assert both.lifted == {"OPT-1", "TCPA-CON-1"}
    assert not both.has("OPT-1")
    assert both.has("FREQ-1")
