"""Words a row can be in, and the steps between them."""

from django.db import models


class Role(models.TextChoices):
    """What an agent may do in their brokerage."""

    OWNER = "owner", "Owner"
    MANAGER = "manager", "Manager"
    AGENT = "agent", "Agent"


class Carrier(models.TextChoices):
    """Who carries a brokerage's texts and calls."""

    SIMULATOR = "simulator", "Phone simulator"
    TWILIO = "twilio", "Twilio"
    GHL = "ghl", "GoHighLevel"


class PointKind(models.TextChoices):
    """How a contact can be reached."""

    PHONE = "phone", "Phone"
    EMAIL = "email", "Email"


class LineType(models.TextChoices):
    """What a phone number is, as far as known."""

    UNKNOWN = "unknown", "Unknown"
    MOBILE = "mobile", "Mobile"
    LANDLINE = "landline", "Landline"
    VOIP = "voip", "VoIP"


class PointStatus(models.TextChoices):
    """Whether a number or address can be used at all."""

    VALID = "valid", "Valid"
    INVALID = "invalid", "Not valid"
    BOUNCED = "bounced", "Bounced"
    COMPLAINED = "complained", "Reported as spam"


class ConsentLevel(models.TextChoices):
    """How far a permission goes (compliance.md 3.3)."""

    INQUIRY = "inquiry", "Asked us something"
    PEC = "pec", "Gave us this number for this matter"
    PEWC = "pewc", "Written consent to automated marketing"


class LeadKind(models.TextChoices):
    """What a lead wants, or owns."""

    BUYER = "buyer", "Buyer"
    SELLER = "seller", "Seller"
    OWNER = "owner", "Owner"


class Segment(models.TextChoices):
    """The kind of buyer or seller, which chooses the journey."""

    NONE = "", "Not known"
    FIRST_TIME_BUYER = "first_time_buyer", "First-time buyer"
    INVESTMENT_BUYER = "investment_buyer", "Investment buyer"
    LUXURY_BUYER = "luxury_buyer", "Luxury buyer"
    DOWNSIZING = "downsizing", "Downsizing"
    UPSIZING = "upsizing", "Upsizing"
    INVESTMENT_PROPERTY = "investment_property", "Investment property"


class Timeline(models.TextChoices):
    """When a lead wants to move."""

    UNKNOWN = "", "Not known"
    NOW = "now", "Within 30 days"
    SOON = "soon", "1 to 3 months"
    LATER = "later", "3 to 12 months"
    SOMEDAY = "someday", "Over a year"


class LeadStatus(models.TextChoices):
    """How far the work with a lead has come."""

    NEW = "new", "New"
    CONTACTED = "contacted", "Contacted"
    REPLIED = "replied", "Replied"
    INTERESTED = "interested", "Interested"
    NEGOTIATING = "negotiating", "Negotiating"
    DEAL_CLOSED = "deal_closed", "Deal closed"
    COLD = "cold", "Cold"
    OPTED_OUT = "opt_out", "Opted out"


_OPEN_ENDS = frozenset({LeadStatus.COLD, LeadStatus.OPTED_OUT})
LEAD_STEPS: dict[str, frozenset[str]] = {
    LeadStatus.NEW: frozenset({LeadStatus.CONTACTED, LeadStatus.REPLIED, LeadStatus.INTERESTED}) | _OPEN_ENDS,
    LeadStatus.CONTACTED: frozenset({LeadStatus.REPLIED, LeadStatus.INTERESTED}) | _OPEN_ENDS,
    LeadStatus.REPLIED: frozenset({LeadStatus.INTERESTED, LeadStatus.NEGOTIATING}) | _OPEN_ENDS,
    LeadStatus.INTERESTED: frozenset({LeadStatus.REPLIED, LeadStatus.NEGOTIATING}) | _OPEN_ENDS,
    LeadStatus.NEGOTIATING: frozenset({LeadStatus.INTERESTED, LeadStatus.DEAL_CLOSED}) | _OPEN_ENDS,
    LeadStatus.DEAL_CLOSED: frozenset({LeadStatus.OPTED_OUT}),
    LeadStatus.COLD: frozenset({LeadStatus.CONTACTED, LeadStatus.REPLIED, LeadStatus.INTERESTED, LeadStatus.OPTED_OUT}),
    LeadStatus.OPTED_OUT: frozenset(),  # final: only new written consent reopens a contact
}
LEAD_REOPENS: dict[str, frozenset[str]] = {  # only a closing that is taken back goes this way
    LeadStatus.DEAL_CLOSED: frozenset({LeadStatus.NEGOTIATING}),
}


class InteractionKind(models.TextChoices):
    """Something that passed between a contact and us, messages aside."""

    NOTE = "note", "Note"
    CALL = "call", "Call"
    VIEW = "view", "Viewed a home"
    SAVE = "save", "Saved a home"
    SHOWING = "showing", "Showing"
    FORM = "form", "Filled in a form"
    VALUATION = "valuation", "Opened a value report"
    OPEN_HOUSE = "open_house", "Open house"


