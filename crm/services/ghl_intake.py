"""What GoHighLevel tells us: people, what they said and when they come, taken into our own tables.

Order is not promised over there, so each thing remembers the moment it was last heard of (``GhlLink``), and older
news of it is left aside. A do-not-disturb is never too old: it only ever takes effect, here nobody lifts it.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from crm.errors import InvalidAccount, InvalidContact
from crm.events import GhlDndChanged, GhlTextReceived
from crm.ghl import payloads, routing
from crm.models import Appointment, Contact, GhlConnection, GhlLink, InboundHook, Lead, Receipt, Task
from crm.services import appointments, contacts, events, ghl_tasks, hooks, intake, interactions, leads, todo
from crm.services.hooks import NotOurs, TooEarly
from crm.states import AppointmentState, InteractionKind, LinkKind, PointKind, TaskState
from realestate.lib import clock

OUTCOMES = {"showed": AppointmentState.HELD, "noshow": AppointmentState.NO_SHOW}
LONGEST_SUMMARY = 2000
SWITCHED_OFF = "The connection to this location is switched off."
READ = frozenset({"sms", "mms", "email"})  # what a wish to stop may stand in


def connect(location_id: str, *, company_id: str = "") -> GhlConnection:
    """Return a new connection of the brokerage in force to a location, with a fresh secret for workflow hooks.

    Raises:
        InvalidAccount: no location is named, or it belongs to a connection already.
    """
    location_id = location_id.strip()
    if not location_id:
        raise InvalidAccount("Name the location.", field="location_id")
    try:
        with transaction.atomic():
            return GhlConnection.objects.create(
                location_id=location_id, company_id=company_id.strip(), hook_secret=secrets.token_urlsafe(32)
            )
    except IntegrityError as error:
        raise InvalidAccount("This location is connected already.", field="location_id") from error


def receive(raw: bytes) -> InboundHook:
    """Store an app webhook whose signature was checked, queue it, and return it; a repeat changes nothing."""
    hook = payloads.read(raw)
    connection = GhlConnection._base_manager.filter(location_id=hook.location_id).select_related("brokerage").first()
    brokerage = connection.brokerage if connection else None
    return hooks.keep("ghl", external_id=hook.external_id, kind=hook.kind, body=hook.body, brokerage=brokerage)[0]


def connection_of(secret: str) -> GhlConnection | None:
    """Return the connection whose workflow hooks carry this secret in their address, or None."""
    rows = GhlConnection._base_manager.filter(hook_secret=secret, is_active=True, brokerage__is_active=True)
    return rows.select_related("brokerage").first()


def receive_workflow(connection: GhlConnection, raw: bytes) -> InboundHook:
    """Store a workflow's custom webhook: a flat contact, without signature, id or time."""
    hook = payloads.read(raw)
    return hooks.keep(
        "ghl-workflow",
        external_id=f"{connection.pk}:{hook.external_id}",
        kind="WorkflowContact",
        body={**hook.body, "locationId": connection.location_id},
        brokerage=connection.brokerage,
    )[0]


def handle(hook_id: int) -> InboundHook:
    """Do what a stored hook of the brokerage in force asks for, once, and return it with what became of it."""
    return hooks.run(hook_id, _handle)


def _handle(hook: InboundHook) -> None:
    route = routing.ROUTES.get(hook.kind)
    if route is None:
        raise NotOurs(routing.REASONS.get(hook.kind, routing.UNKNOWN))
    connection = GhlConnection.objects.filter(location_id=payloads.text(hook.body, "locationId")).first()
    if connection is None or not (connection.is_active or route == routing.INSTALL):
        raise NotOurs(SWITCHED_OFF)
    _DO[route](hook, _told_at(hook))


def _told_at(hook: InboundHook) -> datetime:
    """Return when the sender says it happened; never a moment to come."""
    told = payloads.moment(hook.body, "timestamp", "dateAdded")
    return min(told, clock.now()) if told else clock.now()


