"""One conversation as a file, for who asked for it or may: every message with its time and its fate."""

import csv
import io
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Prefetch

from crm.models import Agent
from crm.services import events
from outreach.events import ConversationExported
from outreach.models import Attachment, Conversation, Message
from outreach.selectors.shown import show
from outreach.states import FileState
from realestate.lib import text

HEAD = (
    "Time (UTC)", "Time", "Direction", "Channel", "Who", "Subject", "Words", "Files", "State", "Decision", "Sent (UTC)",
    "Delivered (UTC)", "Address", "Cost (USD)",
)  # fmt: skip
BATCH = 200


def as_csv(conversation: Conversation, *, by: Agent) -> Iterator[str]:
    """Return a conversation as lines of CSV, the oldest message first; times in UTC and on the agent's own clock.

    That it was taken out, by whom, and how much it held is kept as a fact before the first line is given.
    """
    with transaction.atomic():
        events.publish(
            ConversationExported(
                brokerage_id=conversation.brokerage_id,
                contact_id=conversation.contact_id,
                conversation_id=conversation.pk,
                agent_id=by.pk,
                messages=Message.objects.filter(conversation=conversation).count(),
            )
        )
    return _as_lines(conversation, ZoneInfo(by.timezone))


def _as_lines(conversation: Conversation, zone: ZoneInfo) -> Iterator[str]:
    kept = Attachment.objects.filter(status=FileState.KEPT).order_by("place")
    rows = Message.objects.filter(conversation=conversation).select_related("agent", "contact")
    rows = rows.prefetch_related(Prefetch("attachments", queryset=kept)).order_by("occurred_at", "pk")
    yield "\ufeff" + _line(HEAD)
    batch: list[Message] = []
    for message in rows.iterator(chunk_size=BATCH):
        batch.append(message)
        if len(batch) == BATCH:
            yield _lines(batch, zone)
            batch = []
    if batch:
        yield _lines(batch, zone)


def _lines(messages: list[Message], zone: ZoneInfo) -> str:
    return "".join(
        _line(
            (
                shown.message.occurred_at.isoformat(timespec="seconds"),
                shown.message.occurred_at.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z"),
                shown.message.get_direction_display(),
                shown.message.get_channel_display(),
                shown.who or shown.message.contact.name,
                shown.message.subject,
                shown.message.body,
                ", ".join(file.name or file.content_type for file in shown.message.attachments.all()),
                shown.message.get_status_display(),
                shown.decision.sentence if shown.decision else shown.sentence,
                shown.message.sent_at.isoformat(timespec="seconds") if shown.message.sent_at else "",
                shown.message.delivered_at.isoformat(timespec="seconds") if shown.message.delivered_at else "",
                shown.message.address,
                f"{shown.message.cost_micros / 1_000_000:.4f}" if shown.message.cost_micros else "",
            )
        )
        for shown in show(messages)
    )


def _line(values: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([text.cell(value) for value in values])
    return line.getvalue()
