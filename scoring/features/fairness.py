"""The fair-housing guard: what may never become a feature of a score.

A feature is judged by its name when it is registered. Protected classes and their close proxies are refused, with
the ground in words; so is a predictor that asks for a feature nobody registered.
Source: 42 USC 3604-3606 (Fair Housing Act); product rule FHA-1 in ``docs/guides/compliance.md``.
"""

import re

from scoring.errors import FeatureProtected

GROUNDS = {
    "race or colour": r"race|racial|ethnic\w*|skin|colou?r|african|hispanic|latin[oax]|asian|caucasian|white|black"
    r"|tribal",
    "religion": r"religio\w*|church\w*|synagogue\w*|mosque\w*|temple\w*|parish|christian|catholic|jewish|muslim|faith"
    r"|worship",
    "sex": r"sex|sexual\w*|gender|male|female|woman|women|man|men|pronouns?|transgender|orientation|pregnan\w*"
    r"|maternity",
    "family": r"famil(?:y|ies|ial)|child\w*|kids?|toddlers?|infants?|bab(?:y|ies)|marital|married|divorc\w*|single"
    r"|widow\w*|spouse|parents?|household_size|newlywed\w*",
    "national origin": r"national\w*|origin|immigra\w*|citizen\w*|birthplace|country|visa|languages?|spoken|accent"
    r"|surname|last_name|first_name|given_name|full_name|name",
    "disability": r"disab\w*|handicap\w*|wheelchair|medical|health|illness|service_animal|accessib\w*",
    "age": r"age|ages|birth\w*|dob|elderly|seniors?|retire\w*|young|old",
    "public assistance": r"public_assistance|welfare|section_8|voucher\w*",
    "where people live": r"zip\w*|postal\w*|demographic\w*|census\w*|tract|neighbou?rhood\w*|school\w*|crime\w*|safety"
    r"|segregat\w*|street|city|county",
}
_PATTERNS = {ground: re.compile(rf"(?:^|_)(?:{words})(?:_|$)") for ground, words in GROUNDS.items()}


def ground_of(name: str) -> str | None:
    """Return the protected ground that a feature's name stands for, or None if it may be used."""
    plain = _snake(name)
    return next((ground for ground, pattern in _PATTERNS.items() if pattern.search(plain)), None)


def refuse_protected(name: str) -> None:
    """Let a name pass, or refuse it.

    Raises:
        FeatureProtected: the name stands for a protected class or a close proxy.
    """
    ground = ground_of(name)
    if ground is not None:
        raise FeatureProtected(f"“{name}” may not be used in a score: it stands for {ground}.", field=name)


def _snake(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")
