"""What surrounds the message: emergency bans, the campaign's end, the sender's registration, lint and review.

Sources: state emergency orders; CTIA messaging principles; product policy (50 reviewed messages first).
"""

from outreach.compliance.case import Case
from outreach.compliance.facts import Channel, Purpose
from outreach.compliance.verdicts import Findings, blocked, not_needed, passed


def check_emergency(case: Case) -> Findings:
    """Step 4: no state the person may be in has banned solicitation for an emergency."""
    # Read first, whatever the message: a state that the rules do not know blocks it (SYS-2).
    states = set(case.place.states)
    if not case.is_phone or case.purpose is Purpose.REPLY:
        yield not_needed("Emergency bans concern calls and texts that we start.")
        return
    declared = set(case.facts.policy.emergency_states) | set(case.rules.emergencies)
    banned = sorted(declared & states)
    if banned:
        detail = f"Calls and texts are suspended in {', '.join(banned)} for an emergency."
        yield blocked("ST-QH-3", "STATE_EMERGENCY", detail, emergency_states=banned)
    yield passed("No emergency ban where the person may be.", rule="ST-QH-3")


def check_campaign(case: Case) -> Findings:
    """Step 5: the series has not ended for this person."""
    campaign = case.facts.campaign
    if not case.is_marketing:
        yield not_needed("Only marketing belongs to a series.")
        return
    if campaign.listed_with_other_broker:
        yield blocked("MLS-1", "LISTED_WITH_OTHER_BROKER", "The home is listed with another broker.")
    if not case.is_automated:
        yield not_needed("Only automated messages end with the series.")
        return
    evidence = {"campaign": {"touches_sent": campaign.touches_sent, "max_touches": campaign.max_touches}}
    ended = [
        words
        for is_true, words in (
            (campaign.opted_out, "the person opted out"),
            (campaign.handed_to_human, "a person took over"),
            (campaign.replied, "the person replied"),
            (campaign.touches_sent >= campaign.max_touches, "all its messages were sent"),
        )
        if is_true
    ]
    if ended:
        yield blocked("FREQ-3", "CAMPAIGN_COMPLETE", f"The series has ended: {ended[0]}.", **evidence)
    yield passed("The series goes on.", rule="FREQ-3", **evidence)


def check_sender_and_content(case: Case) -> Findings:
    """Step 9: the sender is registered, the text passed lint, and a person approved it where one must."""
    yield from _sender(case)
    yield from _content(case)
    yield passed("Sender registered; text checked.", rule="REV-1")


def _sender(case: Case) -> Findings:
    enabled = case.facts.policy.enabled_states
    if enabled is not None and case.is_phone and case.is_marketing:
        closed = sorted(set(case.place.states) - set(enabled))
        if closed:
            detail = f"The brokerage is not registered for {', '.join(closed)}."
            yield blocked("FL-LIC-1", "STATE_NOT_ENABLED", detail, not_enabled=closed)
    if case.channel is Channel.SMS and not case.facts.sender.a2p_registered:
        detail = "The sending number has no approved text campaign."
        yield blocked("SMS-REG-1", "SENDER_UNREGISTERED", detail)


def _content(case: Case) -> Findings:
    content = case.facts.content
    if case.channel is Channel.CALL_LIVE:
        return
    evidence = {"content": {"lint": content.lint, "hash": content.hash, "approved_count": content.approved_count}}
    if content.lint != "pass":
        yield blocked("CNT-1", "CONTENT_FAILED", "The text failed its check.", **evidence)
    if not (content.ai_written or content.approval_required):
        return
    if content.reviewed:
        if content.hash is None or content.hash != content.approved_hash:
            yield blocked("REV-1", "NEEDS_HUMAN_REVIEW", "The text was changed after its approval.", **evidence)
    elif content.approval_required or content.approved_count < case.rules.limits.reviews_needed:
        yield blocked("REV-1", "NEEDS_HUMAN_REVIEW", "A person has to approve this text first.", **evidence)
