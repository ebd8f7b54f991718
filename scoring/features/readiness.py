"""How ready the person is: money, time, what they look for, meetings, deals."""

import re

from scoring.features.base import feature
from scoring.features.facts import LONGEST_WINDOW, LeadFacts

TOLD = "What the person told us about their search."
# Furthest first.
STAGES = ("under_contract", "offer", "active", "appointment", "qualified")
KNOWS_US = frozenset({"client", "friend", "referral", "referred", "repeat", "sphere"})
FROM_A_LIST = frozenset({"cold", "county", "csv", "import", "list", "purchased", "records", "roll", "skip", "upload"})
ASKED_US = frozenset(
    {
        "ad", "call", "chat", "facebook", "form", "ghl", "google", "house", "idx", "inquiry", "instagram", "page",
        "portal", "realtor", "sign", "site", "valuation", "web", "website", "zillow",
    }
)  # fmt: skip


@feature(definition="Buyer, seller or owner.", unit="word", source="crm.Lead.kind", fair_housing=TOLD)
def wants(facts: LeadFacts) -> str:
    return facts.kind


@feature(
    definition="How the person came: referral, asked us, from a list, or other.",
    unit="word",
    source="crm.Lead.source",
    fair_housing="The door they came by, not who they are or where they live.",
)
def came_by(facts: LeadFacts) -> str:
    said = frozenset(re.findall("[a-z]+", facts.source.lower()))
    for answer, words in (("referral", KNOWS_US), ("list", FROM_A_LIST), ("asked", ASKED_US)):
        if said & words:
            return answer
    return "other"


@feature(definition="Days since the person came to us.", unit="days", source="crm.Lead.created_at", fair_housing=TOLD)
def days_known(facts: LeadFacts) -> int:
    return max(0, (facts.now - facts.came_at).days)


@feature(definition="We know a price range.", unit="yes/no", source="crm.Lead.price_*_cents", fair_housing=TOLD)
def price_known(facts: LeadFacts) -> bool:
    return facts.price_known


@feature(definition="The budget is confirmed.", unit="yes/no", source="crm.Lead.budget_confirmed", fair_housing=TOLD)
def budget_confirmed(facts: LeadFacts) -> bool:
    return facts.budget_confirmed


@feature(
    definition="A lender has pre-approved the loan, as the person told us.",
    unit="yes/no",
    source="crm.Lead.preapproved",
    fair_housing="A lender's answer, used only for the order of calls; never a credit decision (ECOA-1).",
)
def preapproved(facts: LeadFacts) -> bool:
    return facts.preapproved


@feature(definition="When they want to move.", unit="word", source="crm.Lead.timeline", fair_housing=TOLD)
def timeline(facts: LeadFacts) -> str:
    return facts.timeline


@feature(
    definition="They named at least one area.",
    unit="yes/no",
    source="crm.Lead.locations",
    fair_housing="Whether areas were named, never which.",
)
def area_known(facts: LeadFacts) -> bool:
    return facts.areas > 0


@feature(
    definition="They said what kind of home or how many bedrooms.",
    unit="yes/no",
    source="crm.Lead.property_type, beds_min",
    fair_housing="Whether it was said, never the number of people behind it.",
)
def home_described(facts: LeadFacts) -> bool:
    return facts.home_described


@feature(definition="An appointment lies ahead.", unit="yes/no", source="crm.Appointment")
def appointment_ahead(facts: LeadFacts) -> bool:
    return any(visit.status == "set" and visit.at > facts.now for visit in facts.visits)


@feature(definition="Appointments held in the last 90 days.", unit="count", window=90, source="crm.Appointment")
def appointments_held_90d(facts: LeadFacts) -> int:
    return _past_visits(facts, "held")


@feature(definition="Appointments missed in the last 90 days.", unit="count", window=90, source="crm.Appointment")
def no_shows_90d(facts: LeadFacts) -> int:
    return _past_visits(facts, "no_show")


@feature(definition="Furthest stage of an open deal.", unit="word", source="crm.Deal.stage")
def deal_stage(facts: LeadFacts) -> str:
    return next((stage for stage in STAGES if stage in facts.stages), "")


def _past_visits(facts: LeadFacts, status: str) -> int:
    return sum(visit.status == status and visit.at > facts.now - LONGEST_WINDOW for visit in facts.visits)
