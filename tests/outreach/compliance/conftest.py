"""The compliance vectors, for tests that ask something of all of them."""

import json
from pathlib import Path

import pytest

VECTORS = Path(__file__).parents[2] / "data/compliance/vectors.jsonl"


@pytest.fixture(scope="session")
def gate_vectors():
    lines = VECTORS.read_text(encoding="utf-8").splitlines()
    return [vector for vector in map(json.loads, lines) if vector["kind"] == "gate"]
