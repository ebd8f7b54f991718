"""Letters as pages show them: batches with their counts, the lines of one, and the lists people are taken from."""

from dataclasses import dataclass, replace

from django.db.models import Count, Q, QuerySet

from crm.models import Agent, Lead, SmartList
from crm.selectors import people
from crm.selectors.lists import BUILT_IN
from crm.selectors.people import Filters
from outreach.models import Letter, LetterBatch
from outreach.selectors.letter_reading import delicate
from outreach.selectors.words import REASONS
from outreach.states import BatchStatus, MessageStatus

PAGE = 50
LISTS = 60
LEFT_OUT = (MessageStatus.BLOCKED, MessageStatus.CANCELLED)
TONES = {
    BatchStatus.COLLECTING: "draft",
    BatchStatus.APPROVED: "info",
    BatchStatus.MAKING: "info",
    BatchStatus.READY: "attention",
    BatchStatus.MAILED: "good",
    BatchStatus.DROPPED: "quiet",
}


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How a batch stands. ``settled``: asked of the gate, whatever it said."""

    letters: int
    settled: int
    printed: int
    left_out: int
    came_back: int
    agreed: int
    stopped: int


@dataclass(frozen=True)
class Line:
    """One letter of a batch, with what became of it in words and tone."""

    letter: Letter
    state: str
    tone: str
    why: str = ""
    icon: str = ""
    must_be_read: bool = False

    @property
    def can_come_back(self) -> bool:
        """Whether it was printed, did not come back yet, and nobody answered it."""
        letter = self.letter
        is_answered = letter.agreed_at or letter.stopped_at
        return letter.message is not None and letter.message.status == MessageStatus.SENT and not is_answered


def counted(batches: QuerySet[LetterBatch]) -> QuerySet[LetterBatch]:
    """Add the counts of each batch, in one statement: ``letters_n``, ``printed_n``, ``agreed_n``, ``stopped_n``."""
    printed = Q(letters__message__sent_at__isnull=False)
    return batches.annotate(
        letters_n=Count("letters"),
        printed_n=Count("letters", filter=printed),
        agreed_n=Count("letters", filter=Q(letters__agreed_at__isnull=False)),
        stopped_n=Count("letters", filter=Q(letters__stopped_at__isnull=False)),
    )


def counts(batch: LetterBatch) -> Counts:
    """Return how one batch stands; one statement."""
    settled = Q(message__isnull=False) & ~Q(message__status__in=[MessageStatus.QUEUED, MessageStatus.HELD])
    found = batch.letters.aggregate(
        letters=Count("pk"),
        settled=Count("pk", filter=settled),
        printed=Count("pk", filter=Q(message__sent_at__isnull=False)),
        left_out=Count("pk", filter=Q(message__status__in=LEFT_OUT)),
        came_back=Count("pk", filter=Q(message__error_code="returned")),
        agreed=Count("pk", filter=Q(agreed_at__isnull=False)),
        stopped=Count("pk", filter=Q(stopped_at__isnull=False)),
    )
    return Counts(**found)


def lines(batch: LetterBatch, *, after: int = 0) -> tuple[list[Line], int]:
    """Return a page of a batch's letters in order, and behind which the next one starts (0 at the end)."""
    rows = batch.letters.select_related("contact", "message", "lead").filter(pk__gt=after).order_by("pk")
    found = list(rows[: PAGE + 1])
    special = delicate(batch, found) if batch.status == BatchStatus.COLLECTING else set()
    shown = [replace(_line(one, batch), must_be_read=one.pk in special and one.read_at is None) for one in found[:PAGE]]
    return shown, found[PAGE - 1].pk if len(found) > PAGE else 0


def lists(agent: Agent) -> list[tuple[str, str]]:
    """Return the smart lists people can be taken from, key and name: the built-in ones, then the saved ones."""
    saved = SmartList.objects.filter(Q(owner=agent) | Q(is_shared=True)).order_by("is_shared", "position", "name")
    built_in = [(f"built-in-{place}", name) for place, (name, _, _) in enumerate(BUILT_IN)]
    return built_in + [(str(row.pk), row.name) for row in saved[:LISTS]]


def leads_on(key: str, agent: Agent, *, most: int) -> list[Lead]:
    """Return the leads on a list of ``lists``, the oldest first; nobody for an unknown key."""
    place = key.removeprefix("built-in-")
    filters: dict[str, str] | None = None
    if place != key and place.isdecimal() and int(place) < len(BUILT_IN):
        filters = BUILT_IN[int(place)][1]
    elif key.isdecimal():
        row = SmartList.objects.filter(Q(owner=agent) | Q(is_shared=True), pk=int(key)).first()
        filters = row.filters if row else None
    if filters is None:
        return []
    found = people.matching(Filters.read(filters), agent).select_related("contact").order_by("pk")
    return list(found[:most])


def _line(letter: Letter, batch: LetterBatch) -> Line:
    message = letter.message
    if message is None:
        return Line(letter, "On the list", "quiet", icon="mail")
    if letter.stopped_at:
        return Line(letter, "Wants no more", "blocked")
    if letter.agreed_at:
        return Line(letter, "Answered", "allowed")
    if message.status in LEFT_OUT:
        return Line(letter, "Left out", "blocked", REASONS.get(message.reason, message.reason))
    if message.status == MessageStatus.FAILED and batch.status == BatchStatus.DROPPED:
        return Line(letter, "Not mailed", "quiet", icon="mail")
    if message.status == MessageStatus.FAILED:
        return Line(letter, "Not delivered", "blocked", message.reason)
    if not message.sent_at:
        return Line(letter, "Being checked", "unknown")
    return Line(letter, "Mailed" if batch.status == BatchStatus.MAILED else "In the files", "allowed")
