"""A sequence as its file describes it, checked line by line. Pure.

Whatever is wrong is refused with the file, the step and the field, so that who edits a plan knows where to look.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from crm.states import LeadKind, Segment
from nurturing.errors import InvalidCondition, InvalidSequence, InvalidTemplate
from nurturing.personalization import write
from nurturing.rules import conditions, timing
from nurturing.states import StepKind

MOST_STEPS = 50
SUBJECT_LENGTH = 200
SPOKEN_LENGTH = 500  # characters: about half a minute, and it is said twice
OPT_OUT = "reply stop to opt out"
OF_TEMPLATES = (StepKind.EMAIL, StepKind.SMS, StepKind.LETTER, StepKind.CALL)
_WORKFLOW = re.compile(r"[\w-]{1,80}")
_PLAN_KEYS = {"key", "name", "lead_kind", "segment", "priority", "enroll_above", "days", "steps"}
_STEP_KEYS = {
    "name", "wait", "send", "subject", "body", "tone", "personalise_on", "conditions", "expires_after",
    "template", "workflow",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One line of a sequence, checked."""

    number: int
    name: str
    kind: str
    wait_minutes: int
    subject: str
    body: str
    tone: str
    personalise_on: list[str]
    conditions: list[dict[str, Any]]
    expires_after_minutes: int
    template: str = ""
    workflow: str = ""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A whole sequence, checked."""

    key: str
    name: str
    lead_kind: str
    segment: str
    priority: int
    enroll_above: int | None
    days: int
    steps: list[StepPlan]

    @property
    def checksum(self) -> str:
        """Return the fingerprint of everything that makes a new version. Where it starts is not part of it."""
        content = {"days": self.days, "steps": [_content(step) for step in self.steps]}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read(raw: Any, *, file: str) -> Blueprint:
    """Return the sequence that a file's content describes.

    Raises:
        InvalidSequence: something is missing, unknown or contradictory; the message says where.
    """
    plan = _mapping(raw, file)
    _only(plan, _PLAN_KEYS, file)
    _one_of(plan.get("lead_kind", ""), ["", *LeadKind.values], file, "lead_kind")
    _one_of(plan.get("segment", ""), Segment.values, file, "segment")
    above = plan.get("enroll_above")
    if above is not None:
        _whole(plan, "enroll_above", file, least=0, most=99)
    lines = plan.get("steps")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_STEPS:
        raise _wrong(file, "steps", f"is a list of 1 to {MOST_STEPS} steps")
    blueprint = Blueprint(
        key=_text(plan, "key", file),
        name=_text(plan, "name", file),
        lead_kind=plan.get("lead_kind", ""),
        segment=plan.get("segment", ""),
        priority=_whole(plan, "priority", file, least=1, most=1000),
        enroll_above=above,
        days=_whole(plan, "days", file, least=1, most=730),
        steps=[_step(line, number, file) for number, line in enumerate(lines, start=1)],
    )
    if sum(step.wait_minutes for step in blueprint.steps) > blueprint.days * 24 * 60:
        raise _wrong(file, "days", "is shorter than the waits of all steps together")
    return blueprint


def _step(raw: Any, number: int, file: str) -> StepPlan:
    where = f"{file}, step {number}"
    line = _mapping(raw, where)
    _only(line, _STEP_KEYS, where)
    kind = line.get("send")
    _one_of(kind, StepKind.values, where, "send")
    step = StepPlan(
        number=number,
        name=_text(line, "name", where),
        kind=str(kind),
        wait_minutes=_time(line, "wait", where),
        subject=str(line.get("subject", "")).strip(),
        body=str(line.get("body") or "").strip(),
        tone=str(line.get("tone", "")),
        personalise_on=_names(line.get("personalise_on", []), where),
        conditions=_conditions(line.get("conditions", []), where),
        expires_after_minutes=_time(line, "expires_after", where) if "expires_after" in line else 2880,
        template=str(line.get("template") or "").strip(),
        workflow=str(line.get("workflow") or "").strip(),
    )
    _check_source(step, where)
    _check_texts(step, where)
    return step


def _content(step: StepPlan) -> dict[str, Any]:
    """Return what tells one step from another. What a plan did not have before there was any leaves it the same."""
    return {name: value for name, value in asdict(step).items() if value or name not in {"template", "workflow"}}


def _check_source(step: StepPlan, where: str) -> None:
    """Refuse a step without words, with words from two places, or with what its kind does not take."""
    if step.template and (step.body or step.subject or step.personalise_on):
        raise _wrong(where, "template", "brings its own words: leave subject, body and personalise_on out")
    if step.template and step.kind not in OF_TEMPLATES:
        raise _wrong(where, "template", f"is for: {', '.join(OF_TEMPLATES)}")
    if step.kind == StepKind.LETTER and not step.template:
        raise _wrong(where, "template", "is needed for a letter")
    if step.kind == StepKind.WORKFLOW:
        if not _WORKFLOW.fullmatch(step.workflow):
            raise _wrong(where, "workflow", "is the id of a workflow at GoHighLevel: letters and digits, at most 80")
        if step.body or step.subject:
            raise _wrong(where, "body", "does not belong to a workflow, which has words of its own")
    elif step.workflow:
        raise _wrong(where, "workflow", "belongs to steps that send: workflow")
    elif not (step.body or step.template):
        raise _wrong(where, "body", "is missing")


def _check_texts(step: StepPlan, where: str) -> None:
    allowed = [*write.BASIC, *step.personalise_on]
    for field, text in (("subject", step.subject), ("body", step.body)):
        try:
            write.check(text, allowed=allowed)
        except InvalidTemplate as problem:
            raise _wrong(where, field, f"cannot be filled: {problem.message}") from problem
    if step.template:
        return
    if step.kind == StepKind.EMAIL and not 0 < len(step.subject) <= SUBJECT_LENGTH:
        raise _wrong(where, "subject", f"is needed for an email, with at most {SUBJECT_LENGTH} characters")
    if step.kind == StepKind.VOICE and (step.subject or len(step.body) > SPOKEN_LENGTH):
        raise _wrong(where, "body", f"of a spoken message has at most {SPOKEN_LENGTH} characters, and no subject")
    if step.kind == StepKind.SMS:
        if step.subject:
            raise _wrong(where, "subject", "does not belong to a text")
        if "{brokerage}" not in step.body:
            raise _wrong(where, "body", "of a text says who writes: it needs {brokerage}")
        if OPT_OUT not in step.body.lower():
            raise _wrong(where, "body", "of a text ends with “Reply STOP to opt out”")


def _conditions(raw: Any, where: str) -> list[dict[str, Any]]:
    if not isinstance(raw, list):
        raise _wrong(where, "conditions", "is a list")
    for line in raw:
        try:
            conditions.read(_mapping(line, where))
        except InvalidCondition as problem:
            raise _wrong(where, problem.field or "conditions", f"cannot be used: {problem.message}") from problem
    return [dict(line) for line in raw]


def _names(raw: Any, where: str) -> list[str]:
    if not isinstance(raw, list):
        raise _wrong(where, "personalise_on", "is a list of fields")
    for name in raw:
        _one_of(name, write.OF_THE_LEAD, where, "personalise_on")
    return list(raw)


def _time(line: Mapping[str, Any], key: str, where: str) -> int:
    try:
        return timing.minutes(str(line.get(key, "")))
    except ValueError as problem:
        raise _wrong(where, key, f"cannot be read: {problem}") from problem


def _text(line: Mapping[str, Any], key: str, where: str) -> str:
    value = line.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(where, key, "is missing")
    return value.strip()


def _whole(line: Mapping[str, Any], key: str, where: str, *, least: int, most: int) -> int:
    value = line.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _wrong(where, key, f"is a whole number from {least} to {most}")
    return value


def _one_of(value: Any, allowed: Any, where: str, field: str) -> None:
    if value not in list(allowed):
        raise _wrong(where, field, f"is one of: {', '.join(word for word in allowed if word)}")


def _mapping(raw: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise InvalidSequence(f"{where}: names and values are expected here.")
    return raw


def _only(line: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in line:
        if key not in known:
            raise _wrong(where, str(key), "is not known")


def _wrong(where: str, field: str, words: str) -> InvalidSequence:
    return InvalidSequence(f"{where}: {field} {words}.", field=field)
