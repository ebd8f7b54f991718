"""Codes of the wholesaler's score in words: none reaches a screen as it is stored."""

import json
from pathlib import Path

import pytest

from scoring.rubric import words

DATA = Path(__file__).parents[2] / "data/markets"
ANSWERS = [case["expected"] for case in json.loads((DATA / "rubric_cases.json").read_text())["cases"]] + [
    lead for path in sorted(DATA.glob("*/expected_leads.json")) for lead in json.loads(path.read_text())["leads"]
]


@pytest.mark.parametrize("code", sorted({code for answer in ANSWERS for code in answer["reasons"]}))
def test_every_reason_of_the_shipped_cases_has_words(code):
    told = words.reason(code)

    assert not set("_:<=") & set(told)
    assert told != code


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("tax_delinquent_2y", "taxes unpaid for 2 years"),
        ("tax_delinquent_1y", "taxes unpaid for 1 year"),
        ("3_open_code_cases", "3 open code cases"),
        ("1_open_code_cases", "1 open code case"),
        ("tenure_27.9y:+8", "held 27.9 years"),
        ("gain_proxy_71%:+6", "71% of today's value gained since the last sale"),
        ("gain_proxy_-91%:+0", "bought for more than it is worth today"),
    ],
)
def test_numbers_are_told_as_people_say_them(code, told):
    assert words.reason(code) == told


def test_exclusions_and_guardrails_have_words():
    assert {words.exclusion(answer["excluded"]) for answer in ANSWERS if answer["excluded"]} == {
        "owned by the government", "owned by a bank", "owned by an association", "the owner's record is confidential",
        "its use, 011, is not residential", "its use, 099, is not residential",
    }  # fmt: skip
    for code in ("no_hard_signal", "mao_unknown", "mao_not_positive", "debt_above_mao"):
        assert "_" not in words.guardrail(code)
