"""From rows to the gate's facts: everything that one decision may rest on, read at the moment of sending.

Reads only what the message's channel and purpose can need; what is left out keeps its default, which fails closed.
"""

import hashlib
from datetime import datetime, timedelta

from django.db.models import F

from crm.models import Brokerage, Consent, Contact, ContactPoint, Interaction, Ownership
from crm.services import instance
from crm.states import ConsentLevel, InteractionKind, LeadStatus, PointKind
from outreach.compliance import facts as gate_facts
from outreach.compliance.consent import is_written_for, missing_parts
from outreach.compliance.facts import PHONE_CHANNELS, ConsentFacts, GateFacts
from outreach.compliance.rules import RuleBook
from outreach.models import Handoff, Message
from outreach.services import dnc, letter_addresses, lookups, relationships, reviewed, standing, suppression
from outreach.states import AUTOMATIC, Channel, Direction, HandoffState, Purpose
from outreach.writing.finish import Finished
from realestate.lib import clock

HISTORY = timedelta(days=30)
_STRENGTH = {ConsentLevel.INQUIRY: 1, ConsentLevel.PEC: 2, ConsentLevel.PEWC: 3}
_CONSENT_KINDS = {"sms": "sms", "email": "email"}  # every other channel is a voice


def gather(message: Message, finished: Finished, rules: RuleBook | None) -> GateFacts:
    """Return the facts about a message as it would go out now. The caller holds the contact's lock."""
    if message.channel == Channel.LETTER:
        return _letter(message, finished)
    brokerage, point, contact = message.brokerage, message.point, message.contact
    now, points = clock.now(), _points(contact)
    channel = judged_channel(message.channel)
    last_inbound = _last_inbound(point)
    consent, place = _consent(point, brokerage, channel), place_of(contact)
    by_phone = channel in PHONE_CHANNELS
    is_written = is_written_for(consent, channel)
    asks_lists = by_phone and not is_written
    return GateFacts(
        now=now,
        channel=channel,
        purpose=gate_facts.Purpose(message.purpose),
        automated=message.author in AUTOMATIC,
        source=point.source or contact.source or "unknown",
        identifier=gate_facts.IdentifierFacts(
            number=_number(point, contact),
            line_type=point.line_type,
            email_status=point.status if point.kind == PointKind.EMAIL else None,
            suppressed=tuple(sorted(suppression.scopes_for(brokerage, list(points), own=point.value))),
            flags=_flags(point, points),
            last_inbound_at=last_inbound,
        ),
        place=place,
        consent=consent,
        ebr=None if is_written else relationships.best(contact, point, now),
        dnc=dnc.facts(point.value, place, rules, now) if asks_lists and rules else gate_facts.DncFacts(),
        rnd=lookups.facts(point, now) if by_phone else gate_facts.RndFacts(),
        history=_history(contact, now),
        content=reviewed.content_facts(message, finished, hash=content_hash(finished.body)),
        sender=gate_facts.SenderFacts(a2p_registered=standing.may_text(brokerage, message.purpose)),
        campaign=_campaign(message),
        optout=_optout(message, last_inbound),
        policy=gate_facts.PolicyFacts(
            sender_state=brokerage.sender_state,
            allow_cold_email=brokerage.allow_cold_email,
            rnd_required=brokerage.rnd_required,
            enabled_states=standing.enabled_states(brokerage) if by_phone else None,
        ),
        system=_system(message),
    )


