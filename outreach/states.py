"""Words of messages and conversations, and the steps between them."""

from django.db import models


class Channel(models.TextChoices):
    """How a message travels."""

    SMS = "sms", "Text"
    EMAIL = "email", "Email"
    CALL = "call_live", "Call"  # a person dials, and speaks
    CALL_AUTO = "call_auto", "Automated call"
    VOICEMAIL = "voicemail_drop", "Voicemail"
    WORKFLOW = "ghl_workflow", "GoHighLevel workflow"
    LETTER = "letter", "Letter"


CALLS = (Channel.CALL, Channel.CALL_AUTO, Channel.VOICEMAIL)
SPOKEN = (Channel.CALL_AUTO, Channel.VOICEMAIL)  # by a machine


class Purpose(models.TextChoices):
    """Why a message is sent; the gate judges by it."""

    MARKETING = "marketing", "Marketing"
    INFORMATIONAL = "informational", "About an appointment or a deal"
    REPLY = "reply", "Answer to their message"
    OPTOUT_CONFIRMATION = "optout_confirmation", "Opt-out confirmation"
    HELP_RESPONSE = "help_response", "Answer to HELP"


class Direction(models.TextChoices):
    """Which way a message goes."""

    OUT = "out", "To them"
    IN = "in", "From them"


class Author(models.TextChoices):
    """Who wrote a message."""

    AGENT = "agent", "Agent"
    SEQUENCE = "sequence", "Sequence"
    ASSISTANT = "assistant", "Homestretch"
    CONTACT = "contact", "Contact"


AUTOMATIC = (Author.SEQUENCE, Author.ASSISTANT)


class MessageStatus(models.TextChoices):
    """How far a message has come."""

    QUEUED = "queued", "Waiting"
    HELD = "held", "Held until later"
    BLOCKED = "blocked", "Blocked"
    CANCELLED = "cancelled", "Cancelled"
    CLAIMED = "claimed", "Being sent"
    UNKNOWN = "unknown", "Not known yet"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"
    ARRIVED = "arrived", "Being read"
    RECEIVED = "received", "Received"


MESSAGE_STEPS: dict[str, frozenset[str]] = {
    MessageStatus.QUEUED: frozenset(
        {MessageStatus.HELD, MessageStatus.BLOCKED, MessageStatus.CANCELLED, MessageStatus.CLAIMED}
    ),
    MessageStatus.HELD: frozenset(
        {MessageStatus.HELD, MessageStatus.BLOCKED, MessageStatus.CANCELLED, MessageStatus.CLAIMED}
    ),
    MessageStatus.BLOCKED: frozenset(),
    MessageStatus.CANCELLED: frozenset(),
    # From the claim on the message may have reached the person. One step leads back to waiting, and only the
    # sender takes it, at once, when the provider certainly never got the request (no connection, "try later"). What was
    # claimed with others and is still at hand has reached nobody: it can be taken back, or wait again.
    MessageStatus.CLAIMED: frozenset(
        {
            MessageStatus.SENT,
            MessageStatus.DELIVERED,
            MessageStatus.FAILED,
            MessageStatus.UNKNOWN,
            MessageStatus.HELD,
            MessageStatus.CANCELLED,
        }
    ),  # fmt: skip
    MessageStatus.UNKNOWN: frozenset({MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.FAILED}),
    MessageStatus.SENT: frozenset({MessageStatus.DELIVERED, MessageStatus.FAILED}),
    # The provider's news may come in any order and contradict: ``services.delivery`` reads all of them together.
    MessageStatus.DELIVERED: frozenset({MessageStatus.FAILED}),
    MessageStatus.FAILED: frozenset({MessageStatus.DELIVERED}),
    # What comes in is stored first and read by a worker; until then nothing automatic is said.
    MessageStatus.ARRIVED: frozenset({MessageStatus.RECEIVED}),
    MessageStatus.RECEIVED: frozenset(),
}
WAITING = (MessageStatus.QUEUED, MessageStatus.HELD)


class StaffTextState(models.TextChoices):
    """How far a text to one of our own people has come."""

    QUEUED = "queued", "Waiting"
    CLAIMED = "claimed", "Being sent"
    UNKNOWN = "unknown", "Not known yet"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    BLOCKED = "blocked", "Blocked"


STAFF_TEXT_STEPS: dict[str, frozenset[str]] = {
    StaffTextState.QUEUED: frozenset({StaffTextState.CLAIMED, StaffTextState.BLOCKED}),
    StaffTextState.CLAIMED: frozenset(  # back to waiting only where the carrier certainly got nothing
        {StaffTextState.SENT, StaffTextState.FAILED, StaffTextState.UNKNOWN, StaffTextState.QUEUED}
    ),
    StaffTextState.UNKNOWN: frozenset({StaffTextState.SENT, StaffTextState.FAILED}),
    StaffTextState.SENT: frozenset(),
    StaffTextState.FAILED: frozenset(),
    StaffTextState.BLOCKED: frozenset(),
}


