"""What surrounds the message: emergency bans, the campaign's end, the sender's registration, lint and review.

Sources: state emergency orders; CTIA messaging principles; product policy (50 reviewed messages first).
"""

from outreach.compliance.case import Case
from outreach.compliance.facts import Channel, Purpose
from outreach.compliance.verdicts import Finding, blocked, not_needed, passed


def check_emergency(case: Case) -> Finding:
    """Step 4: no state the person may be in has banned solicitation for an emergency."""
    if not case.is_phone or case.purpose is Purpose.REPLY:
        return not_needed("Emergency bans concern calls and texts that we start.")
    declared = set(case.facts.policy.emergency_states) | set(case.rules.emergencies)
    banned = sorted(declared & set(case.place.states))
    if banned:
        detail = f"Calls and texts are suspended in {', '.join(banned)} for an emergency."
        return blocked("ST-QH-3", "STATE_EMERGENCY", detail, emergency_states=banned)
    return passed("No emergency ban where the person may be.", rule="ST-QH-3")


def check_campaign(case: Case) -> Finding:
    """Step 5: the series has not ended for this person."""
    campaign = case.facts.campaign
    if not case.is_marketing:
        return not_needed("Only marketing belongs to a series.")
    if campaign.listed_with_other_broker:
        return blocked("MLS-1", "LISTED_WITH_OTHER_BROKER", "The home is listed with another broker.")
    if not case.is_automated:
        return not_needed("Only automated messages end with the series.")
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
        return blocked("FREQ-3", "CAMPAIGN_COMPLETE", f"The series has ended: {ended[0]}.", **evidence)
    return passed("The series goes on.", rule="FREQ-3", **evidence)


def check_sender_and_content(case: Case) -> Finding:
    """Step 9: the sender is registered, the text passed lint, and a person approved it where one must."""
    return _sender(case) or _content(case) or passed("Sender registered; text checked.", rule="REV-1")


def _sender(case: Case) -> Finding | None:
    enabled = case.facts.policy.enabled_states
    if enabled is not None and case.is_phone and case.is_marketing:
        closed = sorted(set(case.place.states) - set(enabled))
        if closed:
            detail = f"The brokerage is not registered for {', '.join(closed)}."
            return blocked("FL-LIC-1", "STATE_NOT_ENABLED", detail, not_enabled=closed)
    if case.channel is Channel.SMS and not case.facts.sender.a2p_registered:
        detail = "The sending number has no approved text campaign."
        return blocked("SMS-REG-1", "SENDER_UNREGISTERED", detail)
    return None


def _content(case: Case) -> Finding | None:
    content = case.facts.content
    if case.channel is Channel.CALL_LIVE:
        return None
    evidence = {"content": {"lint": content.lint, "hash": content.hash, "approved_count": content.approved_count}}
    if content.lint != "pass":
        return blocked("CNT-1", "CONTENT_FAILED", "The text failed its check.", **evidence)
    if not content.ai_written:
        return None
    if content.reviewed:
        if content.hash is None or content.hash != content.approved_hash:
            return blocked("REV-1", "NEEDS_HUMAN_REVIEW", "The text was changed after its approval.", **evidence)
        return None
    if content.approval_required or content.approved_count < case.rules.limits.reviews_needed:
        return blocked("REV-1", "NEEDS_HUMAN_REVIEW", "A person has to approve this text first.", **evidence)
    return None
