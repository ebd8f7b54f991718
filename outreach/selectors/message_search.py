"""Find what was said: messages by their words, within what an agent may see, the newest first.

A statement that both searches words and sorts by time walks the whole of time for a rare word, or sorts all hits of a
frequent one. So hits are fetched first, in no order and capped. Few are then sorted; of many, walking time finds a
page soon.
"""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchVector
from django.db.models import F, Q, QuerySet

from crm.models import Agent
from crm.selectors.search import contact_ids
from outreach.models import Conversation, Message
from outreach.selectors.inbox import Line, lines, visible_to
from outreach.states import MessageStatus
from realestate.web.cursors import cursor, read_cursor

PAGE = 25
FEW = 2000  # hits that are sorted; more are found on the way through time
MOST_PEOPLE = 5
SHORTEST = 2
LANGUAGE = "english"  # as of the index outreach_message_words; names and Spanish words are found as they are written
VECTOR = SearchVector("subject", "body", config=LANGUAGE)  # word for word the expression of that index
OPENS, SHUTS = "\x02", "\x03"  # never typed; the page turns them into marks, so that nothing said can be markup


@dataclass(frozen=True)
class Hit:
    """One message that was found; ``parts`` are its words, each with whether it is what was looked for."""

    message: Message
    parts: list[tuple[str, bool]]


@dataclass(frozen=True)
class FoundWords:
    """A page of hits, people whose name fits (on the first page), and where the next page starts."""

    people: list[Line]
    hits: list[Hit]
    next: str


def search_messages(agent: Agent, words: str, *, after: str = "") -> FoundWords:
    """Return what was said with these words; quotes hold some together, a minus leaves one out."""
    words = words.replace("\x00", "").strip()
    if len(words) < SHORTEST:
        return FoundWords([], [], "")
    query = SearchQuery(words, search_type="websearch", config=LANGUAGE)
    rows = _page(_fitting(agent, query), after)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return FoundWords(
        people=[] if after else _people(agent, words),
        hits=_hits([row.pk for row in rows[:PAGE]], query),
        next=cursor(last.occurred_at, last.pk) if last else "",
    )


def _fitting(agent: Agent, query: SearchQuery) -> QuerySet[Message]:
    rows = Message.objects.annotate(words=VECTOR).filter(words=query).exclude(status=MessageStatus.CANCELLED)
    if not agent.sees_everyone:
        rows = rows.filter(conversation__in=visible_to(agent).values("pk"))
    few = list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])
    found: QuerySet[Message] = rows if len(few) > FEW else Message.objects.filter(pk__in=few)
    return found


def _page(rows: QuerySet[Message], after: str) -> list[Message]:
    moment, pk = read_cursor(after)
    if moment is not None:
        rows = rows.filter(Q(occurred_at__lt=moment) | Q(occurred_at=moment, pk__lt=pk))
    return list(rows.only("pk", "occurred_at").order_by("-occurred_at", "-pk")[: PAGE + 1])


def _hits(ids: list[int], query: SearchQuery) -> list[Hit]:
    """Cut out and mark the words of one page only: that is the dear part."""
    headline = SearchHeadline(
        F("body"), query, config=LANGUAGE, start_sel=OPENS, stop_sel=SHUTS, min_words=12, max_words=28
    )
    rows = Message.objects.filter(pk__in=ids).annotate(cut=headline).select_related("contact", "agent")
    return [Hit(row, marked(row.cut)) for row in rows.order_by("-occurred_at", "-pk")]


def marked(cut: str) -> list[tuple[str, bool]]:
    """Return words that the database marked as parts: text, and whether it is marked."""
    parts: list[tuple[str, bool]] = []
    for piece in cut.split(OPENS):
        found, shut, rest = piece.rpartition(SHUTS)
        parts += [(found, True), (rest, False)] if shut else [(piece, False)]
    return [part for part in parts if part[0]]


def _people(agent: Agent, words: str) -> list[Line]:
    ids = contact_ids(words) or []
    rows = visible_to(agent).filter(contact__in=ids).exclude(last_message_at=None)
    found: list[Conversation] = list(rows.select_related("contact", "agent").order_by("-last_message_at")[:MOST_PEOPLE])
    return lines(found, reader=agent) if found else []
