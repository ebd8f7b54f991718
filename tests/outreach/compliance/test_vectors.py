"""Every line of the compliance vectors, one test each, named by the vector's id."""

import json
from datetime import date
from pathlib import Path

import pytest

from outreach.compliance.deadlines import due_on
from outreach.compliance.dnc_file import read_dnc_lines
from outreach.compliance.email_lint import EmailDraft, lint_email
from outreach.compliance.features import judge_feature
from outreach.compliance.gate import decide
from outreach.compliance.lint import lint_sms
from outreach.compliance.rules import shipped_rules
from outreach.compliance.vectors import facts_of, moment

VECTORS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data/compliance/vectors.jsonl").read_text(encoding="utf-8").splitlines()
]


def of_kind(kind):
    chosen = [vector for vector in VECTORS if vector["kind"] == kind]
    return [pytest.param(vector["input"], vector["expect"], id=vector["id"]) for vector in chosen]


@pytest.mark.parametrize(("given", "expected"), of_kind("gate"))
def test_gate(given, expected):
    decision = decide(facts_of(given), shipped_rules())

    until = moment(expected["defer_until"]) if expected["defer_until"] else None
    assert (decision.decision, decision.reason, decision.defer_until) == (
        expected["decision"],
        expected["reason"],
        until,
    )


@pytest.mark.parametrize(("given", "expected"), of_kind("sms_content"))
def test_sms_content(given, expected):
    result = lint_sms(given["text"], brand=given["brand"], optout_notice_due=given["optout_notice_due"])

    assert (result.decision, result.reason) == (expected["decision"], expected["reason"])


@pytest.mark.parametrize(("given", "expected"), of_kind("email_content"))
def test_email_content(given, expected):
    result = lint_email(EmailDraft(**given))

    assert (result.decision, result.reason) == (expected["decision"], expected["reason"])


@pytest.mark.parametrize(("given", "expected"), of_kind("deadline"))
def test_deadline(given, expected):
    assert due_on(given["event"], date.fromisoformat(given["received"])) == date.fromisoformat(expected["due"])


@pytest.mark.parametrize(("given", "expected"), of_kind("dnc_file"))
def test_dnc_file(given, expected):
    read = read_dnc_lines(given["area_code"], given["lines"])

    assert {"numbers": list(read.numbers), "rejected": read.rejected} == expected


@pytest.mark.parametrize(("given", "expected"), of_kind("feature"))
def test_feature(given, expected):
    assert judge_feature(given["name"]).decision == expected["decision"]
