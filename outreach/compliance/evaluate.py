"""How the rules answer a file of test vectors: what was expected, what came, and which lines disagree.

A vector that cannot be read counts as failed; nothing is skipped, so the total is the number of lines. Inputs of the
gate that state no facts are answered as the gate answers whatever it does not understand: with a block (SYS-2).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from outreach.compliance.deadlines import due_on
from outreach.compliance.dnc_file import read_dnc_lines
from outreach.compliance.email_lint import EmailDraft, lint_email
from outreach.compliance.features import judge_feature
from outreach.compliance.gate import UNREADABLE, decide, fail_closed
from outreach.compliance.lint import lint_sms
from outreach.compliance.rules import RuleBook
from outreach.compliance.vectors import facts_of
from outreach.compliance.verdicts import Decision
from outreach.replies.understand import consent_of

Answer = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One vector that was answered otherwise than it asks for."""

    id: str
    expected: Any
    given: Any


@dataclass(frozen=True, kw_only=True)
class Report:
    """How a file of vectors was answered."""

    total: int
    failed: tuple[Failure, ...]

    @property
    def passed(self) -> int:
        """How many were answered as they ask for."""
        return self.total - len(self.failed)


def evaluate(vectors: Iterable[Mapping[str, Any]], rules: RuleBook) -> Report:
    """Return how the rules answer the vectors, of every kind."""
    total, failed = 0, []
    for total, vector in enumerate(vectors, start=1):  # noqa: B007 - the count is the last number
        failure = _compare(vector, rules)
        if failure:
            failed.append(failure)
    return Report(total=total, failed=tuple(failed))


def _compare(vector: Mapping[str, Any], rules: RuleBook) -> Failure | None:
    expected = vector.get("expect", {})
    name = str(vector.get("id", "?"))
    try:
        given = _answer(vector["kind"], vector["input"], rules)
    except UNREADABLE as error:
        return Failure(id=name, expected=expected, given={"error": f"{type(error).__name__}: {error}"})
    return None if _agrees(expected, given) else Failure(id=name, expected=expected, given=given)


def _answer(kind: str, given: Mapping[str, Any], rules: RuleBook) -> Answer:
    return ANSWERS[kind](given, rules) if rules.has(WHOLE_KIND.get(kind, "")) else {}


def _agrees(expected: Mapping[str, Any], given: Answer) -> bool:
    """Return whether every expected value came; ``intent_any_of`` accepts any of its intents."""
    return all(
        given.get("intent") in value if key == "intent_any_of" else given.get(key) == value
        for key, value in expected.items()
    )


def _gate(given: Mapping[str, Any], rules: RuleBook) -> Answer:
    decision = _decision(given, rules)
    until = decision.defer_until
    return {
        "decision": str(decision.decision),
        "reason": decision.reason,
        "defer_until": until.isoformat().replace("+00:00", "Z") if until else None,
        "rule": decision.rule,
    }


def _decision(given: Mapping[str, Any], rules: RuleBook) -> Decision:
    try:
        facts = facts_of(given)
    except UNREADABLE as error:
        return fail_closed(error, rules)
    return decide(facts, rules)


def _inbound(given: Mapping[str, Any], rules: RuleBook) -> Answer:
    found = consent_of(**given, lifted=rules.lifted)
    return {"intent": str(found.intent), "scope": found.scope}


def _sms(given: Mapping[str, Any], rules: RuleBook) -> Answer:
    found = lint_sms(**given, lifted=rules.lifted)
    return {"decision": str(found.decision), "reason": found.reason}


def _email(given: Mapping[str, Any], rules: RuleBook) -> Answer:
    found = lint_email(EmailDraft(**given), lifted=rules.lifted)
    return {"decision": str(found.decision), "reason": found.reason}


def _deadline(given: Mapping[str, Any], rules: RuleBook) -> Answer:
    event = given["event"]
    if not rules.has(DEADLINE_RULE.get(event, "TCPA-REV-2")):
        return {}
    return {"due": due_on(event, date.fromisoformat(given["received"])).isoformat()}


def _dnc_file(given: Mapping[str, Any], rules: RuleBook) -> Answer:
    read = read_dnc_lines(given["area_code"], given["lines"])
    return {"numbers": list(read.numbers), "rejected": read.rejected}


def _feature(given: Mapping[str, Any], rules: RuleBook) -> Answer:
    return {"decision": str(judge_feature(given["name"]).decision)}


# Kinds, and among deadlines events, that one rule answers whole: without it there is no answer.
WHOLE_KIND = {"dnc_file": "DNC-2", "feature": "FHA-1"}
DEADLINE_RULE = {"ccpa_acknowledge": "PRIV-2", "ccpa_answer": "PRIV-2"}
ANSWERS: Mapping[str, Callable[[Mapping[str, Any], RuleBook], Answer]] = {
    "gate": _gate,
    "inbound": _inbound,
    "sms_content": _sms,
    "email_content": _email,
    "deadline": _deadline,
    "dnc_file": _dnc_file,
    "feature": _feature,
}
