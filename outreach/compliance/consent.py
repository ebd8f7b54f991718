"""Consent: whether this person agreed to this kind of message, on this channel, from us.

Sources: 47 CFR 64.1200(a)(1)-(2), (f)(9); Fla. Stat. 501.059(8)(a); 15 USC 7704(b).
"""

from typing import Any

from outreach.compliance.case import Case
from outreach.compliance.facts import AUTOMATED_PHONE, Channel, ConsentFacts, Purpose
from outreach.compliance.verdicts import Finding, blocked, not_needed, passed

WRITTEN = "pewc"
EXPRESS = frozenset({"pec", WRITTEN})
LEVELS = frozenset({"none", "inquiry"}) | EXPRESS
HARVESTED = frozenset({"harvested", "scraped_site", "generated_pattern"})
KIND_OF = {
    Channel.SMS: "sms",
    Channel.CALL_LIVE: "voice",
    Channel.CALL_AUTO: "voice",
    Channel.VOICEMAIL_DROP: "voice",
    Channel.EMAIL: "email",
}


def check_consent(case: Case) -> Finding:
    """Step 6, in the order revoked, level, seller, channel, completeness."""
    consent = case.facts.consent
    if consent.level not in LEVELS:
        raise ValueError(f"unknown consent level {consent.level!r}")
    evidence = {"consent": {"level": consent.level, "channels": list(consent.channels)}}
    if consent.revoked:
        return blocked("TCPA-CON-4", "CONSENT_REVOKED", "Consent was taken back.", **evidence)
    if case.purpose is Purpose.REPLY:
        return passed("Answers a message of the last 24 hours.", rule="TCPA-CON-6", **evidence)
    if case.channel is Channel.EMAIL:
        return _email(case, evidence)
    if case.channel not in AUTOMATED_PHONE:
        return not_needed("A call dialled by a person needs no consent.")
    if case.is_marketing:
        return _written(case, evidence)
    if consent.level not in EXPRESS:
        detail = "No consent to be contacted about this matter."
        return blocked("TCPA-CON-5", "CONSENT_REQUIRED", detail, **evidence)
    return _covers(case, evidence) or passed("Express consent for this number.", rule="TCPA-CON-5", **evidence)


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


def _written(case: Case, evidence: dict[str, Any]) -> Finding:
    consent = case.facts.consent
    if consent.level != WRITTEN:
        detail = "Automated marketing needs prior express written consent."
        return blocked("TCPA-CON-1", "CONSENT_PEWC_REQUIRED", detail, **evidence)
    refused = _covers(case, evidence)
    if refused:
        return refused
    missing = missing_parts(consent)
    if missing:
        evidence["consent"]["missing"] = missing
        return blocked("TCPA-CON-2", "CONSENT_INCOMPLETE", "The written consent lacks required parts.", **evidence)
    return passed("Complete written consent for this number and channel.", rule="TCPA-CON-1", **evidence)


def _covers(case: Case, evidence: dict[str, Any]) -> Finding | None:
    """Return the refusal if the consent names another seller or another channel."""
    consent = case.facts.consent
    if not consent.seller_match:
        return blocked("TCPA-CON-3", "CONSENT_WRONG_SELLER", "The consent names another company.", **evidence)
    if KIND_OF[case.channel] not in consent.channels:
        return blocked("TCPA-CON-3", "CONSENT_CHANNEL", "The consent does not cover this channel.", **evidence)
    return None


def _email(case: Case, evidence: dict[str, Any]) -> Finding:
    if case.facts.source in HARVESTED:
        return blocked("EML-CON-1", "SOURCE_HARVESTED", "The address was harvested, not given.", **evidence)
    if not case.is_marketing:
        return not_needed("Only marketing email needs consent.")
    consent, ebr = case.facts.consent, case.facts.ebr
    if consent.level == "inquiry" or (ebr and ebr.type in {"inquiry", "transaction"}):
        return passed("Asked us first.", rule="EML-CON-2", **evidence)
    if case.facts.policy.allow_cold_email:
        return passed("The brokerage allows first emails; they carry an advertisement label.", **evidence)
    if consent.level == "none":
        detail = "No consent and no inquiry, and the brokerage sends no cold email."
        return blocked("EML-CON-2", "CONSENT_EMAIL_POLICY", detail, **evidence)
    return _covers(case, evidence) or passed("Agreed to email from us.", rule="EML-CON-2", **evidence)