class TaskState(models.TextChoices):
    """Whether a task still waits."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


TASK_STEPS: dict[str, frozenset[str]] = {
    TaskState.OPEN: frozenset({TaskState.DONE, TaskState.DROPPED}),
    TaskState.DONE: frozenset({TaskState.OPEN}),
    TaskState.DROPPED: frozenset({TaskState.OPEN}),
}


class DealKind(models.TextChoices):
    """Which board a deal stands on."""

    BUYER = "buyer", "Buyer"
    SELLER = "seller", "Seller"
    WHOLESALE = "wholesale", "Wholesale"


class DealStage(models.TextChoices):
    """The columns of the pipeline."""

    QUALIFIED = "qualified", "Qualified"
    APPOINTMENT = "appointment", "Appointment"
    ACTIVE = "active", "Active"
    OFFER = "offer", "Offer"
    UNDER_CONTRACT = "under_contract", "Under contract"
    CLOSED = "closed", "Closed"
    LOST = "lost", "Lost"


DEAL_STEPS: dict[str, frozenset[str]] = {
    DealStage.QUALIFIED: frozenset({DealStage.APPOINTMENT, DealStage.ACTIVE, DealStage.OFFER, DealStage.LOST}),
    DealStage.APPOINTMENT: frozenset({DealStage.QUALIFIED, DealStage.ACTIVE, DealStage.OFFER, DealStage.LOST}),
    DealStage.ACTIVE: frozenset({DealStage.APPOINTMENT, DealStage.OFFER, DealStage.LOST}),
    DealStage.OFFER: frozenset({DealStage.ACTIVE, DealStage.UNDER_CONTRACT, DealStage.LOST}),
    DealStage.UNDER_CONTRACT: frozenset({DealStage.OFFER, DealStage.CLOSED, DealStage.LOST}),
    DealStage.CLOSED: frozenset(),
    DealStage.LOST: frozenset({DealStage.QUALIFIED}),
}


class AppointmentState(models.TextChoices):
    """What became of an appointment."""

    SET = "set", "Set"
    HELD = "held", "Held"
    NO_SHOW = "no_show", "No-show"
    CANCELLED = "cancelled", "Cancelled"


APPOINTMENT_STEPS: dict[str, frozenset[str]] = {
    AppointmentState.SET: frozenset({AppointmentState.HELD, AppointmentState.NO_SHOW, AppointmentState.CANCELLED}),
    AppointmentState.HELD: frozenset(),
    AppointmentState.NO_SHOW: frozenset({AppointmentState.HELD}),
    AppointmentState.CANCELLED: frozenset({AppointmentState.SET}),
}
APPOINTMENT_REOPENS: dict[str, frozenset[str]] = {  # only an outcome that is taken back goes this way
    outcome: frozenset({AppointmentState.SET}) for outcome in AppointmentState.values if outcome != AppointmentState.SET
}


class ImportState(models.TextChoices):
    """How far an upload has come."""

    UPLOADED = "uploaded", "Uploaded"
    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    UNDONE = "undone", "Undone"


IMPORT_STEPS: dict[str, frozenset[str]] = {
    ImportState.UPLOADED: frozenset({ImportState.QUEUED, ImportState.RUNNING}),
    ImportState.QUEUED: frozenset({ImportState.RUNNING, ImportState.FAILED}),
    ImportState.RUNNING: frozenset({ImportState.DONE, ImportState.FAILED}),
    ImportState.DONE: frozenset({ImportState.UNDONE}),
    ImportState.FAILED: frozenset({ImportState.QUEUED, ImportState.RUNNING}),
    ImportState.UNDONE: frozenset(),
}


class RowOutcome(models.TextChoices):
    """What became of one row of an import."""

    CREATED = "created", "New person"
    JOINED = "joined", "Joined a person already here"
    REJECTED = "rejected", "Not taken"


class LinkKind(models.TextChoices):
    """What of another system a link stands for."""

    CONTACT = "contact", "Person"
    APPOINTMENT = "appointment", "Appointment"


class HookState(models.TextChoices):
    """What became of a stored webhook."""

    RECEIVED = "received", "Received"
    HANDLED = "handled", "Handled"
    IGNORED = "ignored", "Kept, not understood"
    FAILED = "failed", "Failed"


HOOK_STEPS: dict[str, frozenset[str]] = {
    HookState.RECEIVED: frozenset({HookState.HANDLED, HookState.IGNORED, HookState.FAILED}),
    HookState.FAILED: frozenset({HookState.HANDLED, HookState.IGNORED}),
    HookState.IGNORED: frozenset({HookState.HANDLED, HookState.FAILED}),
    HookState.HANDLED: frozenset(),
}


class ExperimentState(models.TextChoices):
    """Whether an experiment takes people in."""

    DRAFT = "draft", "Draft"
    RUNNING = "running", "Running"
    STOPPED = "stopped", "Stopped"


EXPERIMENT_STEPS: dict[str, frozenset[str]] = {
    ExperimentState.DRAFT: frozenset({ExperimentState.RUNNING}),
    ExperimentState.RUNNING: frozenset({ExperimentState.STOPPED}),
    ExperimentState.STOPPED: frozenset(),
}
