"""Consent: whether this person agreed to this kind of message, on this channel, from us.

Sources: 47 CFR 64.1200(a)(1)-(2), (f)(9); Fla. Stat. 501.059(8)(a); 15 USC 7704(b).
"""

import re
from typing import Any

from outreach.compliance.case import Case
from outreach.compliance.facts import Channel, ConsentFacts, Purpose
from outreach.compliance.verdicts import Findings, blocked, not_needed, passed

WRITTEN = "pewc"
EXPRESS = frozenset({"pec", WRITTEN})
LEVELS = frozenset({"none", "inquiry"}) | EXPRESS
HARVESTED = re.compile(r"harvest|scrap(?:e|ing)|crawl|pattern|generated|guess")
KIND_OF = {
    Channel.SMS: "sms",
    Channel.CALL_LIVE: "voice",
    Channel.CALL_AUTO: "voice",
    Channel.VOICEMAIL_DROP: "voice",
    Channel.EMAIL: "email",
    Channel.LETTER: "letter",
}


def check_consent(case: Case) -> Findings:
    """Step 6, in the order revoked, level, seller, channel, completeness.

    What a rule permits is said before what forbids it: without the permission the stricter rule holds.
    """
    consent = case.facts.consent
    if case.channel is Channel.LETTER:
        yield not_needed("A letter needs no consent; whoever wants none says so by its code.", rule="LTR-4")
        return
    if consent.level not in LEVELS:
        raise ValueError(f"unknown consent level {consent.level!r}")
    evidence = {"consent": {"level": consent.level, "channels": list(consent.channels)}}
    if consent.revoked:
        yield blocked("TCPA-CON-4", "CONSENT_REVOKED", "Consent was taken back.", **evidence)
    if case.purpose is Purpose.REPLY:
        yield passed("Answers a message of the last 24 hours.", rule="TCPA-CON-6", **evidence)
    if case.channel is Channel.EMAIL:
        yield from _email(case, evidence)
        return
    if not case.needs_phone_consent:
        yield not_needed("A call dialled by a person needs no consent.", rule="TCPA-LIVE-1")
    if not case.is_marketing:
        yield from _express(case, evidence)
    yield from _written(case, evidence)


def is_harvested(source: str) -> bool:
    """Return whether a contact's source says that its address was collected from a site or made up by pattern."""
    return HARVESTED.search(source.casefold()) is not None


def is_written_for(consent: ConsentFacts, channel: Channel) -> bool:
    """Return whether a complete written consent covers the channel, so that the do-not-call lists do not apply."""
    return (
        consent.level == WRITTEN
        and not consent.revoked
        and consent.seller_match
        and KIND_OF[channel] in consent.channels
        and not missing_parts(consent)
    )


def missing_parts(consent: ConsentFacts) -> list[str]:
    """Return the parts that a written consent lacks (TCPA-CON-2); a pre-ticked box voids it."""
    needed = ("signed", "names_seller", "number_matches", "disclosed_automated", "not_condition")
    missing = [part for part in needed if not getattr(consent, part)]
    return [*missing, "prechecked"] if consent.prechecked else missing


def _express(case: Case, evidence: dict[str, Any]) -> Findings:
    if case.facts.consent.level not in EXPRESS:
        detail = "No consent to be contacted about this matter."
        yield blocked("TCPA-CON-5", "CONSENT_REQUIRED", detail, **evidence)
    yield from _covers(case, evidence)
    yield passed("Express consent for this number.", rule="TCPA-CON-5", **evidence)


def _written(case: Case, evidence: dict[str, Any]) -> Findings:
    consent = case.facts.consent
    if consent.level != WRITTEN:
        detail = "Automated marketing needs prior express written consent."
        yield blocked("TCPA-CON-1", "CONSENT_PEWC_REQUIRED", detail, **evidence)
    yield from _covers(case, evidence)
    missing = missing_parts(consent)
    if missing:
        evidence["consent"]["missing"] = missing
        yield blocked("TCPA-CON-2", "CONSENT_INCOMPLETE", "The written consent lacks required parts.", **evidence)
    yield passed("Complete written consent for this number and channel.", rule="TCPA-CON-1", **evidence)


def _covers(case: Case, evidence: dict[str, Any]) -> Findings:
    """Refuse a consent that names another seller, or that lacks the channel."""
    consent = case.facts.consent
    if not consent.seller_match:
        yield blocked("TCPA-CON-3", "CONSENT_WRONG_SELLER", "The consent names another company.", **evidence)
    if KIND_OF[case.channel] not in consent.channels:
        yield blocked("TCPA-CON-3", "CONSENT_CHANNEL", "The consent does not cover this channel.", **evidence)


def _email(case: Case, evidence: dict[str, Any]) -> Findings:
    if is_harvested(case.facts.source):
        yield blocked("EML-CON-1", "SOURCE_HARVESTED", "The address was harvested, not given.", **evidence)
    if not case.is_marketing:
        yield not_needed("Only marketing email needs consent.")
        return
    consent, ebr = case.facts.consent, case.facts.ebr
    if consent.level == "inquiry" or (ebr and ebr.type in {"inquiry", "transaction"}):
        yield passed("Asked us first.", **evidence)
        return
    if case.facts.policy.allow_cold_email:
        yield passed("The brokerage allows first emails; they carry an advertisement label.", **evidence)
        return
    if consent.level == "none":
        detail = "No consent and no inquiry, and the brokerage sends no cold email."
        yield blocked("EML-CON-2", "CONSENT_EMAIL_POLICY", detail, **evidence)
        return
    yield from _covers(case, evidence)
    yield passed("Agreed to email from us.", rule="EML-CON-2", **evidence)
