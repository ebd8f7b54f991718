"""Do-not-call lists and the reassigned-numbers database.

Sources: 47 CFR 64.1200(c)(2), (e), (f)(5), (m); Fla. Stat. 501.059(3)-(4); 16 CFR 310.4(b)(3)(iv).
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from outreach.compliance.case import Case
from outreach.compliance.consent import is_written_for
from outreach.compliance.facts import AUTOMATED_PHONE, DncFacts, EbrFacts
from outreach.compliance.verdicts import Findings, blocked, not_needed, passed

YARD_SIGN = "fl_yard_sign"
NO_LIST = "no_list"
ANSWERS = frozenset({"listed", "not_listed"})


def check_dnc(case: Case) -> Findings:
    """Step 7, in the order missing, stale, national, state."""
    facts = case.facts
    if not (case.is_phone and case.is_marketing):
        yield not_needed("The lists concern marketing by phone.")
        return
    if is_written_for(facts.consent, case.channel):
        yield not_needed("Written consent for this channel takes the lists' place.", rule="DNC-1")
    dnc = facts.dnc
    evidence = {"dnc": _evidence(dnc)}
    if _is_missing(dnc):
        yield blocked("DNC-2", "DNC_SCRUB_MISSING", "The number was not looked up on the lists.", **evidence)
    if _is_stale(dnc, case.rules.limits.list_age_days):
        yield blocked("DNC-3", "DNC_SCRUB_STALE", "The list used is older than 31 days.", **evidence)
    known = has_relationship(case)
    if dnc.national == "listed" and not known:
        yield blocked("DNC-4", "DNC_NATIONAL", "On the national do-not-call list.", **evidence)
    if dnc.state == "listed" and not (known or _answers_yard_sign(case)):
        yield blocked("DNC-5", "DNC_STATE", "On the state's do-not-call list.", **evidence)
    yield passed("Not listed, or a business relationship lifts the lists.", rule="DNC-1", **evidence)


def check_reassigned(case: Case) -> Findings:
    """Step 8: the number still belongs to the person who gave it."""
    facts, limits = case.facts, case.rules.limits
    if not case.is_phone:
        yield not_needed("Concerns phone numbers.")
        return
    evidence = {"rnd": {"result": facts.rnd.result, "age_days": facts.rnd.age_days}}
    if facts.rnd.result == "yes":
        yield blocked("RND-1", "REASSIGNED", "The number now belongs to somebody else.", **evidence)
    if not facts.policy.rnd_required or case.channel not in AUTOMATED_PHONE:
        yield not_needed("No look-up needed for this message.")
        return
    age = facts.rnd.age_days
    is_fresh = facts.rnd.result == "no" and age is not None and age <= limits.list_age_days
    if is_fresh or case.inbound_within(timedelta(days=limits.inbound_proves_number_days)):
        yield passed("The number still belongs to the same person.", rule="RND-2", **evidence)
        return
    detail = "Nobody checked lately whether the number was reassigned."
    yield blocked("RND-2", "RND_STALE", detail, **evidence)


def has_relationship(case: Case) -> bool:
    """Return whether an inquiry or transaction is recent enough to lift the lists (DNC-4, calendar months)."""
    ebr, limits = case.facts.ebr, case.rules.limits
    months = {"inquiry": limits.inquiry_months, "transaction": limits.transaction_months}
    if ebr is None or ebr.type not in months:
        return False
    return all(_days_hold(case, ebr, months[ebr.type], zone) for zone in case.place.zones)


def add_months(day: date, months: int) -> date:
    """Return the same day some months on, or the month's last day where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _days_hold(case: Case, ebr: EbrFacts, months: int, zone: str) -> bool:
    tz = ZoneInfo(zone)
    return case.now.astimezone(tz).date() <= add_months(ebr.at.astimezone(tz).date(), months)


def _answers_yard_sign(case: Case) -> bool:
    ebr = case.facts.ebr
    answers = ebr is not None and ebr.type == YARD_SIGN and "FL" in case.place.states
    return answers and case.rules.has("DNC-6")


def _is_missing(dnc: DncFacts) -> bool:
    national = dnc.national not in ANSWERS or dnc.national_age_days is None
    state = dnc.state != NO_LIST and (dnc.state not in ANSWERS or dnc.state_age_days is None)
    return national or state


def _is_stale(dnc: DncFacts, limit: int) -> bool:
    ages = [dnc.national_age_days, None if dnc.state == NO_LIST else dnc.state_age_days]
    return any(age is not None and age > limit for age in ages)


def _evidence(dnc: DncFacts) -> dict[str, Any]:
    return {
        "national": dnc.national,
        "national_age_days": dnc.national_age_days,
        "state": dnc.state,
        "state_age_days": dnc.state_age_days,
    }