class FileState(models.TextChoices):
    """Whether an attached file lies here."""

    EXPECTED = "expected", "To be fetched"
    KEPT = "kept", "Here"
    REFUSED = "refused", "Not kept"


FILE_STEPS: dict[str, frozenset[str]] = {
    FileState.EXPECTED: frozenset({FileState.KEPT, FileState.REFUSED}),
    FileState.KEPT: frozenset({FileState.REFUSED}),
    FileState.REFUSED: frozenset(),
}


class Verdict(models.TextChoices):
    """What the gate said."""

    ALLOW = "allow", "Allowed"
    DEFER = "defer", "Held"
    BLOCK = "block", "Blocked"


class SuppressionScope(models.TextChoices):
    """What an opt-out covers."""

    ALL = "all", "Everything"
    PHONE = "phone", "Texts and calls"
    SMS = "sms", "Texts"
    CALLS = "calls", "Calls"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letters"


class MailSecurity(models.TextChoices):
    """How the way to a mail server is secured."""

    TLS = "tls", "TLS from the start (465)"
    STARTTLS = "starttls", "STARTTLS (587)"


class BatchStatus(models.TextChoices):
    """How far a batch of letters has come."""

    COLLECTING = "collecting", "Being put together"
    APPROVED = "approved", "Approved"
    MAKING = "making", "Files are being made"
    READY = "ready", "Ready to print"
    MAILED = "mailed", "Mailed"
    DROPPED = "dropped", "Not mailed"


BATCH_STEPS: dict[str, frozenset[str]] = {
    BatchStatus.COLLECTING: frozenset({BatchStatus.APPROVED, BatchStatus.DROPPED}),
    BatchStatus.APPROVED: frozenset({BatchStatus.COLLECTING, BatchStatus.MAKING}),
    # From here on each letter of the batch is claimed: nothing leads back.
    BatchStatus.MAKING: frozenset({BatchStatus.READY}),
    BatchStatus.READY: frozenset({BatchStatus.MAILED, BatchStatus.DROPPED}),
    BatchStatus.MAILED: frozenset(),
    BatchStatus.DROPPED: frozenset(),
}


class InCharge(models.TextChoices):
    """Who answers in a conversation."""

    ASSISTANT = "assistant", "Homestretch"
    AGENT = "agent", "Agent"


CONVERSATION_STEPS: dict[str, frozenset[str]] = {
    InCharge.ASSISTANT: frozenset({InCharge.AGENT}),
    InCharge.AGENT: frozenset({InCharge.ASSISTANT}),
}


class HandoffState(models.TextChoices):
    """Whether a person has taken a handoff up."""

    OPEN = "open", "Waits for a person"
    TAKEN = "taken", "Taken over"
    CLOSED = "closed", "Closed"


HANDOFF_STEPS: dict[str, frozenset[str]] = {
    HandoffState.OPEN: frozenset({HandoffState.TAKEN, HandoffState.CLOSED}),
    HandoffState.TAKEN: frozenset({HandoffState.CLOSED}),
    HandoffState.CLOSED: frozenset(),
}


class LiftState(models.TextChoices):
    """How far the reopening of a suppressed number or address has come."""

    ASKED = "asked", "Waits for a second person"
    CONFIRMED = "confirmed", "Lifted"
    REFUSED = "refused", "Refused"


LIFT_STEPS: dict[str, frozenset[str]] = {
    LiftState.ASKED: frozenset({LiftState.CONFIRMED, LiftState.REFUSED}),
    LiftState.CONFIRMED: frozenset(),
    LiftState.REFUSED: frozenset(),
}


class ListForm(models.TextChoices):
    """Whether a do-not-call file holds the whole list or what changed."""

    FULL = "full", "Full list"
    CHANGE = "change", "Change list"