def _contact(hook: InboundHook, at: datetime) -> None:
    """Take a person in, or bring what is known of them up to date; what they refuse takes effect with it."""
    external_id = payloads.contact_id(hook.body, is_contact=True)
    link = _link(LinkKind.CONTACT, external_id)
    refused = payloads.refused_channels(hook.body)
    added_at = payloads.moment(hook.body, "dateAdded") if hook.kind == "ContactCreate" else None
    incoming = payloads.lead(hook.body, occurred_at=min(added_at, at) if added_at else at)
    is_old = link is not None and at < link.as_of
    if is_old and not refused:
        raise NotOurs("Newer news of this person came before.")
    if link is not None and link.contact is not None:
        _keep_together(link.contact, incoming)
        if is_old:  # the refusal counts, also for a number they have given up since
            _refuse(_present(link.contact), refused)
            return
    contact = intake.take_in(incoming, door="ghl").contact
    if refused:
        _refuse(contact, refused)
    if external_id:
        _remember(LinkKind.CONTACT, external_id, as_of=at, contact=contact)


def _keep_together(contact: Contact, incoming: intake.IncomingLead) -> None:
    """Give a known person their new numbers and addresses first, so that a change of both does not make a second."""
    present = _present(contact)
    for kind, raws in ((PointKind.PHONE, incoming.phones), (PointKind.EMAIL, incoming.emails)):
        for raw in raws:
            try:
                contacts.add_point(present, kind, raw, source=payloads.SOURCE)
            except InvalidContact:  # another person's, or none: the intake says what comes of it
                continue


def _refuse(contact: Contact, channels: list[str]) -> None:
    events.publish(GhlDndChanged(brokerage_id=contact.brokerage_id, contact_id=contact.pk, channels=channels))


def _message(hook: InboundHook, at: datetime) -> None:
    """A text or mail of theirs goes the way of every answer; calls and what was sent there become the timeline's."""
    contact = _person(hook)
    external_id = payloads.text(hook.body, "messageId", "emailMessageId") or hook.external_id
    if not _first_time("message", external_id):
        return
    lead, inbound = _lead_of(contact), payloads.is_inbound(hook.body)
    medium = payloads.text(hook.body, "messageType").lower()
    if inbound and medium in READ:
        fact = GhlTextReceived(brokerage_id=contact.brokerage_id, contact_id=contact.pk, hook_id=hook.pk)
        events.publish(fact, occurred_at=at)
        return
    is_call = medium in {"call", "voicemail"}
    if is_call:
        seconds, outcome = hook.body.get("callDuration"), payloads.text(hook.body, "callStatus", "status")
        summary = f"Call {'from' if inbound else 'to'} them, through {payloads.SOURCE}"
    else:
        seconds, outcome = None, ""
        what = "Email" if medium == "email" else "Message"
        words = [payloads.text(hook.body, "subject"), payloads.said(hook.body)]
        summary = f"{what} {'from' if inbound else 'to'} them, through {payloads.SOURCE}: " + " - ".join(
            filter(None, words)
        )
    interactions.record(
        contact,
        InteractionKind.CALL if is_call else InteractionKind.NOTE,
        lead=lead,
        summary=summary[:LONGEST_SUMMARY],
        disposition=outcome[:24],
        seconds=seconds if isinstance(seconds, int) and 0 <= seconds < 86_400 else None,
        occurred_at=at,
    )
    if lead is not None:
        leads.touched(lead, **{"inbound_at" if inbound else "outbound_at": at})


def _note(hook: InboundHook, at: datetime) -> None:
    contact = _person(hook)
    words = payloads.said(hook.body)
    if not words:
        raise NotOurs("The note is empty.")
    if _first_time("note", payloads.text(hook.body, "id") or hook.external_id):
        lead = _lead_of(contact)
        interactions.record(contact, InteractionKind.NOTE, lead=lead, summary=words[:LONGEST_SUMMARY], occurred_at=at)


def _task(hook: InboundHook, at: datetime) -> None:
    _task_of(hook)


def _task_done(hook: InboundHook, at: datetime) -> None:
    """A task may be done before we hear that there is one."""
    task = _task_of(hook)
    if task.status == TaskState.OPEN:
        todo.finish(task, by=None)


def _task_of(hook: InboundHook) -> Task:
    external_id = payloads.text(hook.body, "id")[: payloads.LONGEST_ID] or hook.external_id
    known = ghl_tasks.ours(external_id, payloads.text(hook.body, "body"))
    if known is not None:
        return known
    contact = _person(hook)
    return todo.create(
        payloads.text(hook.body, "title") or "Task",
        contact=contact,
        lead=_lead_of(contact),
        due_at=payloads.moment(hook.body, "dueDate"),
        body=payloads.said(hook.body),
        key=f"ghl:{external_id}",
    )


