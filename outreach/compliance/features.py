"""Inputs that no score, match, audience or schedule may use: protected classes and their close proxies.

Checked when a model or rule is registered: an input that looks protected is refused.
Source: 42 USC 3604-3606 (fair housing); product policy FHA-1.
"""

import re
from dataclasses import dataclass

from outreach.compliance.verdicts import Verdict

PROTECTED = {
    "race": r"race|racial|ethnic\w*|ethnicity|skin|african|hispanic|latin[oax]|asian|caucasian|white|black|tribal",
    "colour": r"color|colour",
    "religion": r"religio\w*|church\w*|synagogue|mosque|temple|christian|catholic|jewish|muslim|faith|worship",
    "sex": r"sex|gender|male|female|pronouns?|transgender|orientation|pregnan\w*|maternity",
    "family": r"famil(?:y|ies|ial)|child\w*|kids?|toddlers?|infants?|marital|married|divorc\w*|single|spouse|parents?"
    r"|household_size|has_baby|newlywed",
    "national origin": r"nationality|national_origin|origin|immigra\w*|citizen\w*|birthplace|country_of_birth|visa"
    r"|language|spoken|accent|surname|last_name|first_name|given_name|family_name|name_origin",
    "disability": r"disab\w*|handicap\w*|wheelchair|medical|health|illness|service_animal",
    "age": r"age|birth\w*|dob|elderly|seniors?|retire\w*",
    "lending": r"public_assistance|welfare|section_8|voucher",
    "place": r"zip_demographic\w*|demographic\w*|census\w*|tract"
    r"|school_(?:quality|rating|score)\w*|crime\w*|segregat\w*",
}
# Words that a protected pattern would catch by accident: they describe the home, not the person.
HOME_WORDS = re.compile(
    r"(?:single|multi)_family|family_room|(?:home|house|building|property|roof|lead|listing|account|page|message|email"
    r"|score|days|contact|inquiry|event|list)_age|age_(?:of_)?(?:home|house|building|property|roof|lead|listing|days|hours)"
    r"|source_of_origin|lead_origin|origin_channel|(?:exterior|interior|wall|roof)_colou?r|year_built|black_box"
)
PATTERNS = {ground: re.compile(rf"(?:^|_)(?:{words})(?:_|$)", re.IGNORECASE) for ground, words in PROTECTED.items()}


@dataclass(frozen=True, kw_only=True)
class FeatureVerdict:
    """Whether an input may be used; if not, which ground it stands for."""

    decision: Verdict
    reason: str | None = None
    ground: str | None = None


def judge_feature(name: str) -> FeatureVerdict:
    """Return whether a scoring, matching, audience or timing input may be used, judged by its name."""
    plain = HOME_WORDS.sub("", _snake(name))
    for ground, pattern in PATTERNS.items():
        if pattern.search(plain):
            return FeatureVerdict(decision=Verdict.BLOCK, reason="FEATURE_PROTECTED", ground=ground)
    return FeatureVerdict(decision=Verdict.ALLOW)


def _snake(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower())
