"""What the gate is told: every fact a decision may rest on, typed and frozen.

Defaults fail closed. Whoever forgets to state a consent, a list look-up or a lint result gets a block, never a send.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """The ways to a person."""

    SMS = "sms"
    CALL_LIVE = "call_live"  # a human dials each call
    CALL_AUTO = "call_auto"  # autodialled, prerecorded or AI voice
    VOICEMAIL_DROP = "voicemail_drop"
    EMAIL = "email"
    LETTER = "letter"


class Purpose(StrEnum):
    """Why something is sent. A message that mixes marketing with anything is marketing."""

    MARKETING = "marketing"
    INFORMATIONAL = "informational"
    REPLY = "reply"
    OPTOUT_CONFIRMATION = "optout_confirmation"
    HELP_RESPONSE = "help_response"
    AGENT_ALERT = "agent_alert"


PHONE_CHANNELS = frozenset({Channel.SMS, Channel.CALL_LIVE, Channel.CALL_AUTO, Channel.VOICEMAIL_DROP})
AUTOMATED_PHONE = PHONE_CHANNELS - {Channel.CALL_LIVE}
VOICE_AUTOMATED = frozenset({Channel.CALL_AUTO, Channel.VOICEMAIL_DROP})


@dataclass(frozen=True, kw_only=True)
class AddressFacts:
    """Where something is: two-letter state, and the county's name if known."""

    state: str | None = None
    county: str | None = None


@dataclass(frozen=True, kw_only=True)
class IdentifierFacts:
    """The number or address that is about to be reached, and what is known of it.

    Attributes:
        number: E.164; for email the contact's number, if any, as evidence of place.
        line_type: mobile, landline, voip or unknown.
        email_status: ``valid``, else why not (``bounced``, ``complained``, ``no_mx`` ...).
        address_complete: for a letter, whether street, city, state and postal code are there.
        suppressed: scopes of the suppression entries in force: all, phone, sms, calls, email, letter.
        flags: wrong_number, litigator.
        last_inbound_at: when this identifier last wrote or called us.
    """

    number: str | None = None
    line_type: str = "unknown"
    email_status: str | None = None
    address_complete: bool = False
    suppressed: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    last_inbound_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """Evidence of where the person is.

    Attributes:
        explicit_tz: an IANA name the person told us.
        situs: the home they own, of several the one they live in.
        owner_occupied: whether they live there.
        further: other homes they own; they count only where no mailing address is known.
    """

    explicit_tz: str | None = None
    mailing: AddressFacts | None = None
    situs: AddressFacts | None = None
    owner_occupied: bool | None = None
    further: tuple[AddressFacts, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ConsentFacts:
    """The best consent record for this identifier.

    ``level``: none, inquiry, pec (prior express) or pewc (prior express written). ``channels``: sms, voice, email.
    The flags are the parts that make a written consent complete (47 CFR 64.1200(f)(9)).
    """

    level: str = "none"
    channels: tuple[str, ...] = ()
    seller_match: bool = False
    signed: bool = False
    names_seller: bool = False
    number_matches: bool = False
    disclosed_automated: bool = False
    not_condition: bool = False
    prechecked: bool = False
    revoked: bool = False


@dataclass(frozen=True, kw_only=True)
class EbrFacts:
    """A business relationship: ``inquiry``, ``transaction`` or ``fl_yard_sign``, and since when."""

    type: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DncFacts:
    """Do-not-call look-ups: listed, not_listed, unknown; ``no_list`` where a state keeps none. Age of the list used."""

    national: str = "unknown"
    national_age_days: int | None = None
    state: str = "unknown"
    state_age_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class RndFacts:
    """Reassigned-numbers look-up: yes, no, no_data, or None if never asked; and how old the answer is."""

    result: str | None = None
    age_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class HistoryItem:
    """One earlier outbound attempt to this contact, on any of its identifiers, by anybody of ours."""

    at: datetime
    channel: str
    auto: bool
    purpose: str
    sender: str | None = None


@dataclass(frozen=True, kw_only=True)
class ContentFacts:
    """What lint and review said of the final text.

    Attributes:
        lint: ``pass``, or the reason code of the failure.
        ai_written: machine-written text needs review; a person answers for their own words.
        approved_count: approvals so far of this campaign and template or model version.
        approval_required: drawn in the sampling, or an owner in foreclosure or tax default (FCL-1), whoever wrote it.
    """

    lint: str = "missing"
    ai_written: bool = True
    reviewed: bool = False
    approved_count: int = 0
    hash: str | None = None
    approved_hash: str | None = None
    approval_required: bool = False


@dataclass(frozen=True, kw_only=True)
class SenderFacts:
    """Our side of the line: whether the number has an approved 10DLC campaign for this use."""

    a2p_registered: bool = False


@dataclass(frozen=True, kw_only=True)
class CampaignFacts:
    """Where the contact stands in the campaign or sequence that asks; the defaults are those of a lone message."""

    touches_sent: int = 0
    max_touches: int = 5
    replied: bool = False
    opted_out: bool = False
    handed_to_human: bool = False
    listed_with_other_broker: bool = False


@dataclass(frozen=True, kw_only=True)
class OptOutFacts:
    """The opt-out that a confirmation answers."""

    received_at: datetime
    confirmations_sent: int = 0
    provider_auto_reply: bool = False


@dataclass(frozen=True, kw_only=True)
class PolicyFacts:
    """The brokerage's own settings. ``enabled_states`` None = every state's registration is settled elsewhere."""

    sender_state: str | None = None
    allow_cold_email: bool = False
    rnd_required: bool = True
    reply_grace_min: int = 15
    emergency_states: tuple[str, ...] = ()
    enabled_states: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class SystemFacts:
    """Kill switches, and whether a demo brokerage is about to reach a real carrier. All default to closed."""

    killed_globally: bool = False
    killed_for_brokerage: bool = False
    killed_for_campaign: bool = False
    is_demo: bool = True
    carrier: str = "unknown"


@dataclass(frozen=True, kw_only=True)
class GateFacts:
    """Everything about one message at the moment of sending.

    Attributes:
        now: aware.
        automated: false for what a person typed or dialled; a live call is never automated.
        source: where the contact came from (web_form, portal, county_roll, scraped_site, generated_pattern ...).
        history: outbound attempts of at least the last 24 hours, in any order.
    """

    now: datetime
    channel: Channel
    purpose: Purpose
    identifier: IdentifierFacts
    automated: bool = True
    recipient_is_staff: bool = False
    source: str = "unknown"
    place: PlaceFacts = field(default_factory=PlaceFacts)
    consent: ConsentFacts = field(default_factory=ConsentFacts)
    ebr: EbrFacts | None = None
    dnc: DncFacts = field(default_factory=DncFacts)
    rnd: RndFacts = field(default_factory=RndFacts)
    history: tuple[HistoryItem, ...] = ()
    content: ContentFacts = field(default_factory=ContentFacts)
    sender: SenderFacts = field(default_factory=SenderFacts)
    campaign: CampaignFacts = field(default_factory=CampaignFacts)
    optout: OptOutFacts | None = None
    policy: PolicyFacts = field(default_factory=PolicyFacts)
    system: SystemFacts = field(default_factory=SystemFacts)
