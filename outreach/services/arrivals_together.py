"""Texts that arrive in the same moment, stored together: what ``arrivals.take_down`` does, for the plainest of them.

Raw SQL because of its price: a person, a text and a conversation cost one statement for all texts that wait, and not
three for each. Whose a text is follows in the same statement from our own record of the number; numbers are looked for
in that brokerage alone, and no link can lead out of it. A stranger's text is kept as a hook: making a person costs
fifty times as much, and a worker does it a moment later. What is left to ``take_down``: a person whom somebody else has
locked, so that one lock never keeps the texts of others waiting; a stranger's stop; a number of ours that nobody has.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from psycopg import sql

from crm.models import Brokerage, Contact, ContactPoint, InboundHook
from crm.services import bulk
from crm.states import Carrier, PointKind
from outreach.models import Conversation, Message
from outreach.replies.optout import classify
from outreach.services import arrivals
from outreach.services.hooks import TEXT
from outreach.states import Author, Channel, Direction, MessageStatus, Purpose
from realestate.lib import clock, phones

CARRIER = Carrier.TWILIO.value

_STORE = """
WITH come AS MATERIALIZED (
    SELECT text.*, house.id AS brokerage_id, point.id AS point_id, point.contact_id
    FROM jsonb_to_recordset(%(texts)s::jsonb) AS text (
        place integer, sid varchar, key varchar, ours varchar, address varchar, body text, understood jsonb, form jsonb,
        is_stop boolean, at timestamptz
    )
    JOIN {brokerage} house ON house.from_number = text.ours AND house.carrier = {twilio} AND house.is_active
    LEFT JOIN {point} point ON point.brokerage_id = house.id AND point.kind = {phone} AND point.value = text.address
), kept AS (
    INSERT INTO {hook} ({hook_columns}, {hook_usual})
    SELECT brokerage_id, sid, form, at, {hook_values} FROM come WHERE point_id IS NULL AND NOT is_stop ORDER BY place
    ON CONFLICT (provider, external_id) DO NOTHING
    RETURNING id, external_id
), known AS MATERIALIZED (
    SELECT come.*, conversation.id AS conversation_id
    FROM come
    JOIN {contact} person ON person.id = come.contact_id
    LEFT JOIN {conversation} conversation ON conversation.contact_id = person.id
    FOR NO KEY UPDATE OF person SKIP LOCKED
), opened AS (
    INSERT INTO {conversation} ({conversation_columns}, {conversation_usual})
    SELECT brokerage_id, contact_id, max(at), max(at), max(at), max(at), {conversation_values}
    FROM known WHERE conversation_id IS NULL GROUP BY brokerage_id, contact_id
    RETURNING id, contact_id
), written AS (
    INSERT INTO {message} ({message_columns}, {message_usual})
    SELECT known.brokerage_id, known.contact_id, known.point_id, COALESCE(known.conversation_id, opened.id),
           known.address, known.key, known.body, known.understood, known.at, known.at, known.at, known.at,
           {message_values}
    FROM known LEFT JOIN opened USING (contact_id)
    ORDER BY known.place
    ON CONFLICT (brokerage_id, key) DO NOTHING
    RETURNING brokerage_id, key, conversation_id, occurred_at
), heard AS (
    UPDATE {conversation} conversation
    SET last_message_at = GREATEST(conversation.last_message_at, latest.at),
        last_inbound_at = GREATEST(conversation.last_inbound_at, latest.at),
        snoozed_until = NULL, updated_at = latest.at
    FROM (SELECT conversation_id AS id, max(occurred_at) AS at FROM written GROUP BY 1) latest
    WHERE conversation.id = latest.id
)
SELECT come.place, come.brokerage_id, known.contact_id, kept.id, written.key IS NOT NULL OR kept.id IS NOT NULL
FROM come
LEFT JOIN known USING (place)
LEFT JOIN written ON written.brokerage_id = come.brokerage_id AND written.key = come.key
LEFT JOIN kept ON kept.external_id = come.sid
WHERE known.place IS NOT NULL OR (come.point_id IS NULL AND NOT come.is_stop)
"""
HOOK = ("brokerage_id", "external_id", "body", "received_at")
CONVERSATION = ("brokerage_id", "contact_id", "last_message_at", "last_inbound_at", "created_at", "updated_at")
MESSAGE = (
    "brokerage_id", "contact_id", "point_id", "conversation_id", "address", "key", "body", "understood", "occurred_at",
    "due_at", "created_at", "updated_at",
)  # fmt: skip
ALIKE: Mapping[str, Any] = {
    "direction": Direction.IN.value,
    "channel": Channel.SMS.value,
    "purpose": Purpose.REPLY.value,
    "author": Author.CONTACT.value,
    "carrier": CARRIER,
    "status": MessageStatus.ARRIVED.value,
}


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text that may be stored together with others.

    Attributes:
        sid: the carrier's id; the same again is the same text (T55).
        ours: the number of ours it was sent to, as the carrier writes it.
        address: the sender's number, E.164.
        understood: what the webhook has seen of it, as ``arrivals.notes_of`` returns it.
        form: all that the carrier told.
        is_stop: it has to be obeyed before the carrier is answered; to store it is not enough.
    """

    sid: str
    ours: str
    address: str
    body: str
    understood: Mapping[str, Any]
    form: Mapping[str, str]
    is_stop: bool
    at: datetime

    @property
    def key(self) -> str:
        """The key of the message."""
        return f"{CARRIER}:{self.sid}"


