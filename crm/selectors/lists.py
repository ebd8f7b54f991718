"""Smart lists: the built-in ones, the saved ones, and how many people wait in each."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q

from crm.models import Agent, SmartList, Tag
from crm.selectors import people
from crm.selectors.people import Filters
from crm.states import LeadKind, LeadStatus

MOST_COUNTED = 1000
MOST_SAVED = 20
MOST_CHOICES = 60

BUILT_IN: tuple[tuple[str, dict[str, str], bool], ...] = (
    ("Everyone", {}, False),
    ("They spoke last", {"word": "theirs"}, True),
    ("New", {"status": LeadStatus.NEW, "sort": "newest"}, True),
    ("Hot", {"band": "hot"}, False),
    ("Not reached for 7 days", {"word": "untouched7"}, False),
    ("Mine", {"agent": "me"}, False),
    ("Unassigned", {"agent": "none"}, True),
)


@dataclass(frozen=True)
class ListLine:
    """One list of the rail: where it leads, how many it holds (counted up to 1,000), and whether it should be empty."""

    name: str
    query: str
    count: str
    is_current: bool
    is_due: bool
    at_zero: bool
    pk: int | None = None
    is_mine: bool = False


def rail(agent: Agent, current: Filters) -> tuple[list[ListLine], list[ListLine]]:
    """Return the built-in lists and the saved ones (own first, then shared), each with its count.

    Two statements, however many lists there are.
    """
    saved = list(
        SmartList.objects.filter(Q(owner=agent) | Q(is_shared=True)).order_by("is_shared", "position", "name")[
            :MOST_SAVED
        ]
    )
    given = [Filters.read(values) for _, values, _ in BUILT_IN] + [Filters.read(row.filters) for row in saved]
    counts = _counts(given, agent)
    lines = [
        ListLine(
            name=name,
            query=filters.query(),
            count=f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}",
            is_current=filters.chosen() == current.chosen() and not current.q,
            is_due=is_due and count > 0,
            at_zero=is_due and count == 0,
            pk=row.pk if row else None,
            is_mine=bool(row and row.owner_id == agent.pk),
        )
        for (name, is_due, row), filters, count in zip(
            [(name, is_due, None) for name, _, is_due in BUILT_IN] + [(row.name, False, row) for row in saved],
            given,
            counts,
            strict=True,
        )
    ]
    return lines[: len(BUILT_IN)], lines[len(BUILT_IN) :]


def _counts(lists: list[Filters], agent: Agent) -> list[int]:
    """Count each list up to the limit, all in one statement, so that a long list costs no more than a short one."""
    parts: list[str] = []
    values: list[Any] = []
    for filters in lists:
        capped = people.matching(filters, agent).order_by().values("pk")[: MOST_COUNTED + 1]
        sql, params = capped.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)  # noqa: S608 - compiled by the ORM, values apart
        return list(cursor.fetchone())


@dataclass(frozen=True)
class Choice:
    """One value a filter may take, or one in force: its words and where pressing it leads."""

    text: str
    url: str
    pressed: bool = False


def chips(filters: Filters, agent: Agent) -> tuple[list[Choice], list[dict[str, object]]]:
    """Return the filters in force as chips that remove themselves, and every filter with its choices."""
    options = _options(agent)
    chosen = [
        Choice(text=_words(name, value, options), url=f"?{filters.query(**{name: ''})}")
        for name, value in filters.chosen().items()
    ]
    if filters.q:
        chosen.append(Choice(text=f"“{filters.q}”", url=f"?{filters.query(q='')}"))
    sorts = [
        Choice(text, f"?{filters.query(sort=value)}", filters.sort == value) for value, text in people.SORTS.items()
    ]
    fields: list[dict[str, object]] = [
        {
            "label": label,
            "options": [Choice(text, f"?{filters.query(**{name: value})}") for value, text in values.items()],
        }
        for name, (label, values) in options.items()
        if values and not getattr(filters, name)
    ]
    return chosen, [*fields, {"label": f"By {people.SORTS[filters.sort].lower()}", "options": sorts}]


def _options(agent: Agent) -> dict[str, tuple[str, dict[str, str]]]:
    agents = {
        str(pk): name for pk, name in Agent.objects.active().order_by("name").values_list("pk", "name")[:MOST_CHOICES]
    }
    tags = {str(pk): name for pk, name in Tag.objects.order_by("name").values_list("pk", "name")[:MOST_CHOICES]}
    return {
        "status": ("Stage", dict(LeadStatus.choices)),
        "band": ("Score", people.BANDS),
        "word": ("Last word", people.WORDS_AGO),
        "kind": ("Kind", dict(LeadKind.choices)),
        "agent": ("Agent", {"me": "Mine", "none": "Nobody’s", **agents}),
        "tag": ("Tag", tags),
        "consent": ("Consent", people.CONSENTS),
        "source": ("Source", {}),
    }


def _words(name: str, value: str, options: dict[str, tuple[str, dict[str, str]]]) -> str:
    label, known = options[name]
    return known.get(value) or f"{label}: {value}"