def _appointment(hook: InboundHook, at: datetime) -> None:
    """Set, move, cancel or settle an appointment: whatever its newest state is (the event's name does not say)."""
    told = payloads.meeting(hook.body)
    link = _link(LinkKind.APPOINTMENT, told.external_id)
    as_of = told.as_of or at
    if link is not None and as_of < link.as_of:
        raise NotOurs("Newer news of this appointment came before.")
    row = link.appointment if link else None
    gone = told.status in payloads.CANCELLED or hook.kind == "AppointmentDelete"
    if row is None and not gone:
        row = _set(hook, told)
    elif row is not None and not gone:
        _move(row, told)
    outcome = AppointmentState.CANCELLED if gone else OUTCOMES.get(told.status)
    if row is not None and outcome is not None and row.status != outcome:
        appointments.resolve(row, outcome)
    _remember(LinkKind.APPOINTMENT, told.external_id, as_of=as_of, appointment=row)


def _set(hook: InboundHook, told: payloads.Meeting) -> Appointment:
    lead = _lead_of(_person(hook, told.contact_id))
    if lead is None:
        raise NotOurs("The person is not being worked.")
    if told.starts_at is None or told.ends_at is None:
        raise NotOurs("It does not say when.")
    return appointments.set_appointment(
        lead,
        starts_at=told.starts_at,
        ends_at=told.ends_at,
        title=told.title,
        agent=lead.assigned_to,
        place=told.place,
        timezone=lead.brokerage.timezone,
    )


def _move(row: Appointment, told: payloads.Meeting) -> None:
    if told.starts_at is None or told.ends_at is None or told.ends_at <= told.starts_at:
        return
    row.starts_at, row.ends_at = told.starts_at, told.ends_at
    row.title, row.place = told.title[:160], told.place[:160]
    row.save(update_fields=["starts_at", "ends_at", "title", "place", "updated_at"])


def _installed(hook: InboundHook, at: datetime) -> None:
    """The app was installed (again) for a location that the brokerage has named."""
    company_id = payloads.text(hook.body, "companyId")[:40]
    connections = GhlConnection.objects.filter(location_id=hook.body["locationId"])
    connections.update(is_active=True, company_id=company_id, updated_at=clock.now())


def _uninstalled(hook: InboundHook, at: datetime) -> None:
    GhlConnection.objects.filter(location_id=hook.body["locationId"]).update(is_active=False, updated_at=clock.now())


def _person(hook: InboundHook, external_id: str = "") -> Contact:
    """Return our contact for the vendor's id.

    Raises:
        TooEarly: the person has not come yet; the hook waits for them.
    """
    external_id = external_id or payloads.contact_id(hook.body, is_contact=False)
    if not external_id:
        raise NotOurs("It is about nobody.")
    link = _link(LinkKind.CONTACT, external_id)
    if link is None or link.contact is None:
        raise TooEarly("Waits for the person it is about.")
    return _present(link.contact)


def _present(contact: Contact) -> Contact:
    while contact.merged_into is not None:
        contact = contact.merged_into
    return contact


def _lead_of(contact: Contact) -> Lead | None:
    mine = Lead.objects.filter(contact=contact).select_related("assigned_to", "contact", "brokerage")
    return mine.open().order_by("-created_at").first() or mine.order_by("-created_at").first()


def _link(kind: str, external_id: str) -> GhlLink | None:
    found = GhlLink.objects.select_for_update(of=("self",)).filter(kind=kind, external_id=external_id)
    return found.select_related("contact", "appointment").first() if external_id else None


def _remember(kind: str, external_id: str, *, as_of: datetime, **row: Any) -> None:
    if external_id:
        GhlLink.objects.update_or_create(kind=kind, external_id=external_id, defaults={"as_of": as_of, **row})


def _first_time(what: str, external_id: str) -> bool:
    """Return whether this thing comes for the first time; a resend by hand gets a new hook id over there."""
    return Receipt.objects.get_or_create(source=f"ghl.{what}", key=external_id[:120])[1]


_DO: dict[str, Callable[[InboundHook, datetime], None]] = {
    routing.CONTACT: _contact,
    routing.MESSAGE: _message,
    routing.NOTE: _note,
    routing.TASK: _task,
    routing.TASK_DONE: _task_done,
    routing.APPOINTMENT: _appointment,
    routing.INSTALL: _installed,
    routing.UNINSTALL: _uninstalled,
}
