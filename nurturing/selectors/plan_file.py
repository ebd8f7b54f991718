"""A sequence's version as the file that would make it: what ``blueprint`` reads."""

from collections.abc import Iterable
from typing import Any

import yaml

from nurturing.models import Sequence, SequenceVersion, Step
from nurturing.rules import timing

DEFAULT_EXPIRY = 2880  # minutes; left out of the file


def write(sequence: Sequence, version: SequenceVersion, steps: Iterable[Step]) -> str:
    """Return a version as YAML."""
    plan = as_plan(sequence, days=version.days, lines=[line_of(step) for step in steps])
    return yaml.dump(plan, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def as_plan(sequence: Sequence, *, days: int, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what ``blueprint`` reads: the sequence as it is, with these steps."""
    return {
        "key": sequence.key,
        "name": sequence.name,
        "lead_kind": sequence.lead_kind,
        "segment": sequence.segment,
        "priority": sequence.priority,
        "enroll_above": sequence.enroll_above,
        "days": days,
        "steps": lines,
    }


def line_of(step: Step) -> dict[str, Any]:
    """Return one step as its file has it; what is empty is left out."""
    line = {
        "name": step.name,
        "wait": timing.words(step.wait_minutes) if step.wait_minutes else "0 minutes",
        "send": str(step.kind),
        "template": step.template.key if step.template else "",
        "workflow": step.workflow,
        "tone": step.tone,
        "personalise_on": step.personalise_on,
        "conditions": step.conditions,
        "expires_after": (
            "" if step.expires_after_minutes == DEFAULT_EXPIRY else timing.words(step.expires_after_minutes)
        ),
        "subject": step.subject,
        "body": step.body,
    }
    return {name: value for name, value in line.items() if value}


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, as people write them."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)
