"""Who is reached: switches, the identifier itself, and the entries that say "never again".

Sources: 47 CFR 64.1200(a)(1), (a)(10), (a)(12), (d); Fla. Stat. 501.059(5).
"""

from datetime import timedelta

from outreach.compliance.case import Case
from outreach.compliance.facts import Channel, Purpose
from outreach.compliance.verdicts import Findings, blocked, not_needed, passed, permitted
from realestate.lib import phones
from realestate.lib.phones import PhoneType

REGIONS = frozenset({"US", "PR", "VI", "GU", "AS", "MP"})
DEMO_CARRIERS = frozenset({"simulator", "mailcatcher"})
SMS_SCOPES = frozenset({"all", "phone", "sms"})
CALL_SCOPES = frozenset({"all", "phone", "calls"})
EMAIL_SCOPES = frozenset({"all", "email"})
LETTER_SCOPES = frozenset({"all", "letter"})
SCOPES = {
    Channel.SMS: SMS_SCOPES,
    Channel.CALL_LIVE: CALL_SCOPES,
    Channel.CALL_AUTO: CALL_SCOPES,
    Channel.VOICEMAIL_DROP: CALL_SCOPES,
    Channel.EMAIL: EMAIL_SCOPES,
    Channel.LETTER: LETTER_SCOPES,
}
KNOWN_SCOPES = SMS_SCOPES | CALL_SCOPES | EMAIL_SCOPES | LETTER_SCOPES
KNOWN_FLAGS = frozenset({"wrong_number", "litigator"})


def check_switches(case: Case) -> Findings:
    """Step 0: sending is switched on, and a demo brokerage reaches no real carrier."""
    system = case.facts.system
    if system.killed_globally or system.killed_for_brokerage or system.killed_for_campaign:
        yield blocked("SYS-1", "KILL_SWITCH", "Sending is switched off.")
    if system.is_demo and system.carrier not in DEMO_CARRIERS:
        detail = "A demo brokerage never reaches a real carrier."
        yield blocked("SYS-1", "DEMO_REAL_CARRIER", detail, carrier=system.carrier)
    yield passed("Sending is switched on.", carrier=system.carrier, is_demo=system.is_demo)


def check_identifier(case: Case) -> Findings:
    """Step 1: the number or address exists and may be reached on this channel."""
    identifier = case.facts.identifier
    if case.channel is Channel.LETTER:
        if not identifier.address_complete:
            yield blocked("LTR-1", "ADDRESS_INCOMPLETE", "The postal address lacks a part, or is theirs no longer.")
        yield passed("The postal address is complete.", rule="LTR-1")
        return
    if not case.is_phone:
        if identifier.email_status != "valid":
            detail = "The address is not known to be deliverable."
            yield blocked("EML-0", "EMAIL_INVALID", detail, email_status=identifier.email_status)
        yield passed("The address is deliverable.", rule="EML-0")
        return
    plan = phones.region_and_type(identifier.number or "")
    evidence = {"phone": {"region": plan.region, "type": plan.type.value, "line_type": identifier.line_type}}
    if plan.type is PhoneType.SERVICE:
        yield blocked("NUM-2", "NUMBER_TYPE", "A service number, not a person's.", **evidence)
    if not plan.is_valid:
        yield blocked("NUM-1", "NUMBER_INVALID", "Not a number that can be reached.", **evidence)
    if plan.type is not PhoneType.LINE:
        yield blocked("NUM-2", "NUMBER_TYPE", "Not the kind of number a person has.", **evidence)
    if plan.region not in REGIONS:
        yield blocked("NUM-3", "JURISDICTION", "Outside the United States and its territories.", **evidence)
    if case.channel is Channel.SMS and identifier.line_type == "landline":
        yield blocked("NUM-4", "LINE_TYPE", "A landline cannot receive texts.", **evidence)
    yield passed("The number is valid and can be reached this way.", rule="NUM-1", **evidence)


def check_special_purpose(case: Case) -> Findings:
    """Step 2: alerts to staff, the one confirmation of an opt-out, the answer to HELP."""
    match case.purpose:
        case Purpose.AGENT_ALERT:
            if case.facts.recipient_is_staff:
                yield permitted("QH-5", "An alert to our own people.")
            else:
                yield blocked("SYS-1", "PURPOSE_MISMATCH", "Alerts go to our own people only.")
        case Purpose.OPTOUT_CONFIRMATION:
            yield from _confirmation(case)
        case Purpose.HELP_RESPONSE:
            yield from _help(case)
        case _:
            yield not_needed("An ordinary message.")


def check_suppression(case: Case) -> Findings:
    """Step 3: nobody at this number or address told us to stop."""
    identifier = case.facts.identifier
    entries, flags = set(identifier.suppressed), set(identifier.flags)
    if not (entries <= KNOWN_SCOPES and flags <= KNOWN_FLAGS):
        raise ValueError("unknown suppression scope or flag")
    evidence = {"suppressed": sorted(entries), "flags": sorted(flags)}
    if entries & SCOPES[case.channel]:
        yield blocked("OPT-1", "OPTED_OUT", "Opted out of this channel.", **evidence)
    if "litigator" in flags:
        yield blocked("OPT-2", "LITIGATION_HOLD", "On hold for legal reasons.", **evidence)
    if "wrong_number" in flags and case.is_phone:
        yield blocked("OPT-2", "WRONG_NUMBER", "Reported as the wrong number.", **evidence)
    yield passed("Nobody here told us to stop.", rule="OPT-1", **evidence)


def _confirmation(case: Case) -> Findings:
    optout = case.facts.optout
    if optout is None or case.channel is not Channel.SMS:
        yield blocked("CONF-1", "PURPOSE_MISMATCH", "There is no opt-out by text to confirm.")
        return
    if case.facts.consent.level == "none":
        yield blocked("CONF-1", "CONSENT_REQUIRED", "No consent ever existed, so not even a confirmation may go.")
    age = case.facts.now - optout.received_at
    if age > timedelta(minutes=case.rules.limits.confirm_minutes):
        yield blocked("CONF-2", "CONFIRM_LATE", "More than five minutes after the opt-out.")
    if optout.provider_auto_reply or optout.confirmations_sent > 0:
        yield blocked("CONF-3", "CONFIRM_DUPLICATE", "The opt-out was already confirmed.")
    yield permitted("CONF-1", "The one confirmation of an opt-out.", reason="OPTOUT_CONFIRM")


def _help(case: Case) -> Findings:
    asked_at = case.facts.identifier.last_inbound_at
    if asked_at is None or not case.inbound_within(timedelta(minutes=case.rules.limits.confirm_minutes)):
        yield blocked("HELP-1", "PURPOSE_MISMATCH", "Nobody asked for help in the last five minutes.")
    elif any(item.purpose == Purpose.HELP_RESPONSE and item.at >= asked_at for item in case.facts.history):
        yield blocked("HELP-1", "PURPOSE_MISMATCH", "The request for help was already answered.")
    yield permitted("HELP-1", "Answers a request for help.", reason="HELP")
