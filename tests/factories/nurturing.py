"""Rows of the nurturing app for tests."""

from typing import Any

from nurturing.models import Sequence, SequenceVersion
from nurturing.rules import blueprint
from nurturing.services import sequences

TEXT = "Hi {first_name}, {agent_name} at {brokerage}. Shall I look again? Reply STOP to opt out."


def step(**fields: Any) -> dict[str, Any]:
    """Return one line of a plan: a text after an hour, unless told otherwise."""
    line = {"name": "Hello", "wait": "1 hour", "send": "sms", "body": TEXT, **fields}
    if line["send"] == "email":
        line.setdefault("subject", "Hello from {brokerage}")
    return line


def plan(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a whole plan as a file would hold it."""
    return {
        "key": "trial",
        "name": "Trial",
        "lead_kind": "buyer",
        "segment": "",
        "priority": 20,
        "days": 400,
        "steps": list(steps) or [step()],
        **fields,
    }


def make_sequence(*steps: dict[str, Any], **fields: Any) -> Sequence:
    """Return a saved sequence with these steps, in the brokerage in force."""
    return version_of(*steps, **fields).sequence


def version_of(*steps: dict[str, Any], **fields: Any) -> SequenceVersion:
    """Return the version that saving this plan makes, or finds."""
    return sequences.save(blueprint.read(plan(*steps, **fields), file="trial.yaml")).version
