"""How messages arrive, measured: per channel and carrier, with what failed and why, what repeats, and what is stuck."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Func, Min, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import MD5

from crm.models import Brokerage
from outreach.metrics.carrier import Counts, standing_of
from outreach.models import DeliveryUpdate, Message, SendingBrake, Suppression, Template
from outreach.states import Channel, Direction, MessageStatus, SuppressionScope
from realestate.lib import clock, phones

WINDOW = timedelta(days=7)
REPEATS_WITHIN = timedelta(days=1)
MOST_REPEATS = 10
REPEATED = 20  # the same words to so many people in a day look like spam to carriers
STUCK_AFTER = timedelta(minutes=10)
MOST = 50
COMPLAINED = ("complained",)
OF_CHANNEL = {
    Channel.SMS: [SuppressionScope.SMS, SuppressionScope.PHONE, SuppressionScope.ALL],
    Channel.EMAIL: [SuppressionScope.EMAIL, SuppressionScope.ALL],
}
CARRIERS = {
    "simulator": "Simulator", "mailcatcher": "Kept on this machine", "print": "On paper", "twilio": "Twilio",
    "smtp": "Mail server", "ghl": "GoHighLevel", "": "Unknown",
}  # fmt: skip
OWN_WORD = ("text", "email", "one-click", "page", "complaint")

# Twilio's words, shortened: https://www.twilio.com/docs/api/errors
ERRORS: dict[str, str] = {
    "21211": "Not a phone number",
    "21408": "Texts to this country are not switched on",
    "21610": "They texted STOP to this number",
    "21614": "Not a mobile number",
    "30001": "The queue at the carrier was full",
    "30002": "The account is suspended",
    "30003": "The phone is off or out of reach",
    "30004": "The person or their carrier blocked it",
    "30005": "The number does not exist any more",
    "30006": "A landline, or a carrier that takes no texts",
    "30007": "Filtered by the carrier as spam",
    "30008": "Unknown error at the carrier",
    "30032": "The toll-free number is not verified",
    "30034": "The number belongs to no registered campaign",
    "not_found": "The carrier never got it",
    "unreachable": "The carrier could not be reached",
    "by_hand": "Somebody found out that it did not arrive",
    "bounced": "The mailbox refused it",
    "invalid": "The address does not exist",
}


@dataclass(frozen=True)
class Lane:
    """One channel through one carrier."""

    channel: str
    channel_words: str
    carrier_words: str
    sender: str
    counts: Counts
    standing: str


@dataclass(frozen=True)
class Failure:
    """One reason for which messages failed."""

    code: str
    words: str
    count: int


@dataclass(frozen=True)
class Repeat:
    """Words that went to many people, and the template they came from, if one."""

    words: str
    people: int
    template: Template | None


@dataclass(frozen=True)
class Queue:
    """What waits and what is stuck. ``oldest_due`` None: nothing is due."""

    due: int
    oldest_due: datetime | None
    on_the_wire: int
    in_doubt: int


def counts(channel: str, *, since: datetime) -> Counts:
    """Return what became of a channel's messages that were claimed since a moment."""
    return _count(_out(since).filter(channel=channel), channel, since)


def lanes(brokerage: Brokerage) -> list[Lane]:
    """Return every channel and carrier that was used of late, the busiest first."""
    since = clock.now() - WINDOW
    used = _out(since).values_list("channel", "carrier").annotate(n=Count("pk")).order_by("-n")
    found = []
    for channel, carrier, _ in used:
        counted = _count(_out(since).filter(channel=channel, carrier=carrier), channel, since)
        words = CARRIERS.get(carrier, carrier)
        found.append(
            Lane(channel, Channel(channel).label, words, _sender(brokerage, channel), counted,
                 standing_of(counted.delivery))
        )  # fmt: skip
    return found


def by_campaign() -> list[tuple[str, Counts, str]]:
    """Return the campaigns of late by how well their messages arrived, the worst first."""
    rows: Any = _out(clock.now() - WINDOW).exclude(campaign="").values("campaign")
    told = rows.annotate(**_SUMS).order_by("-failed", "campaign").values_list("campaign", *_SUMS)[:MOST]
    found = [(name, Counts(**dict(zip(_SUMS, sums, strict=True)))) for name, *sums in told]
    return [(name, counted, standing_of(counted.delivery)) for name, counted in found]