@dataclass(frozen=True)
class Stored:
    """Whose text it is: of a person, or of a stranger, and then kept as a hook.

    ``is_new`` is False for one that was stored before; a stranger's hook is then not told again.
    """

    brokerage_id: int
    contact_id: int | None
    hook_id: int | None
    is_new: bool


def plain(form: Mapping[str, str]) -> Text | None:
    """Return a text as Twilio tells of it; None if it has to be taken alone: pictures, a sender who has no number."""
    body, opt_out_type = form.get("Body", ""), form.get("OptOutType", "")
    read = classify(body)
    ours, sid = form.get("To", ""), form.get("MessageSid", "")
    if not ours or not sid or form.get("NumMedia", "0") != "0":
        return None
    try:
        address = phones.normalise(form.get("From", ""))
    except phones.InvalidPhone:
        return None
    return Text(
        sid=sid,
        ours=ours,
        address=address,
        body=body,
        understood=arrivals.notes_of(read, opt_out_type),
        form=form,
        is_stop=arrivals.is_stop(read, opt_out_type),
        at=clock.now(),
    )


def store(texts: Sequence[Text]) -> list[Stored | None]:
    """Store texts, in one statement that commits by itself; nobody is told of them yet.

    Returns:
        For each text whose it is, or None if ``arrivals.take_down`` has to take it.
    Raises:
        DatabaseError: one of them could not be stored, and so none was.
    """
    rows = [
        {"place": place, **vars(text), "key": text.key, "at": text.at.isoformat()} for place, text in enumerate(texts)
    ]
    found: list[Stored | None] = [None] * len(texts)
    with connection.cursor() as cursor:
        cursor.execute(_statement(), {"texts": json.dumps(rows)})
        for place, *stored in cursor.fetchall():
            found[place] = Stored(*stored)
    return found


@cache
def _statement() -> str:
    """Return the statement, with the models' own defaults in the columns that no text fills."""
    tables = {
        "brokerage": Brokerage, "point": ContactPoint, "contact": Contact, "conversation": Conversation,
        "message": Message, "hook": InboundHook,
    }  # fmt: skip
    parts: dict[str, sql.Composable] = {name: sql.Identifier(model._meta.db_table) for name, model in tables.items()}
    parts |= {"twilio": sql.Literal(CARRIER), "phone": sql.Literal(PointKind.PHONE.value)}
    parts |= _columns("hook", HOOK, {**bulk.usual(InboundHook, HOOK), "provider": CARRIER, "kind": TEXT})
    parts |= _columns("conversation", CONVERSATION, bulk.usual(Conversation, CONVERSATION))
    parts |= _columns("message", MESSAGE, {**bulk.usual(Message, MESSAGE), **ALIKE})
    return sql.SQL(_STORE).format(**parts).as_string(None)


def _columns(name: str, given: Sequence[str], usual: Mapping[str, Any]) -> dict[str, sql.Composable]:
    comma = sql.SQL(", ")
    return {
        f"{name}_columns": comma.join(map(sql.Identifier, given)),
        f"{name}_usual": comma.join(map(sql.Identifier, usual)),
        f"{name}_values": comma.join(sql.Literal(getattr(value, "value", value)) for value in usual.values()),
    }
