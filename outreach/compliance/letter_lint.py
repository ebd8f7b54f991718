"""Lint of a letter: who writes, from where, how to get no more of them, and the words no message may use.

Sources: Fla. Admin. Code 61J2-10.025 (the brokerage's name in every advertisement); 39 USC 3001(d) (no solicitation
that looks like a bill or a notice).
"""

import re
from collections.abc import Iterator

from outreach.compliance.lint import LintResult, first_in_force, fold, refusal, refused_words

NO_MORE = re.compile(r"\bno more letters\b")


def lint_letter(text: str, *, brand: str, postal_address: str, lifted: frozenset[str] = frozenset()) -> LintResult:
    """Return whether the final words of a letter may be printed, its end with the way out included (LTR-2).

    Args:
        brand: the licensed brokerage's name.
        postal_address: the brokerage's own; a letter without one could not come back.
        lifted: ids of rules that are out of force.
    """
    return first_in_force(_refusals(text, brand, postal_address), lifted)


def _refusals(text: str, brand: str, postal_address: str) -> Iterator[LintResult]:
    yield from refused_words(text, brand=brand)
    plain = " ".join(fold(text).split())
    if not brand.strip() or fold(brand) not in plain:
        yield refusal("LTR-2", "LTR_NO_SENDER")
    address = " ".join(fold(postal_address).split())
    if not address or address not in plain:
        yield refusal("LTR-2", "LTR_NO_POSTAL_ADDRESS")
    if not NO_MORE.search(plain):
        yield refusal("LTR-2", "LTR_NO_OPTOUT")