def by_template() -> list[tuple[str, Counts, str]]:
    """Return the templates of late by how well their messages arrived, the worst first, with complaints."""
    name = "wording__version__template__name"
    rows: Any = _out(clock.now() - WINDOW).filter(wording__version__isnull=False).values(name)
    sums = {**_SUMS, "complaints": Count("pk", filter=_COMPLAINED)}
    told = rows.annotate(**sums).order_by("-failed", "-complaints", name).values_list(name, *sums)[:MOST]
    found = [(words, Counts(**dict(zip(sums, values, strict=True)))) for words, *values in told]
    return [(words, counted, standing_of(counted.delivery)) for words, counted in found]


def failures() -> list[Failure]:
    """Return why messages failed of late, the most frequent reason first."""
    failed = _out(clock.now() - WINDOW).filter(status=MessageStatus.FAILED)
    rows = failed.values_list("error_code").annotate(n=Count("pk")).order_by("-n", "error_code")[:MOST]
    return [Failure(code, ERRORS.get(code, f"Error {code}" if code else "No reason given"), n) for code, n in rows]


def repeated() -> list[Repeat]:
    """Return texts that went to many people in the same words within a day, first names aside; most people first."""
    unnamed = Func("body", "contact__first_name", Value("…"), function="REPLACE", output_field=TextField())
    texts = _out(clock.now() - REPEATS_WITHIN).filter(channel=Channel.SMS).annotate(mark=MD5(unnamed))
    rows = texts.values("mark").annotate(
        people=Count("contact", distinct=True), words=Min(unnamed), template=Min("wording__version__template")
    )
    found = list(rows.filter(people__gte=REPEATED).order_by("-people", "words")[:MOST_REPEATS])
    templates = Template.objects.in_bulk([row["template"] for row in found if row["template"]])
    return [Repeat(row["words"], row["people"], templates.get(row["template"])) for row in found]


def queue() -> Queue:
    """Return how much waits, since when, and what is stuck."""
    now = clock.now()  # two questions, each answered by an index of the few it is about, however many were sent
    due = Message.objects.waiting().filter(due_at__lte=now).aggregate(count=Count("pk"), oldest=Min("due_at"))
    out = Message.objects.filter(status__in=[MessageStatus.CLAIMED, MessageStatus.UNKNOWN]).aggregate(
        wire=Count("pk", filter=Q(status=MessageStatus.CLAIMED, claimed_at__lt=now - STUCK_AFTER)),
        doubt=Count("pk", filter=Q(status=MessageStatus.UNKNOWN)),
    )
    return Queue(due["count"], due["oldest"], out["wire"], out["doubt"])


def in_doubt() -> QuerySet[Message]:
    """Return the messages of which nobody can tell, the oldest first."""
    rows: QuerySet[Message] = Message.objects.filter(status=MessageStatus.UNKNOWN).select_related("contact", "lead")
    return rows.order_by("claimed_at", "pk")[:MOST]


def brakes() -> QuerySet[SendingBrake]:
    """Return the brakes that are on."""
    rows: QuerySet[SendingBrake] = SendingBrake.objects.filter(lifted_at=None).order_by("set_at")
    return rows


_SUMS = {
    "sent": Count("pk"),
    "delivered": Count("pk", filter=Q(status=MessageStatus.DELIVERED)),
    "failed": Count("pk", filter=Q(status=MessageStatus.FAILED)),
}


def _sender(brokerage: Brokerage, channel: str) -> str:
    if channel == Channel.LETTER:
        return brokerage.postal_address
    return brokerage.from_email if channel == Channel.EMAIL else phones.display(brokerage.from_number or "")


# Of every brokerage: only messages of the one in force are asked about.
_COMPLAINED = Exists(DeliveryUpdate._base_manager.filter(message=OuterRef("pk"), status__in=COMPLAINED))


def _out(since: datetime) -> QuerySet[Message]:
    rows: QuerySet[Message] = Message.objects.filter(direction=Direction.OUT, claimed_at__gte=since)
    return rows


def _count(rows: QuerySet[Message], channel: str, since: datetime) -> Counts:
    told = rows.aggregate(**_SUMS, complaints=Count("pk", filter=_COMPLAINED))
    stops = Suppression.objects.filter(
        effective_at__gte=since, source__in=OWN_WORD, scope__in=OF_CHANNEL.get(Channel(channel), [])
    )
    return Counts(**told, opt_outs=min(stops.values("effective_at").distinct().count(), told["sent"]))
