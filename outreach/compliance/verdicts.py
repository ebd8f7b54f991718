"""What the gate answers: one decision, with the checks it went through and the facts it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """``DEFER``: wait until a time, then ask again. ``BLOCK``: time alone does not cure it, a person must look."""

    ALLOW = "allow"
    DEFER = "defer"
    BLOCK = "block"


class CheckState(StrEnum):
    """How one check of a decision ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_NEEDED = "not_needed"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of a decision's log: what was checked, how it ended, and why in words."""

    key: str
    title: str
    state: CheckState
    detail: str = ""
    rule: str | None = None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The gate's answer.

    Attributes:
        reason: stable code of the first failure (``QUIET_HOURS``), or of a special permission; None if simply allowed.
        defer_until: UTC; the earliest moment at which the time rules pass. Run the whole gate again then.
        rule: id of the rule that decided, as in the compliance guide (``FL-QH-1``).
        evidence: every fact used, ready for JSON. Holds no phone number and no address.
    """

    decision: Verdict
    reason: str | None = None
    defer_until: datetime | None = None
    rule: str | None = None
    rules_version: str
    evidence: dict[str, Any] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Whether the message may go out now."""
        return self.decision is Verdict.ALLOW


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check found. ``verdict`` None = go on with the next check."""

    state: CheckState
    detail: str = ""
    verdict: Verdict | None = None
    reason: str | None = None
    rule: str | None = None
    until: datetime | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


Findings = Iterator[Finding]
"""What a check finds, the decisive first. Of these the gate takes the first whose rule is in force."""


def passed(detail: str = "", *, rule: str | None = None, **evidence: Any) -> Finding:
    """The check holds; go on."""
    return Finding(state=CheckState.PASSED, detail=detail, rule=rule, evidence=evidence)


def not_needed(detail: str = "", *, rule: str | None = None) -> Finding:
    """The check does not apply to this message; go on."""
    return Finding(state=CheckState.NOT_NEEDED, detail=detail, rule=rule)


def permitted(rule: str, detail: str, *, reason: str | None = None, **evidence: Any) -> Finding:
    """A special purpose that is allowed at once, whatever the later checks would say."""
    return Finding(
        state=CheckState.PASSED, detail=detail, verdict=Verdict.ALLOW, reason=reason, rule=rule, evidence=evidence
    )


def blocked(rule: str, reason: str, detail: str, **evidence: Any) -> Finding:
    """The message must not go; a person has to look."""
    return Finding(
        state=CheckState.FAILED, detail=detail, verdict=Verdict.BLOCK, reason=reason, rule=rule, evidence=evidence
    )


def deferred(rule: str, reason: str, until: datetime, detail: str, **evidence: Any) -> Finding:
    """The message must wait."""
    return Finding(
        state=CheckState.FAILED,
        detail=detail,
        verdict=Verdict.DEFER,
        reason=reason,
        rule=rule,
        until=until,
        evidence=evidence,
    )
