"""From rows to the gate's facts: reads everything a decision may rest on, asks the pure gate, stores the answer."""

import hashlib
from dataclasses import asdict
from datetime import datetime, timedelta

from crm.models import Brokerage, Consent, Contact, ContactPoint, Interaction, Lead, Ownership
from crm.services import instance
from crm.states import ConsentLevel, InteractionKind, PointKind, PointStatus
from outreach.compliance import facts as gate_facts
from outreach.compliance.explain import explain
from outreach.compliance.gate import decide
from outreach.compliance.rules import shipped_rules
from outreach.compliance.verdicts import Decision, Verdict
from outreach.errors import Unreachable
from outreach.models import Conversation, DncCheck, GateDecision, Handoff, Message
from outreach.services import suppression
from outreach.states import Author, Channel, Direction, HandoffState, InCharge, Purpose
from outreach.writing.finish import Finished
from realestate.lib import clock

HISTORY = timedelta(days=30)
_STRENGTH = {ConsentLevel.INQUIRY: 1, ConsentLevel.PEC: 2, ConsentLevel.PEWC: 3}
AUTOMATIC = (Author.SEQUENCE, Author.ASSISTANT)


def choose_point(contact: Contact, channel: str) -> ContactPoint:
    """Return the number or address a channel would use: usable ones first, the primary before the others.

    Raises:
        Unreachable: the contact has none of that kind.
    """
    kind = PointKind.EMAIL if channel == Channel.EMAIL else PointKind.PHONE
    points = list(ContactPoint.objects.filter(contact=contact, kind=kind).order_by("-is_primary", "pk"))
    if not points:
        what = "email address" if kind == PointKind.EMAIL else "phone number"
        raise Unreachable(f"There is no {what} for this person yet.")
    return next((p for p in points if p.status == PointStatus.VALID and not p.is_wrong), points[0])


def judge(message: Message, finished: Finished) -> Decision:
    """Ask the gate about a message as it would go out now. The caller holds the contact's lock."""
    return decide(_facts(message, finished), shipped_rules())


def preview(
    lead: Lead,
    *,
    channel: str,
    purpose: str = Purpose.MARKETING,
    body: str = "",
    author: str = Author.AGENT,
) -> Decision:
    """Ask the gate about a message nobody has written yet. Nothing is stored; the real send asks again.

    Raises:
        Unreachable: the contact has no number or address for the channel.
    """
    point = choose_point(lead.contact, channel)
    draft = Message(
        contact=lead.contact,
        lead=lead,
        point=point,
        address=point.value,
        channel=channel,
        purpose=purpose,
        author=author,
        direction=Direction.OUT,
        body=body,
        brokerage=lead.brokerage,
    )
    return judge(draft, Finished(subject="", body=body, lint="pass", headers={}))


def keep(message: Message, decision: Decision, finished: Finished) -> GateDecision:
    """Store an answer with all it rests on. Append-only."""
    return GateDecision.objects.create(
        message=message,
        contact_id=message.contact_id,
        channel=message.channel,
        purpose=message.purpose,
        verdict=decision.decision,
        reason=decision.reason or "",
        rule=decision.rule or "",
        rules_version=decision.rules_version,
        sentence=explain(decision)[:400],
        defer_until=decision.defer_until,
        evidence={**decision.evidence, "checks": [asdict(check) for check in decision.checks]},
        content_hash=content_hash(finished.body),
        decided_at=clock.now(),
    )


def content_hash(text: str) -> str:
    """Return the hash that ties an approval to the exact words."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_human_in_charge(conversation: Conversation, message: Message) -> bool:
    """Return whether a person answers here and this message is not theirs (invariant 4)."""
    if message.purpose in {Purpose.OPTOUT_CONFIRMATION, Purpose.HELP_RESPONSE}:
        return False
    return conversation.in_charge == InCharge.AGENT and message.author in AUTOMATIC


def _facts(message: Message, finished: Finished) -> gate_facts.GateFacts:
    brokerage, point, contact = message.brokerage, message.point, message.contact
    now = clock.now()
    last_inbound = _last_inbound(point)
    return gate_facts.GateFacts(
        now=now,
        channel=gate_facts.Channel(message.channel),
        purpose=gate_facts.Purpose(message.purpose),
        automated=message.author in AUTOMATIC,
        source=point.source or contact.source or "unknown",
        identifier=gate_facts.IdentifierFacts(
            number=_number(point, contact),
            line_type=point.line_type,
            email_status=point.status if point.kind == PointKind.EMAIL else None,
            suppressed=tuple(sorted(suppression.scopes_for(brokerage, _values(contact)))),
            flags=_flags(point),
            last_inbound_at=last_inbound,
        ),
        place=place_of(contact),
        consent=_consent(point, brokerage),
        dnc=_dnc(point, now),
        history=_history(contact, now),
        content=gate_facts.ContentFacts(lint=finished.lint, ai_written=False, hash=content_hash(finished.body)),
        sender=gate_facts.SenderFacts(a2p_registered=brokerage.texting_registered or brokerage.is_demo),
        campaign=_campaign(message),
        optout=_optout(message, last_inbound),
        policy=gate_facts.PolicyFacts(
            sender_state=brokerage.sender_state,
            allow_cold_email=brokerage.allow_cold_email,
            rnd_required=brokerage.rnd_required,
        ),
        system=_system(brokerage, message.channel),
    )


def _number(point: ContactPoint, contact: Contact) -> str | None:
    """Return the number itself, or for an email the contact's number as evidence of place."""
    if point.kind == PointKind.PHONE:
        return point.value
    phone = ContactPoint.objects.filter(contact=contact, kind=PointKind.PHONE).order_by("-is_primary", "pk").first()
    return phone.value if phone else None


