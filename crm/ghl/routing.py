"""Where each of GoHighLevel's events goes, and why some go nowhere."""

from collections.abc import Iterable

from crm.states import LeadKind

CONTACT, MESSAGE, NOTE, TASK, TASK_DONE = "contact", "message", "note", "task", "task_done"
APPOINTMENT, INSTALL, UNINSTALL = "appointment", "install", "uninstall"

ROUTES: dict[str, str] = {
    "ContactCreate": CONTACT,
    "ContactUpdate": CONTACT,
    "ContactTagUpdate": CONTACT,
    "ContactDndUpdate": CONTACT,
    "WorkflowContact": CONTACT,  # our own name for the unsigned hook of a workflow
    "InboundMessage": MESSAGE,
    "OutboundMessage": MESSAGE,
    "NoteCreate": NOTE,
    "TaskCreate": TASK,
    "TaskComplete": TASK_DONE,
    "AppointmentCreate": APPOINTMENT,
    "AppointmentUpdate": APPOINTMENT,
    "AppointmentDelete": APPOINTMENT,
    "INSTALL": INSTALL,
    "UNINSTALL": UNINSTALL,
}
_STAGES = "Their pipelines have stages of their own; deals here are moved by people."
REASONS: dict[str, str] = {
    "ContactDelete": "People are erased here only when they ask us.",
    "ConversationUnreadUpdate": "What is read over there says nothing about what is read here.",
    "LCEmailStats": "It is about mail that we did not send.",
    "NoteUpdate": "Notes are kept as they were written first.",
    "NoteDelete": "Notes are kept as they were written first.",
    "TaskDelete": "Whether a task is still to be done is decided here.",
    **{
        f"Opportunity{change}": _STAGES
        for change in (
            "Create", "Update", "StageUpdate", "StatusUpdate", "AssignedToUpdate", "MonetaryValueUpdate", "Delete",
        )
    },
}  # fmt: skip
UNKNOWN = "This release does not know this kind of event."
SELLING = ("seller", "selling", "valuation", "listing", "home value", "what is my home")


def lead_kind(tags: Iterable[str], source: str) -> str:
    """Return whether a contact's tags and source speak of selling; a buyer otherwise."""
    words = " ".join([*tags, source]).casefold()
    return LeadKind.SELLER if any(word in words for word in SELLING) else LeadKind.BUYER