class ScrubState(models.TextChoices):
    """How far a scrub has come."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


SCRUB_STEPS: dict[str, frozenset[str]] = {
    ScrubState.QUEUED: frozenset({ScrubState.RUNNING, ScrubState.FAILED}),
    ScrubState.RUNNING: frozenset({ScrubState.DONE, ScrubState.FAILED}),
    ScrubState.DONE: frozenset(),
    ScrubState.FAILED: frozenset(),
}


class LookupKind(models.TextChoices):
    """What is asked about a number."""

    LINE_TYPE = "line_type", "Kind of line"
    REASSIGNED = "reassigned", "Given to somebody else"


class RegistrationBasis(models.TextChoices):
    """Why marketing by phone is open in a state."""

    LICENCE = "licence", "Licence"
    EXEMPTION = "exemption", "Filed exemption"
    NONE_NEEDED = "none", "No registration needed"


class BrakeLevel(models.TextChoices):
    """How far a channel is braked because its messages do not arrive, or are complained of."""

    SLOW = "slow", "Slowed"
    STOP = "stop", "Stopped"


class PaceKind(models.TextChoices):
    """What a pace holds for; in brackets, what its subject is."""

    BROKERAGE = "brokerage", "Everything"
    NUMBER = "number", "Sending number"  # (E.164)
    DOMAIN = "domain", "Recipient domain"  # (mail.example)


class VettingState(models.TextChoices):
    """How far the carriers have come with a brand or campaign."""

    NONE = "none", "Not registered"
    PENDING = "pending", "Being vetted"
    APPROVED = "approved", "Approved"
    FAILED = "failed", "Refused"
    SUSPENDED = "suspended", "Suspended"


class RuleKind(models.TextChoices):
    """What a line of the rule book is about; in brackets, what its subject is."""

    HOURS = "hours", "Calling hours"  # (state)
    ZONES = "zones", "Time zones of a state"  # (state)
    COUNTY = "county", "Time zones of a county"  # (FL/Bay, or FL/* for the rest)
    AREA_CODE = "area_code", "Area code"  # (407) its state and time zones
    LIMIT = "limit", "Threshold"  # (name of the threshold)
    EMERGENCY = "emergency", "Emergency ban"  # (state)
    STATE_LIST = "state_list", "State do-not-call list"  # (state) it keeps one
    HOLIDAY = "holiday", "Single holiday"  # (LA 2026-12-24) a day the calendar does not know, or knows wrongly


class RequestKind(models.TextChoices):
    """What a person may ask about their data."""

    ACCESS = "access", "A copy of their data"
    ERASURE = "erasure", "To be erased"
    DO_NOT_SELL = "do_not_sell", "Not to be shared or sold"


class RequestState(models.TextChoices):
    """How far a request about personal data has come."""

    RECEIVED = "received", "Identity not checked"
    VERIFIED = "verified", "To be answered"
    DONE = "done", "Answered"
    REFUSED = "refused", "Refused"


REQUEST_STEPS: dict[str, frozenset[str]] = {
    RequestState.RECEIVED: frozenset({RequestState.VERIFIED, RequestState.DONE, RequestState.REFUSED}),
    RequestState.VERIFIED: frozenset({RequestState.DONE, RequestState.REFUSED}),
    RequestState.DONE: frozenset(),
    RequestState.REFUSED: frozenset(),
}


class AuditKind(models.TextChoices):
    """What a link of the audit chain seals."""

    DECISION = "decision", "Decision of the gate"
    STOP = "stop", "Opt-out"
    SENT = "sent", "Message that went out"


class WritingChannel(models.TextChoices):
    """What a template is written for. Letters are printed and scripts read aloud: neither goes out by itself."""

    SMS = "sms", "Text"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"
    CALL = "call_live", "Call script"


class Touch(models.TextChoices):
    """The moment that a template is written for."""

    FIRST = "first", "First contact"
    SECOND = "second", "Second touch"
    THIRD = "third", "Third touch"
    FOURTH = "fourth", "Fourth touch"
    FIFTH = "fifth", "Fifth touch"
    INTERESTED = "interested", "They are interested"
    QUESTION = "question", "They have a question"
    OBJECTION = "objection", "They have a concern"
    DELICATE = "delicate", "Foreclosure or tax default"
    ANY = "any", "Any moment"


ANSWERING = (Touch.INTERESTED, Touch.QUESTION, Touch.OBJECTION)


class TemplateState(models.TextChoices):
    """Whether a version of a template may be used."""

    DRAFT = "draft", "Draft"
    IN_FORCE = "in_force", "In force"
    RETIRED = "retired", "Retired"


TEMPLATE_STEPS: dict[str, frozenset[str]] = {
    TemplateState.DRAFT: frozenset({TemplateState.IN_FORCE, TemplateState.RETIRED}),
    TemplateState.IN_FORCE: frozenset({TemplateState.RETIRED}),
    TemplateState.RETIRED: frozenset({TemplateState.IN_FORCE}),  # rolled back to
}


class ReviewVerdict(models.TextChoices):
    """What a person said of a text before it went out."""

    APPROVED = "approved", "Approved as it was"
    EDITED = "edited", "Approved after an edit"
    REJECTED = "rejected", "Rejected"


PASSED = (ReviewVerdict.APPROVED, ReviewVerdict.EDITED)
