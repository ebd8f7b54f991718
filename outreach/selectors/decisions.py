"""The decision log: what anybody or anything meant to send, and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from crm.models import Agent, Lead
from outreach.compliance.explain import ZONE_NAMES
from outreach.compliance.remedies import source_of, what_helps
from outreach.models import GateDecision
from outreach.selectors.shown import Shown
from outreach.selectors.words import REASONS, in_short
from outreach.states import Channel, Verdict
from realestate.web.cursors import cursor, read_cursor

PAGE = 30
BESIDE = {"now", "checks", "zones", "states", "rules_version"}  # drawn in their own words, not as plain facts


@dataclass(frozen=True)
class Filters:
    """What the log is narrowed to; empty = not narrowed."""

    verdict: str = ""
    reason: str = ""
    channel: str = ""
    day: date | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """Return the filters of an address; what is unknown narrows nothing."""
        try:
            day = date.fromisoformat(query.get("day", ""))
        except ValueError:
            day = None
        verdict, reason, channel = query.get("verdict", ""), query.get("reason", ""), query.get("channel", "")
        return cls(
            verdict=verdict if verdict in Verdict.values else "",
            reason=reason if reason in REASONS else "",
            channel=channel if channel in Channel.values else "",
            day=day,
        )

    def as_query(self) -> dict[str, str]:
        """Return the filters as an address holds them."""
        day = self.day.isoformat() if self.day else ""
        every = {"verdict": self.verdict, "reason": self.reason, "channel": self.channel, "day": day}
        return {name: value for name, value in every.items() if value}


@dataclass(frozen=True)
class Log:
    """One page of the log; ``next`` is where the next one starts."""

    rows: list[GateDecision]
    next: str

    @property
    def lines(self) -> list[tuple[GateDecision, str]]:
        """The decisions, each with its sentence as it stands beside the verdict."""
        return [(row, in_short(row.sentence)) for row in self.rows]


@dataclass(frozen=True)
class One:
    """One decision with what it rests on."""

    decision: GateDecision
    shown: Shown | None
    lead: Lead | None
    checks: list[Mapping[str, Any]]
    places: list[tuple[str, str, str]]
    facts: list[tuple[str, str]]

    @property
    def what_helps(self) -> str:
        """What would change the decision; empty for an allowed message."""
        return what_helps(self.decision.reason) if self.decision.verdict != Verdict.ALLOW else ""

    @property
    def source(self) -> tuple[str, str]:
        """The law behind the rule that decided, and where to read it."""
        return source_of(self.decision.rule)

    @property
    def verdict(self) -> str:
        """The decision as a sentence about the person."""
        name, is_text = self.decision.contact.name, self.decision.channel == Channel.SMS
        done = "texted" if is_text else "mailed"
        begins = {
            Verdict.ALLOW: f"{name} could be {done}.",
            Verdict.DEFER: f"{name} was not {done} yet.",
            Verdict.BLOCK: f"{name} was not {done}.",
        }[Verdict(self.decision.verdict)]
        return f"{begins} {in_short(self.decision.sentence)}"


def visible_to(agent: Agent) -> QuerySet[GateDecision]:
    """Return the decisions about people an agent may see."""
    rows = GateDecision.objects.all()
    if agent.sees_everyone:
        return rows
    return rows.filter(Exists(Lead.objects.for_agent(agent).filter(contact=OuterRef("contact"))))


def log(agent: Agent, filters: Filters, *, after: str = "") -> Log:
    """Return a page of the log, newest first."""
    rows = visible_to(agent).select_related("contact", "message__agent").defer("evidence")
    if filters.verdict:
        rows = rows.filter(verdict=filters.verdict)
    if filters.verdict in {Verdict.BLOCK, Verdict.DEFER}:
        rows = rows.exclude(reason="")  # true of each of them; said, it is the condition of their index
    if filters.reason:
        rows = rows.filter(reason=filters.reason)
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.day:
        begins = datetime.combine(filters.day, time(), ZoneInfo(agent.timezone))
        rows = rows.filter(decided_at__gte=begins, decided_at__lt=begins + timedelta(days=1))
    moment, pk = read_cursor(after)
    if moment is not None:
        rows = rows.filter(Q(decided_at__lt=moment) | Q(decided_at=moment, pk__lt=pk))
    found = list(rows.order_by("-decided_at", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Log(shown, cursor(shown[-1].decided_at, shown[-1].pk) if len(found) > PAGE else "")


def one(decision: GateDecision) -> One:
    """Return a decision, fetched with its message and contact, ready to draw."""
    evidence = decision.evidence
    message = decision.message
    leads = Lead.objects.filter(contact_id=decision.contact_id).order_by("-created_at")
    return One(
        decision=decision,
        shown=Shown(message, decision) if message else None,
        lead=leads.first(),
        checks=evidence.get("checks", []),
        places=[_place(row) for row in evidence.get("zones", [])],
        facts=[(_label(name), _words(value)) for name, value in evidence.items() if name not in BESIDE],
    )


def _place(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return a zone that was looked at: its name, the hour there, and what it is known from."""
    local = datetime.fromisoformat(row["local_time"])
    sources = ", ".join(row["sources"])
    return ZONE_NAMES.get(row["zone"], row["zone"]), f"{local:%-I:%M %p}, open {row['window']}", sources


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _words(value: Any) -> str:
    """Return a stored fact as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in (None, "", [], {}):
        return "none"
    if isinstance(value, Mapping):
        return "; ".join(f"{_label(str(key)).lower()}: {_words(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_words(item) for item in value)
    return str(value)
