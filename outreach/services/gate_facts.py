"""From rows to the gate's facts: everything that one decision may rest on, read at the moment of sending.

Reads only what the message's channel and purpose can need; what is left out keeps its default, which fails closed.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from crm.models import Brokerage, Consent, ContactPoint
from crm.states import ConsentLevel, LeadStatus, PointKind
from outreach.compliance import facts as gate_facts
from outreach.compliance.consent import is_written_for, missing_parts
from outreach.compliance.facts import PHONE_CHANNELS, ConsentFacts, GateFacts
from outreach.compliance.rules import RuleBook
from outreach.models import Message
from outreach.services import dnc, letter_addresses, lookups, relationships, reviewed, standing, suppression
from outreach.services.readings import HISTORY, Point, Readings, place_of
from outreach.states import AUTOMATIC, Channel, Purpose
from outreach.writing.finish import Finished
from realestate.lib import clock

_STRENGTH = {ConsentLevel.INQUIRY: 1, ConsentLevel.PEC: 2, ConsentLevel.PEWC: 3}
_CONSENT_KINDS = {"sms": "sms", "email": "email"}  # every other channel is a voice


def gather(message: Message, finished: Finished, rules: RuleBook | None, read: Readings) -> GateFacts:
    """Return the facts about a message as it would go out now. The caller holds the contact's lock.

    Args:
        read: rows about this message, and maybe others, read since the lock is held.
    """
    if message.channel == Channel.LETTER:
        return _letter(message, finished, read)
    brokerage, point, contact = message.brokerage, message.point, message.contact
    now, channel = clock.now(), judged_channel(message.channel)
    place, identifier = place_of(contact, read.homes[contact.pk]), _identifier(message, read)
    consent = _consent(read.consents[point.pk, point.contact_id], brokerage, channel)
    by_phone = channel in PHONE_CHANNELS
    is_written = is_written_for(consent, channel)
    asks_lists = by_phone and not is_written
    return GateFacts(
        now=now,
        channel=channel,
        purpose=gate_facts.Purpose(message.purpose),
        automated=message.author in AUTOMATIC,
        source=point.source or contact.source or "unknown",
        identifier=identifier,
        place=place,
        consent=consent,
        ebr=None if is_written else relationships.best(contact, point, now),
        dnc=dnc.facts(point.value, place, rules, now) if asks_lists and rules else gate_facts.DncFacts(),
        rnd=lookups.facts(read.looked_up.get(point.pk), now) if by_phone else gate_facts.RndFacts(),
        history=_history(contact.pk, now, read),
        content=_content(message, finished, read),
        sender=gate_facts.SenderFacts(a2p_registered=standing.may_text(brokerage, message.purpose, read.texting)),
        campaign=_campaign(message, read),
        optout=_optout(message, identifier.last_inbound_at),
        policy=gate_facts.PolicyFacts(
            sender_state=brokerage.sender_state,
            allow_cold_email=brokerage.allow_cold_email,
            rnd_required=brokerage.rnd_required,
            enabled_states=read.enabled_states if by_phone else None,
        ),
        system=switches(message, read),
    )


def _identifier(message: Message, read: Readings) -> gate_facts.IdentifierFacts:
    """Return what is known of the number or address it goes to, and of who told it to stop."""
    point, contact = message.point, message.contact
    points = read.points[contact.pk]
    values = [each.value for each in points]
    stops = suppression.scopes_for(message.brokerage, values, own=point.value, known=read.stops)
    return gate_facts.IdentifierFacts(
        number=point.value if point.kind == PointKind.PHONE else read.phone_of(contact.pk),
        line_type=point.line_type,
        email_status=point.status if point.kind == PointKind.EMAIL else None,
        suppressed=tuple(sorted(stops)),
        flags=_flags(point, points),
        last_inbound_at=read.heard.get((point.contact_id, point.value)),
    )


def _letter(message: Message, finished: Finished, read: Readings) -> GateFacts:
    """Return the facts about a letter: no number and no consent, but the house, its stops and the last letters."""
    brokerage, contact, now = message.brokerage, message.contact, clock.now()
    going_to = letter_addresses.of(contact)
    is_theirs, points = going_to.line == message.address, read.points[contact.pk]
    values = [*(point.value for point in points), going_to.key]
    return GateFacts(
        now=now,
        channel=gate_facts.Channel.LETTER,
        purpose=gate_facts.Purpose(message.purpose),
        automated=message.author in AUTOMATIC,
        source=contact.source or "unknown",
        identifier=gate_facts.IdentifierFacts(
            address_complete=going_to.is_complete and is_theirs,
            suppressed=tuple(sorted(suppression.scopes_for(brokerage, values, own=going_to.key))),
            flags=("litigator",) if any(point.is_litigator for point in points) else (),
        ),
        place=place_of(contact, read.homes[contact.pk]),
        history=_history(contact.pk, now, read),
        content=_content(message, finished, read),
        campaign=_campaign(message, read),
        policy=gate_facts.PolicyFacts(sender_state=brokerage.sender_state),
        system=switches(message, read),
    )


def judged_channel(channel: str) -> gate_facts.Channel:
    """Return what the gate takes a channel for. A workflow of theirs sends texts: it is judged as the text it sends."""
    return gate_facts.Channel.SMS if channel == Channel.WORKFLOW else gate_facts.Channel(channel)


def content_hash(text: str) -> str:
    """Return the hash that ties an approval to the exact words."""
    return hashlib.sha256(text.encode()).hexdigest()


def _content(message: Message, finished: Finished, read: Readings) -> gate_facts.ContentFacts:
    """Return lint and approval of the final words."""
    return reviewed.content_facts(
        message,
        finished,
        hash=content_hash(finished.body),
        origin=read.origins.get(message.pk, reviewed.Origin(campaign=message.campaign)),
        distress=[home.distress_reason for home in read.homes[message.contact_id]],
    )


def _flags(point: ContactPoint, points: Sequence[Point]) -> tuple[str, ...]:
    """A wrong number says nothing of the others; who sues over one of them is left alone on all (OPT-2)."""
    flags = {"wrong_number": point.is_wrong, "litigator": any(each.is_litigator for each in points)}
    return tuple(name for name, is_set in flags.items() if is_set)


def _consent(rows: Sequence[Consent], brokerage: Brokerage, channel: str) -> ConsentFacts:
    """Return the permission for one number that carries furthest on the channel; a revoked one if none stands.

    Taking one back takes back whatever was given before it: a person does not revoke by row.
    """
    if not rows:
        return ConsentFacts()
    taken_back = max((row.revoked_at for row in rows if row.revoked_at), default=None)
    standing_rows = [
        row for row in rows if row.revoked_at is None and (taken_back is None or row.given_at >= taken_back)
    ]
    kind = _CONSENT_KINDS.get(channel, "voice")
    found = [(row, as_facts(row, brokerage, is_revoked=not standing_rows)) for row in standing_rows or rows]

    def reach(pair: tuple[Consent, ConsentFacts]) -> tuple[object, ...]:
        """Return how far a permission carries, to be compared: by channel, then seller, then strength."""
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


def _history(contact_id: int, now: datetime, read: Readings) -> tuple[gate_facts.HistoryItem, ...]:
    """Return every outbound attempt of late: a claim counts, whatever became of it, and so does a call by hand."""
    texts = [
        gate_facts.HistoryItem(
            at=attempt.at,
            channel=judged_channel(attempt.channel),
            auto=attempt.author in AUTOMATIC,
            purpose=attempt.purpose,
        )
        for attempt in read.attempts[contact_id]
        if attempt.at >= now - HISTORY
    ]
    dialled = [
        gate_facts.HistoryItem(at=at, channel="call_live", auto=False, purpose="marketing")
        for at in read.calls[contact_id]
    ]
    return tuple(texts + dialled)


def _campaign(message: Message, read: Readings) -> gate_facts.CampaignFacts:
    """Return where the person stands in the series behind the message (FREQ-3), and whose client they are (MLS-1)."""
    owned = [home.property_id for home in read.homes[message.contact_id]]
    listed = relationships.is_listed_elsewhere(message, owned)
    if message.pk is None:
        return gate_facts.CampaignFacts(listed_with_other_broker=listed)
    last_inbound = message.conversation.last_inbound_at
    touches, most = 0, gate_facts.CampaignFacts.max_touches
    if message.series:
        touches, most = read.touches.get((message.contact_id, message.series), 0), message.series_max or most
    return gate_facts.CampaignFacts(
        touches_sent=touches,
        max_touches=most,
        replied=last_inbound is not None and last_inbound > message.occurred_at,
        opted_out=message.lead is not None and message.lead.status == LeadStatus.OPTED_OUT,
        handed_to_human=message.conversation_id in read.handed_over,
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


def switches(message: Message, read: Readings) -> gate_facts.SystemFacts:
    """Return the switches. A restored copy, a lost hash key or a paused installation all close sending.

    So do events that are held back: a stop or an answer could be among them.
    """
    brokerage = message.brokerage
    is_stopped = brokerage.sending_paused or bool(brokerage.stopped_because) or not brokerage.is_active
    carrier = brokerage.carrier
    if message.channel == Channel.EMAIL:
        carrier = "mailcatcher" if brokerage.is_demo else "smtp"
    if message.channel == Channel.LETTER:
        carrier = "simulator" if brokerage.is_demo else "print"  # a demo's files say that they are samples
    return gate_facts.SystemFacts(
        killed_globally=bool(read.why_closed) or not suppression.canary_sings(brokerage),
        killed_for_brokerage=is_stopped or brokerage.events_held_since is not None,
        killed_for_campaign=message.campaign in read.stopped_campaigns,
        is_demo=brokerage.is_demo,
        carrier=carrier,
    )
