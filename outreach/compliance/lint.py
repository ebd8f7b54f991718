"""Lint of a text message: the first reason why its wording must not go out, in the order of the compliance guide."""

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


def lint_sms(text: str, *, brand: str, optout_notice_due: bool) -> LintResult:
    """Return whether the final, rendered text of a message may go out. Run it again after any edit.

    Args:
        brand: the licensed brokerage's name, which every message must show.
        optout_notice_due: first message, or 30 days since the last notice.
    """
    refused = lint_words(text, brand=brand)
    if refused:
        return refused
    plain = fold(text)
    match = wording.SHORTENERS.search(plain)
    if match:
        return refusal("CNT-3", "CONTENT_SHORTENER", match[0])
    if fold(brand) not in plain:
        return refusal("CNT-1", "CONTENT_NO_SENDER")
    if optout_notice_due and not wording.OPT_OUT_NOTICE.search(plain):
        return refusal("CNT-2", "CONTENT_NO_OPTOUT")
    return CLEAN


def lint_words(text: str, *, brand: str) -> LintResult | None:
    """Return why the wording is refused, whatever the channel, or None (CNT-4, CNT-8, CNT-6, CNT-7, CNT-5)."""
    plain = fold(text)
    for pattern, subject in ((wording.PLACEHOLDER, text), (wording.EMPTY_VALUE, text), (wording.LOREM, plain)):
        match = pattern.search(subject)
        if match:
            return refusal("CNT-4", "CONTENT_PLACEHOLDER", match[0])
    match = wording.DECEPTIVE.search(plain) or wording.FAKE_THREAD.search(plain)
    if match:
        return refusal("CNT-8", "CONTENT_DECEPTIVE", match[0])
    match = wording.FAIR_HOUSING.search(plain)
    if match:
        return refusal("CNT-6", "CONTENT_FAIR_HOUSING", match[0])
    match = wording.VALUATION.search(wording.NOT_AN_APPRAISAL.sub(" ", plain))
    if match:
        return refusal("CNT-7", "CONTENT_VALUATION", match[0])
    found = _pressure(text, brand)
    return refusal("CNT-5", "CONTENT_TONE", found) if found else None


def refusal(rule: str, reason: str, found: str | None = None) -> LintResult:
    """Return a block with its reason and the words that caused it."""
    return LintResult(decision=Verdict.BLOCK, reason=reason, rule=rule, found=found)


def fold(text: str) -> str:
    """Return the text without case, accents and curly quotes, so that one pattern finds each spelling."""
    return strip_accents(text.replace("’", "'").replace("‘", "'")).casefold()


def _pressure(text: str, brand: str) -> str | None:
    match = wording.TONE.search(fold(text)) or wording.SHOUTING_MARKS.search(text)
    if match:
        return match[0]
    return _shouting(text.replace(brand, " . "))


def _shouting(text: str) -> str | None:
    """Return the first run of words in capitals, three or more. A lone letter or a number is no shout."""
    run: list[str] = []
    for word in text.split():
        letters = "".join(character for character in word if character.isalpha())
        run = [*run, word] if len(letters) > 1 and letters.isupper() else []
        if len(run) == wording.CAPITALS_IN_A_ROW:
            return " ".join(run)
    return None