def _values(contact: Contact) -> list[str]:
    return list(ContactPoint.objects.filter(contact=contact).values_list("value", flat=True))


def _flags(point: ContactPoint) -> tuple[str, ...]:
    flags = {"wrong_number": point.is_wrong, "litigator": point.is_litigator}
    return tuple(name for name, is_set in flags.items() if is_set)


def _last_inbound(point: ContactPoint) -> datetime | None:
    inbound = Message.objects.filter(contact_id=point.contact_id, address=point.value, direction=Direction.IN)
    return inbound.order_by("-occurred_at").values_list("occurred_at", flat=True).first()


def place_of(contact: Contact) -> gate_facts.PlaceFacts:
    """Return the evidence of where a person is."""
    owned = Ownership.objects.filter(contact=contact).select_related("property").order_by("pk").first()
    situs = None
    if owned and owned.property.situs_state:
        situs = gate_facts.AddressFacts(state=owned.property.situs_state, county=owned.property.county or None)
    mailing = None
    if contact.state:
        mailing = gate_facts.AddressFacts(state=contact.state, county=contact.county or None)
    return gate_facts.PlaceFacts(
        explicit_tz=contact.explicit_zone or None,
        mailing=mailing,
        situs=situs,
        owner_occupied=owned.owner_occupied if owned else None,
    )


def _consent(point: ContactPoint, brokerage: Brokerage) -> gate_facts.ConsentFacts:
    """Return the strongest permission in force for this very number; a revoked one if there is none in force."""
    rows = list(Consent.objects.filter(point=point).order_by("-given_at"))
    standing = [row for row in rows if row.revoked_at is None]
    if not rows:
        return gate_facts.ConsentFacts()
    best = max(standing or rows, key=lambda row: (_STRENGTH[ConsentLevel(row.level)], row.given_at))
    return gate_facts.ConsentFacts(
        level=best.level,
        channels=tuple(best.channels),
        seller_match=not best.seller_named or best.seller_named.casefold() == brokerage.name.casefold(),
        signed=best.signed,
        names_seller=bool(best.seller_named),
        number_matches=best.number_matches,
        disclosed_automated=best.disclosed_automated,
        not_condition=best.not_condition,
        prechecked=best.prechecked,
        revoked=best.revoked_at is not None,
    )


def _dnc(point: ContactPoint, now: datetime) -> gate_facts.DncFacts:
    checks = {check.registry: check for check in DncCheck.objects.filter(point=point)}
    values: dict[str, object] = {}
    for registry, check in checks.items():
        values[registry] = "listed" if check.is_listed else "not_listed"
        values[f"{registry}_age_days"] = (now.date() - check.list_date).days
    return gate_facts.DncFacts(**values)  # type: ignore[arg-type]


def _history(contact: Contact, now: datetime) -> tuple[gate_facts.HistoryItem, ...]:
    """Return every outbound attempt of late: a claim counts, whatever became of it, and so does a call by hand."""
    since = now - HISTORY
    sent = Message.objects.filter(contact=contact, direction=Direction.OUT, claimed_at__gte=since)
    texts = [
        gate_facts.HistoryItem(at=at, channel=channel, auto=author in AUTOMATIC, purpose=purpose)
        for at, channel, author, purpose in sent.values_list("claimed_at", "channel", "author", "purpose")
        if at is not None
    ]
    calls = Interaction.objects.filter(contact=contact, kind=InteractionKind.CALL, occurred_at__gte=since)
    dialled = [
        gate_facts.HistoryItem(at=at, channel="call_live", auto=False, purpose="marketing")
        for at in calls.values_list("occurred_at", flat=True)
    ]
    return tuple(texts + dialled)


def _campaign(message: Message) -> gate_facts.CampaignFacts:
    """Return whether the series went on for this person since the message was asked for (FREQ-3)."""
    if message.pk is None:
        return gate_facts.CampaignFacts()
    last_inbound = message.conversation.last_inbound_at
    waiting = Handoff.objects.filter(conversation=message.conversation, status=HandoffState.OPEN)
    return gate_facts.CampaignFacts(
        replied=last_inbound is not None and last_inbound > message.occurred_at,
        handed_to_human=waiting.exists(),
    )


def _optout(message: Message, last_inbound: datetime | None) -> gate_facts.OptOutFacts | None:
    if message.purpose != Purpose.OPTOUT_CONFIRMATION or last_inbound is None:
        return None
    earlier = Message.objects.filter(
        contact=message.contact, purpose=Purpose.OPTOUT_CONFIRMATION, claimed_at__gte=last_inbound
    ).exclude(pk=message.pk)
    asked = message.in_reply_to
    return gate_facts.OptOutFacts(
        received_at=last_inbound,
        confirmations_sent=earlier.count(),
        provider_auto_reply=bool(asked and asked.understood.get("provider_auto_reply")),
    )


def _system(brokerage: Brokerage, channel: str) -> gate_facts.SystemFacts:
    """Return the switches. A restored copy, a lost hash key or a paused installation all close sending."""
    carrier = brokerage.carrier
    if channel == Channel.EMAIL:
        carrier = "mailcatcher" if brokerage.is_demo else "smtp"
    return gate_facts.SystemFacts(
        killed_globally=bool(instance.why_closed()) or not suppression.canary_sings(brokerage),
        killed_for_brokerage=brokerage.sending_paused or not brokerage.is_active,
        is_demo=brokerage.is_demo,
        carrier=carrier,
    )


def is_block(decision: Decision) -> bool:
    """Return whether waiting does not help."""
    return decision.decision is Verdict.BLOCK
