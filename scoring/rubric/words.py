"""The reasons and guardrails of the wholesaler's score, as people read them."""

import re

GROUPS = {
    "forced_sale": "A sale is forced",
    "condition": "Condition",
    "owner_situation": "Owner's situation",
    "equity_tenure": "Equity and years held",
    "deal": "Room for a deal",
}
FLOOR = "No score is below 0"
REASONS = {
    "tax_deed_sale": "tax-deed sale ahead",
    "tax_deed_application": "tax-deed application",
    "foreclosure_sale": "foreclosure sale ahead",
    "lis_pendens": "lis pendens filed",
    "lands_available": "on the list of lands available",
    "unsafe_structure": "unsafe structure",
    "code_lien": "code lien",
    "absentee_local": "owner lives elsewhere in town",
    "absentee_in_state": "owner lives elsewhere in the state",
    "absentee_out_of_state": "owner lives in another state",
    "absentee_foreign": "owner lives abroad",
    "probate_case": "probate case",
    "estate_or_heirs_name": "held by an estate or heirs",
    "life_estate": "life estate",
    "vacant_stacked": "vacant",
}
PATTERNS = (
    (re.compile(r"tax_delinquent_1y"), "taxes unpaid for 1 year"),
    (re.compile(r"tax_delinquent_(\d+)y"), "taxes unpaid for {0} years"),
    (re.compile(r"1_open_code_cases"), "1 open code case"),
    (re.compile(r"(\d+)_open_code_cases"), "{0} open code cases"),
    (re.compile(r"opened_<=(\d+)d"), "one opened within {0} days"),
    (re.compile(r"tenure_([\d.]+)y:.*"), "held {0} years"),
    (re.compile(r"gain_proxy_-\d+%:.*"), "bought for more than it is worth today"),
    (re.compile(r"gain_proxy_(\d+)%:.*"), "{0}% of today's value gained since the last sale"),
    (re.compile(r"price_band:.*"), "in the price band that investors buy in"),
)
GUARDRAILS = {
    "no_hard_signal": "nothing presses: no forced sale, no open code case, no estate",
    "mao_unknown": "no offer can be reckoned",
    "mao_not_positive": "no offer above zero pays",
    "debt_above_mao": "the known debt is above the highest offer",
}
EXCLUSIONS = {
    "owner_government": "owned by the government",
    "owner_bank": "owned by a bank",
    "owner_association": "owned by an association",
    "owner_confidential": "the owner's record is confidential",
    "no_situs_address": "it has no street address",
}


def reason(code: str) -> str:
    """Return a reason in words."""
    if code in REASONS:
        return REASONS[code]
    for pattern, words in PATTERNS:
        found = pattern.fullmatch(code)
        if found:
            return words.format(*found.groups())
    return code.replace("_", " ")


def guardrail(code: str) -> str:
    """Return in words what keeps a parcel out of A and B+."""
    return GUARDRAILS.get(code, code.replace("_", " "))


def exclusion(code: str) -> str:
    """Return in words why nobody works a parcel."""
    if code.startswith("use_"):
        return f"its use, {code.removeprefix('use_')}, is not residential"
    return EXCLUSIONS.get(code, code.replace("_", " "))
