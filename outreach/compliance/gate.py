"""The gate: may this message go to this person now? The only door through which anything leaves.

Pure: facts and rules in, decision out. Called at the moment of sending, in the transaction that claims the message.
The first failure is the reason. Blocks precede deferrals, and anything unexpected is a block: it fails closed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from outreach.compliance.case import Case
from outreach.compliance.circumstances import check_campaign, check_emergency, check_sender_and_content
from outreach.compliance.consent import check_consent
from outreach.compliance.dnc import check_dnc, check_reassigned
from outreach.compliance.facts import GateFacts
from outreach.compliance.frequency import check_frequency
from outreach.compliance.identity import check_identifier, check_special_purpose, check_suppression, check_switches
from outreach.compliance.quiet_hours import check_quiet_hours, schedule_of
from outreach.compliance.rules import RuleBook
from outreach.compliance.verdicts import Check, CheckState, Decision, Finding, Findings, Verdict, passed
from realestate.lib.errors import DomainError

log = structlog.get_logger()

# What stating the facts of a message raises if they cannot be read: such a message is blocked by ``fail_closed``.
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, DomainError)


@dataclass(frozen=True)
class Step:
    """One check in the order of evaluation."""

    key: str
    title: str
    run: Callable[[Case], Findings]

    def find(self, case: Case) -> Finding:
        """Return the first thing the check finds by a rule that is in force."""
        in_force = (finding for finding in self.run(case) if finding.rule is None or case.rules.has(finding.rule))
        return next(in_force, passed())


STEPS: tuple[Step, ...] = (
    Step("switches", "Sending is switched on", check_switches),
    Step("identifier", "The number or address can be reached", check_identifier),
    Step("purpose", "Alerts, confirmations and help", check_special_purpose),
    Step("suppression", "Nobody told us to stop", check_suppression),
    Step("emergency", "No emergency ban", check_emergency),
    Step("campaign", "The series goes on", check_campaign),
    Step("consent", "The person agreed", check_consent),
    Step("dnc", "Do-not-call lists", check_dnc),
    Step("reassigned", "Still the same person's number", check_reassigned),
    Step("content", "Sender, text and review", check_sender_and_content),
    Step("frequency", "Not too often", check_frequency),
    Step("quiet_hours", "A lawful hour", check_quiet_hours),
)


def decide(facts: GateFacts, rules: RuleBook | None) -> Decision:
    """Return whether the message may go: allow, defer until a time, or block.

    Never raises. Missing rule data, an unknown state, a clock that is off, or any other surprise blocks with
    ``GATE_ERROR`` (SYS-2).
    """
    done: list[tuple[Step, Finding]] = []
    version = rules.version if rules else "none"
    try:
        if rules is None:
            raise LookupError("no rule book")
        case = Case(facts, rules)
        case.require_sane_clock()
        until = _evaluate(case, done)
        evidence = _evidence(case, done)
    except Exception as error:  # noqa: BLE001 - SYS-2 is law here: any exception at all must end in a block
        log.error("gate.failed", error=type(error).__name__)
        return _failed_closed(error, done, version)
    finding = _deciding(done)
    return Decision(
        decision=finding.verdict or Verdict.ALLOW,
        reason=finding.reason,
        defer_until=until,
        rule=finding.rule if finding.verdict else None,
        rules_version=version,
        evidence=evidence,
        checks=_checks(done),
    )


def fail_closed(error: Exception, rules: RuleBook | None) -> Decision:
    """Return the block for a message whose facts could not even be stated (SYS-2).

    Args:
        error: one of ``UNREADABLE``.
    """
    log.error("gate.failed", error=type(error).__name__)
    return _failed_closed(error, [], rules.version if rules else "none")


def _evaluate(case: Case, done: list[tuple[Step, Finding]]) -> datetime | None:
    """Run the steps into ``done`` up to the first verdict; return until when to defer, if it is a deferral."""
    until: datetime | None = None
    for step in STEPS:
        finding = step.find(case)
        done.append((step, finding))
        if finding.verdict is Verdict.DEFER and step.key == "frequency":
            # Both time rules must pass later: quiet hours are looked at too, and move the moment on if they must.
            until = _open_after(case, finding.until)
            continue
        if finding.verdict:
            return until or finding.until
    return until


def _open_after(case: Case, moment: datetime | None) -> datetime | None:
    schedule = schedule_of(case)
    return schedule.next_open(moment) if schedule and moment else moment


def _deciding(done: list[tuple[Step, Finding]]) -> Finding:
    """Return the first finding with a verdict: it gives the reason."""
    return next((finding for _, finding in done if finding.verdict), done[-1][1])


def _checks(done: list[tuple[Step, Finding]]) -> tuple[Check, ...]:
    reached = {step.key: finding for step, finding in done}
    checks = []
    for step in STEPS:
        finding = reached.get(step.key, Finding(state=CheckState.NOT_REACHED))
        check = Check(key=step.key, title=step.title, state=finding.state, detail=finding.detail, rule=finding.rule)
        checks.append(check)
    return tuple(checks)


def _evidence(case: Case, done: list[tuple[Step, Finding]]) -> dict[str, Any]:
    facts = case.facts
    evidence: dict[str, Any] = {
        "now": case.now.isoformat(),
        "channel": case.channel.value,
        "purpose": facts.purpose,
        "judged_as": case.purpose.value,
        "automated": case.is_automated,
    }
    last = facts.identifier.last_inbound_at
    if last:
        evidence["last_inbound_at"] = last.isoformat()
    for _, finding in done:
        evidence.update(finding.evidence)
    return evidence


def _failed_closed(error: Exception, done: list[tuple[Step, Finding]], version: str) -> Decision:
    checks = list(_checks(done))
    if len(done) < len(STEPS):
        detail = "Something this check needs is missing, so nothing is sent."
        checks[len(done)] = replace(checks[len(done)], state=CheckState.FAILED, detail=detail, rule="SYS-2")
    return Decision(
        decision=Verdict.BLOCK,
        reason="GATE_ERROR",
        rule="SYS-2",
        rules_version=version,
        evidence={"error": type(error).__name__, "about": str(error)[:200]},
        checks=tuple(checks),
    )