def _letter(message: Message, finished: Finished) -> GateFacts:
    """Return the facts about a letter: no number and no consent, but the house, its stops and the last letters."""
    brokerage, contact, now = message.brokerage, message.contact, clock.now()
    going_to = letter_addresses.of(contact)
    is_theirs, points = going_to.line == message.address, _points(contact)
    values = [*points, going_to.key]
    return GateFacts(
        now=now,
        channel=gate_facts.Channel.LETTER,
        purpose=gate_facts.Purpose(message.purpose),
        automated=message.author in AUTOMATIC,
        source=contact.source or "unknown",
        identifier=gate_facts.IdentifierFacts(
            address_complete=going_to.is_complete and is_theirs,
            suppressed=tuple(sorted(suppression.scopes_for(brokerage, values, own=going_to.key))),
            flags=("litigator",) if any(points.values()) else (),
        ),
        place=place_of(contact),
        history=_history(contact, now),
        content=reviewed.content_facts(message, finished, hash=content_hash(finished.body)),
        campaign=_campaign(message),
        policy=gate_facts.PolicyFacts(sender_state=brokerage.sender_state),
        system=_system(message),
    )


def judged_channel(channel: str) -> gate_facts.Channel:
    """Return what the gate takes a channel for. A workflow of theirs sends texts: it is judged as the text it sends."""
    return gate_facts.Channel.SMS if channel == Channel.WORKFLOW else gate_facts.Channel(channel)


def content_hash(text: str) -> str:
    """Return the hash that ties an approval to the exact words."""
    return hashlib.sha256(text.encode()).hexdigest()


def place_of(contact: Contact) -> gate_facts.PlaceFacts:
    """Return the evidence of where a person is: of the homes they own, first the one they live in."""
    by_home = F("owner_occupied").desc(nulls_last=True)
    located = Ownership.objects.filter(contact=contact).exclude(property__situs_state="").order_by(by_home, "pk")
    homes = list(located.values_list("property__situs_state", "property__county", "owner_occupied"))
    addresses = [gate_facts.AddressFacts(state=state, county=county or None) for state, county, _ in homes]
    mailing = None
    if contact.state:
        mailing = gate_facts.AddressFacts(state=contact.state, county=contact.county or None)
    return gate_facts.PlaceFacts(
        explicit_tz=contact.explicit_zone or None,
        mailing=mailing,
        situs=addresses[0] if addresses else None,
        owner_occupied=homes[0][2] if homes else None,
        further=tuple(dict.fromkeys(addresses[1:])),
    )


def _number(point: ContactPoint, contact: Contact) -> str | None:
    """Return the number itself, or for an email the contact's number as evidence of place."""
    if point.kind == PointKind.PHONE:
        return point.value
    phone = ContactPoint.objects.filter(contact=contact, kind=PointKind.PHONE).order_by("-is_primary", "pk").first()
    return phone.value if phone else None


def _points(contact: Contact) -> dict[str, bool]:
    """Return every number and address of a person, and whether it is known as a litigator's."""
    return dict(ContactPoint.objects.filter(contact=contact).values_list("value", "is_litigator"))


def _flags(point: ContactPoint, points: dict[str, bool]) -> tuple[str, ...]:
    """A wrong number says nothing of the others; who sues over one of them is left alone on all (OPT-2)."""
    flags = {"wrong_number": point.is_wrong, "litigator": any(points.values())}
    return tuple(name for name, is_set in flags.items() if is_set)


def _last_inbound(point: ContactPoint) -> datetime | None:
    inbound = Message.objects.filter(contact_id=point.contact_id, address=point.value, direction=Direction.IN)
    return inbound.order_by("-occurred_at").values_list("occurred_at", flat=True).first()


def _consent(point: ContactPoint, brokerage: Brokerage, channel: str) -> ConsentFacts:
    """Return the permission for this very number that carries furthest on the channel; a revoked one if none stands.

    Taking one back takes back whatever was given before it: a person does not revoke by row.
    """
    rows = list(Consent.objects.filter(point=point, contact_id=point.contact_id))
    if not rows:
        return ConsentFacts()
    taken_back = max((row.revoked_at for row in rows if row.revoked_at), default=None)
    standing_rows = [
        row for row in rows if row.revoked_at is None and (taken_back is None or row.given_at >= taken_back)
    ]
    kind = _CONSENT_KINDS.get(channel, "voice")
    found = [(row, as_facts(row, brokerage, is_revoked=not standing_rows)) for row in standing_rows or rows]

    def reach(pair: tuple[Consent, ConsentFacts]) -> tuple[object, ...]:
        row, facts = pair
        level = _STRENGTH[ConsentLevel(row.level)]
        return kind in row.channels, facts.seller_match, level, not missing_parts(facts), row.given_at

    return max(found, key=reach)[1]


