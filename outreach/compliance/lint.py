"""Lint of a text message: the first reason why its wording must not go out, in the order of the compliance guide."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outreach.compliance import wording
from outreach.compliance.verdicts import Verdict
from realestate.lib.text import strip_accents


@dataclass(frozen=True, kw_only=True)
class LintResult:
    """``allow``, or ``block`` with the reason code, the rule and the words that caused it."""

    decision: Verdict
    reason: str | None = None
    rule: str | None = None
    found: str | None = None

    @property
    def passes(self) -> bool:
        """Whether the text may go out."""
        return self.decision is Verdict.ALLOW


CLEAN = LintResult(decision=Verdict.ALLOW)


def lint_sms(text: str, *, brand: str, optout_notice_due: bool, lifted: frozenset[str] = frozenset()) -> LintResult:
    """Return whether the final, rendered text of a message may go out. Run it again after any edit.

    Args:
        brand: the licensed brokerage's name, which every message must show.
        optout_notice_due: first message, or 30 days since the last notice.
        lifted: ids of rules that are out of force.
    """
    return first_in_force(_refusals(text, brand, optout_notice_due), lifted)


def refused_words(text: str, *, brand: str) -> Iterator[LintResult]:
    """Yield why the wording is refused, whatever the channel, in the order CNT-4, CNT-8, CNT-6, CNT-7, CNT-5."""
    plain = fold(text)
    for pattern, subject in ((wording.PLACEHOLDER, text), (wording.EMPTY_VALUE, text), (wording.LOREM, plain)):
        yield from _found("CNT-4", "CONTENT_PLACEHOLDER", pattern.search(subject))
    if not wording.CREOLE.search(plain) or wording.NAN_AS_NAME.search(text):
        yield from _found("CNT-4", "CONTENT_PLACEHOLDER", wording.NAN.search(text))
    deceptive = wording.DECEPTIVE.search(plain) or wording.FAKE_THREAD.search(plain)
    yield from _found("CNT-8", "CONTENT_DECEPTIVE", deceptive)
    yield from _found("CNT-6", "CONTENT_FAIR_HOUSING", wording.FAIR_HOUSING.search(plain))
    valued = wording.VALUATION.search(wording.NOT_AN_APPRAISAL.sub(" ", plain))
    yield from _found("CNT-7", "CONTENT_VALUATION", valued)
    pressure = wording.TONE.search(plain) or wording.SHOUTING_MARKS.search(text)
    yield from _found("CNT-5", "CONTENT_TONE", pressure)
    shouted = _shouting(text, brand)
    if shouted:
        yield refusal("CNT-5", "CONTENT_TONE", shouted)


def first_in_force(refusals: Iterator[LintResult], lifted: frozenset[str]) -> LintResult:
    """Return the first refusal by a rule that is in force, or that the text is clean."""
    return next((found for found in refusals if found.rule not in lifted), CLEAN)


def _refusals(text: str, brand: str, optout_notice_due: bool) -> Iterator[LintResult]:
    yield from refused_words(text, brand=brand)
    plain = fold(text)
    yield from _found("CNT-3", "CONTENT_SHORTENER", wording.SHORTENERS.search(plain))
    if fold(brand) not in plain:
        yield refusal("CNT-1", "CONTENT_NO_SENDER")
    if optout_notice_due and not wording.OPT_OUT_NOTICE.search(plain):
        yield refusal("CNT-2", "CONTENT_NO_OPTOUT")


def _found(rule: str, reason: str, match: re.Match[str] | None) -> Iterator[LintResult]:
    if match:
        yield refusal(rule, reason, match[0])


def refusal(rule: str, reason: str, found: str | None = None) -> LintResult:
    """Return a block with its reason and the words that caused it."""
    return LintResult(decision=Verdict.BLOCK, reason=reason, rule=rule, found=found)


def fold(text: str) -> str:
    """Return the text without case, accents and curly quotes, so that one pattern finds each spelling."""
    return strip_accents(text.replace("’", "'").replace("‘", "'")).casefold()


def _shouting(text: str, brand: str) -> str | None:
    """Return the first run of words in capitals, three or more. A lone letter neither makes nor ends one."""
    run: list[str] = []
    unnamed = re.sub(re.escape(brand), " . ", text, flags=re.IGNORECASE) if brand else text
    for word in unnamed.split():
        letters = "".join(character for character in word if character.isalpha())
        if len(letters) == 1:
            continue
        run = [*run, word] if letters.isupper() else []
        if len(run) == wording.CAPITALS_IN_A_ROW:
            return " ".join(run)
    return None
