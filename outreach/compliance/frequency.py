"""Frequency: one automated marketing message a day, and three phone attempts a day, to one person.

A day is 24 elapsed hours, never "the same clock time tomorrow": the two differ when the clocks change.
Source: Fla. Stat. 501.616(6)(b); product policy.
"""

from datetime import datetime, timedelta

from outreach.compliance.case import Case
from outreach.compliance.facts import PHONE_CHANNELS, Channel, HistoryItem, Purpose
from outreach.compliance.verdicts import Findings, blocked, deferred, not_needed, passed


def check_frequency(case: Case) -> Findings:
    """Step 10: this message would not be one too many for the rolling day."""
    if not case.is_marketing:
        yield not_needed("Only marketing counts as a touch.")
        return
    if case.channel is Channel.LETTER:
        yield from _letters(case)
        return
    automated, attempts = _counted(case)
    limits = case.rules.limits
    counts = {"marketing_last_24h": len(automated), "attempts_last_24h": len(attempts)}
    day_until = _free_at(case, automated, limits.marketing_per_day) if case.is_automated else None
    three_until = _free_at(case, attempts, limits.attempts_per_day) if case.is_phone else None
    waits = [until for until in (day_until, three_until) if until]
    if day_until:
        detail = "An automated message went out in the last 24 hours."
        yield deferred("FREQ-1", "FREQ_CAP_DAY", max(waits), detail, frequency=counts)
    if three_until:
        detail = "Three texts or calls in the last 24 hours."
        yield deferred("FL-FREQ-1", "FREQ_CAP_3", max(waits), detail, frequency=counts)
    yield passed("Not one too many for the last 24 hours.", frequency=counts)


def _letters(case: Case) -> Findings:
    """LTR-3: a letter is rare. One too many is left out, not put off: its batch goes to print without it."""
    days = case.rules.limits.letter_days
    since = case.now - timedelta(days=days)
    of_late = [item for item in case.facts.history if item.channel == Channel.LETTER and item.at > since]
    if of_late:
        detail = f"A letter went to them in the last {days} days."
        yield blocked("LTR-3", "LETTER_TOO_SOON", detail, frequency={"letters": len(of_late), "days": days})
    yield passed(f"No letter went to them in the last {days} days.", rule="LTR-3")


def _counted(case: Case) -> tuple[list[HistoryItem], list[HistoryItem]]:
    marketing = [item for item in case.recent() if item.purpose == Purpose.MARKETING]
    automated = [item for item in marketing if item.auto and item.channel != Channel.LETTER]
    attempts = [item for item in marketing if item.channel in PHONE_CHANNELS]
    return automated, attempts


def _free_at(case: Case, items: list[HistoryItem], cap: int) -> datetime | None:
    """Return when fewer than ``cap`` of ``items`` (oldest first) are left in the rolling day; None if already so."""
    if len(items) < cap:
        return None
    return items[-cap].at + timedelta(hours=case.rules.limits.rolling_hours)