def as_facts(row: Consent, brokerage: Brokerage, *, is_revoked: bool = False) -> ConsentFacts:
    """Return a stored permission as the gate sees it."""
    return ConsentFacts(
        level=row.level,
        channels=tuple(row.channels),
        seller_match=not row.seller_named or row.seller_named.casefold() == brokerage.name.casefold(),
        signed=row.signed,
        names_seller=bool(row.seller_named),
        number_matches=row.number_matches,
        disclosed_automated=row.disclosed_automated,
        not_condition=row.not_condition,
        prechecked=row.prechecked,
        revoked=is_revoked,
    )


def _history(contact: Contact, now: datetime) -> tuple[gate_facts.HistoryItem, ...]:
    """Return every outbound attempt of late: a claim counts, whatever became of it, and so does a call by hand."""
    since = now - HISTORY
    sent = Message.objects.filter(contact=contact, direction=Direction.OUT, claimed_at__gte=since)
    texts = [
        gate_facts.HistoryItem(at=at, channel=judged_channel(channel), auto=author in AUTOMATIC, purpose=purpose)
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
    """Return where the person stands in the series behind the message (FREQ-3), and whose client they are (MLS-1)."""
    listed = relationships.is_listed_elsewhere(message)
    if message.pk is None:
        return gate_facts.CampaignFacts(listed_with_other_broker=listed)
    last_inbound = message.conversation.last_inbound_at
    waiting = Handoff.objects.filter(conversation=message.conversation, status=HandoffState.OPEN)
    touches, most = 0, gate_facts.CampaignFacts.max_touches
    if message.series:
        run = Message.objects.filter(contact=message.contact, series=message.series, claimed_at__isnull=False)
        touches, most = run.exclude(pk=message.pk).count(), message.series_max or most
    return gate_facts.CampaignFacts(
        touches_sent=touches,
        max_touches=most,
        replied=last_inbound is not None and last_inbound > message.occurred_at,
        opted_out=message.lead is not None and message.lead.status == LeadStatus.OPTED_OUT,
        handed_to_human=waiting.exists(),
        listed_with_other_broker=listed,
    )


def _optout(message: Message, last_inbound: datetime | None) -> gate_facts.OptOutFacts | None:
    """Return the opt-out that a message confirms: the one it answers, whatever the person has written since."""
    asked = message.in_reply_to
    received_at = asked.occurred_at if asked else last_inbound
    if message.purpose != Purpose.OPTOUT_CONFIRMATION or received_at is None:
        return None
    earlier = Message.objects.filter(
        contact=message.contact, purpose=Purpose.OPTOUT_CONFIRMATION, claimed_at__gte=received_at
    ).exclude(pk=message.pk)
    return gate_facts.OptOutFacts(
        received_at=received_at,
        confirmations_sent=earlier.count(),
        provider_auto_reply=bool(asked and asked.understood.get("provider_auto_reply")),
    )


def _system(message: Message) -> gate_facts.SystemFacts:
    """Return the switches. A restored copy, a lost hash key or a paused installation all close sending."""
    brokerage = message.brokerage
    carrier = brokerage.carrier
    if message.channel == Channel.EMAIL:
        carrier = "mailcatcher" if brokerage.is_demo else "smtp"
    if message.channel == Channel.LETTER:
        carrier = "simulator" if brokerage.is_demo else "print"  # a demo's files say that they are samples
    return gate_facts.SystemFacts(
        killed_globally=bool(instance.why_closed()) or not suppression.canary_sings(brokerage),
        killed_for_brokerage=brokerage.sending_paused or bool(brokerage.stopped_because) or not brokerage.is_active,
        killed_for_campaign=standing.is_stopped(message.campaign),
        is_demo=brokerage.is_demo,
        carrier=carrier,
    )
