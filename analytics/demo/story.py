"""One lead's past, written as the services would have written it, a row at a time.

Each verb here is the shadow of a service; a test replays leads through the services and compares what both leave.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from analytics.demo.gatehouse import Gatehouse
from analytics.demo.places import Place
from analytics.demo.tables import Book
from analytics.demo.words import WORDING
from crm import events as facts
from crm.incoming.names import sort_key
from crm.models import (
    Agent,
    Consent,
    Contact,
    ContactPoint,
    Interaction,
    Lead,
    Listing,
    Property,
    StatusChange,
    Task,
)
from crm.states import ConsentLevel, InteractionKind, LeadStatus, PointKind
from outreach.models import Conversation
from scoring.features.facts import Act, Visit

FINGER = timedelta(seconds=4)  # between what happened and what follows from it


@dataclass(frozen=True, kw_only=True)
class Office:
    """What all stories of a brokerage share."""

    book: Book
    agents: tuple[Agent, ...]
    homes: tuple[Property, ...]
    listings: tuple[Listing, ...]  # those on the market, with their homes
    gate: Gatehouse
    sequences: dict[str, Any]  # key to (sequence, version, steps)
    words: dict[int, Any]  # step to the version of its template


@dataclass(kw_only=True)
class Person:
    """Who a story is about. ``consent`` is a level, or empty where none was given."""

    first: str
    last: str
    place: Place
    phone: str | None
    email: str
    kind: str
    source: str
    door: str
    consent: str
    segment: str = ""
    wishes: dict[str, Any] = field(default_factory=dict)


class Story:
    """A lead from the day it came to the present moment of the demo."""

    def __init__(self, office: Office, person: Person, *, agent: Agent | None, at: datetime, rng: Random) -> None:
        self.office, self.book, self.person, self.rng = office, office.book, person, rng
        self.agent, self.came_at = agent, at
        self.contact_id = self.book.of(Contact).new_id()
        self.lead_id = self.book.of(Lead).new_id()
        self.conversation_id: int | None = None
        self.reached: str = LeadStatus.NEW
        self.columns: dict[str, Any] = dict(person.wishes)
        self.talk: dict[str, Any] = {}  # the conversation's columns
        self.points: dict[str, int] = {}
        self.inbound: list[datetime] = []
        self.outbound: list[datetime] = []
        self.suppressed: tuple[str, ...] = ()
        # What the score rests on, with the moments from which it was so.
        self.acts: list[Act] = []
        self.visits: list[tuple[datetime, datetime, str, datetime]] = []  # made at, starts, outcome, known at
        self.stages: list[tuple[datetime, int, str]] = []  # moment, deal, stage
        self.learned: list[tuple[datetime, str, Any]] = []
        self.moments: list[datetime] = []  # when it was scored
        self.hot_days: set[date] = set()  # local days on which it became hot
        self._come_in()

    @property
    def zone(self) -> ZoneInfo:
        """Where the person lives."""
        return ZoneInfo(self.person.place.zone)

    @property
    def ids(self) -> dict[str, int]:
        """What every fact about this lead carries."""
        return {"brokerage_id": self.book.brokerage.pk, "contact_id": self.contact_id}

    @property
    def is_open(self) -> bool:
        """Whether the person may still be written to."""
        return self.reached not in {LeadStatus.OPTED_OUT, LeadStatus.DEAL_CLOSED, LeadStatus.COLD}

    def tell(self, fact: Any, at: datetime) -> int:
        """Put a fact into the log."""
        return self.book.tell(fact, at)

    def _come_in(self) -> None:
        person, at = self.person, self.came_at
        values = ((PointKind.PHONE, person.phone), (PointKind.EMAIL, person.email))
        for kind, value in values:
            if value:
                self.points[kind] = self.book.add(
                    ContactPoint, at, contact_id=self.contact_id, kind=kind, value=value, is_primary=True,
                    line_type="mobile" if kind == PointKind.PHONE else "unknown", source=person.source,
                )  # fmt: skip
        self.tell(facts.LeadCreated(**self.ids, lead_id=self.lead_id, door=person.door, source=person.source), at)
        if person.consent:
            self._consent(at)
        self.moments.append(at + FINGER)

    def _consent(self, at: datetime) -> None:
        person, written = self.person, self.person.consent == ConsentLevel.PEWC
        for kind, point in self.points.items():
            channels = ["sms", "voice"] if kind == PointKind.PHONE else ["email"]
            pk = self.book.add(
                Consent, at, contact_id=self.contact_id, point_id=point, level=person.consent, channels=channels,
                source=person.source, wording=WORDING.format(brokerage=self.book.brokerage.name) if written else "",
                wording_version="1" if written else "", seller_named=self.book.brokerage.name if written else "",
                signed=written, number_matches=True, disclosed_automated=written, not_condition=written, given_at=at,
            )  # fmt: skip
            self.tell(facts.ConsentRecorded(**self.ids, consent_id=pk, level=person.consent), at)

    def move(self, to: str, at: datetime, *, reason: str, agent: Agent | None = None) -> None:
        """Take a step of the lead's way; a step taken already changes nothing."""
        if to == self.reached:
            return
        old, self.reached = self.reached, to
        self.book.add(
            StatusChange, at, lead_id=self.lead_id, old=old, new=to, reason=reason, agent_id=agent.pk if agent else None
        )
        self.tell(facts.LeadStatusChanged(**self.ids, lead_id=self.lead_id, old=old, new=str(to), reason=reason), at)
        if to == LeadStatus.DEAL_CLOSED:
            self.columns["converted_at"] = at

    def learn(self, at: datetime, **columns: Any) -> None:
        """Write down what is newly known of the lead."""
        for column, value in columns.items():
            self.columns[column] = value
            self.learned.append((at, column, value))
        self.tell(facts.LeadChanged(**self.ids, lead_id=self.lead_id, fields=sorted(columns)), at)

    def interact(
        self,
        kind: str,
        at: datetime,
        *,
        summary: str = "",
        disposition: str = "",
        seconds: int | None = None,
        home: Property | None = None,
        agent: Agent | None = None,
    ) -> None:
        """Write one line of the timeline: a call, a note, a viewed home."""
        pk = self.book.add(
            Interaction, at, contact_id=self.contact_id, lead_id=self.lead_id, kind=kind, summary=summary,
            disposition=disposition, seconds=seconds, property_id=home.pk if home else None,
            agent_id=agent.pk if agent else None, occurred_at=at,
        )  # fmt: skip
        self.tell(
            facts.InteractionRecorded(
                **self.ids, interaction_id=pk, interaction=str(kind), lead_id=self.lead_id,
                agent_id=agent.pk if agent else None,
            ),
            at,
        )  # fmt: skip
        self.acts.append(Act(kind=str(kind), at=at, home=home.pk if home else None, seconds=seconds or 0))
        if kind == InteractionKind.FORM:
            self.inbound.append(at)
        if kind == InteractionKind.CALL and agent is not None:
            self.outbound.append(at)

    def remember(self, title: str, *, due_at: datetime, made_at: datetime, done_at: datetime | None = None) -> None:
        """Put a task on the agent's list, or one that is done already."""
        pk = self.book.add(
            Task, made_at, title=title, contact_id=self.contact_id, lead_id=self.lead_id,
            agent_id=self.agent.pk if self.agent else None, status="done" if done_at else "open", due_at=due_at,
            done_at=done_at,
        )  # fmt: skip
        if done_at:
            self.tell(facts.TaskDone(**self.ids, task_id=pk, lead_id=self.lead_id), done_at)

    def conversation(self) -> int:
        """Return the id of the person's conversation, which opens at the first need."""
        if self.conversation_id is None:
            self.conversation_id = self.book.of(Conversation).new_id()
        return self.conversation_id

    def finish(self) -> None:
        """Write the rows that only the end of the story completes: contact, lead and conversation."""
        person = self.person
        name = f"{person.first} {person.last}"
        self.book.add(
            Contact, self.came_at, id=self.contact_id, name=name, first_name=person.first, last_name=person.last,
            sort_key=sort_key(name=name, first_name=person.first, last_name=person.last), city=person.place.city,
            state=person.place.state, county=person.place.county, postal_code=person.place.postal_code,
            street=self.columns.pop("street", ""), source=person.source,
        )  # fmt: skip
        self.book.add(
            Lead, self.came_at, id=self.lead_id, contact_id=self.contact_id, kind=person.kind, segment=person.segment,
            status=self.reached, assigned_to_id=self.agent.pk if self.agent else None, source=person.source,
            last_inbound_at=max(self.inbound, default=None), last_outbound_at=max(self.outbound, default=None),
            **self.columns,
        )  # fmt: skip
        if self.conversation_id is not None:
            self.book.add(
                Conversation, self.came_at, id=self.conversation_id, contact_id=self.contact_id,
                **{"in_charge": "assistant", **self.talk},
            )  # fmt: skip

    def visits_at(self, moment: datetime) -> tuple[Visit, ...]:
        """Return the appointments as they stood at a moment."""
        rows = [
            Visit(status=outcome if known_at <= moment else "set", at=starts)
            for made_at, starts, outcome, known_at in self.visits
            if made_at <= moment
        ]
        return tuple(sorted(rows, key=lambda visit: visit.at))

    def stages_at(self, moment: datetime) -> tuple[str, ...]:
        """Return the stages of the open deals at a moment."""
        latest = {deal: stage for at, deal, stage in sorted(self.stages) if at <= moment}
        return tuple(stage for _, stage in sorted(latest.items()) if stage not in {"closed", "lost"})
