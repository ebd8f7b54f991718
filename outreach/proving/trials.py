"""Kill trials: processes that send, sweep and serve are killed at random moments, and deliveries are counted."""

import itertools
import os
import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import connections

from crm.models import Brokerage, Event
from outreach.events import MessageUncertain
from outreach.models import Message
from outreach.proving import races, stage
from outreach.proving.crew import Crew, Member
from outreach.proving.provider import CountingCarrier
from outreach.proving.report import Report
from outreach.proving.stage import surviving
from outreach.proving.visitors import Visitors
from outreach.services import sending
from outreach.states import WAITING, MessageStatus
from realestate.lib import clock, scopes

BETWEEN_KILLS = (0.15, 0.6)  # seconds
AT_WORK_WITHIN = 120.0  # seconds in which sends go on after a kill; a restart of PostgreSQL lies in between
PATIENCE = 300.0  # seconds for the survivors to finish
KEEP_WAITING = 40  # messages that lie ready, so that every kill meets work
A_CLICK_EVERY = 0.25  # seconds
LAST_ON_THE_WIRE = 2.0  # seconds in which the carrier takes what was sent before the last kill
# How the kills are spread: a whole worker, one of its two processes, a sweep, a web process.
ROUND = ("worker", "pool", "sweep", "web", "worker", "pool", "sweep", "pool", "sweep", "worker")


@dataclass(frozen=True)
class Plan:
    """How much is tried."""

    kills: int
    stops: int
    takeovers: int
    seed: int


@dataclass
class Seat:
    """A place in the installation that is filled again whenever its process was killed."""

    crew: Crew
    role: str
    options: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.member: Member = self.crew.start(self.role, **self.options)

    def kill(self) -> None:
        """Kill who sits here, and put the next one in."""
        self.member.kill()
        self.member = self.crew.start(self.role, **self.options)


def run(plan: Plan, folder: Path) -> Report:
    """Try everything once over the servers of ``folder``, and return what was found."""
    began = time.monotonic()
    carrier = CountingCarrier(plan.seed)
    os.environ["TWILIO_BASE_URL"] = settings.TWILIO_BASE_URL = carrier.url
    stage.keep_commit_times(folder)
    brokerage = stage.furnish()
    connections.close_all()
    crew = Crew(folder / "crew.log")
    carrier.start()
    try:
        with scopes.in_brokerage(brokerage):
            report = Trials(plan, folder, brokerage, crew, carrier).run()
    finally:
        crew.close()
        carrier.stop()
    report.seconds = round(time.monotonic() - began, 1)
    return report


class Trials:
    """One whole run: the kills, then the races, then the count."""

    def __init__(self, plan: Plan, folder: Path, brokerage: Brokerage, crew: Crew, carrier: CountingCarrier) -> None:
        self.plan, self.folder, self.brokerage, self.carrier = plan, folder, brokerage, carrier
        self.dice = random.Random(plan.seed)
        agent, session = stage.hire(brokerage)
        self.people = stage.People(brokerage, agent)
        ports = [stage.free_port(), stage.free_port()]
        self.visitors = Visitors(ports, session)
        self.seats = {
            "worker": [Seat(crew, "worker"), Seat(crew, "worker")],
            "sweep": [Seat(crew, "sweep", {"brokerage_id": brokerage.pk})],
            "web": [Seat(crew, "web", {"port": port}) for port in ports],
            "beat": [Seat(crew, "beat"), Seat(crew, "beat")],
        }
        self.report = Report()
        self.asked_for: set[str] = set()
        self._numbers = itertools.count()

    def run(self) -> Report:
        """Kill, finish, race, count."""
        self.visitors.wait_for_doors(len(self.seats["web"]))
        done = threading.Event()
        clicking = threading.Thread(target=self._click, args=(done,))
        clicking.start()
        try:
            self._kill_all()
        finally:
            done.set()
            clicking.join()
        self._let_them_finish()
        self._race()
        self._count()
        return self.report

    def _kill_all(self) -> None:
        killed: Counter[str] = Counter()
        rounds = itertools.cycle(ROUND)
        for number in range(self.plan.kills):
            self._keep_busy()
            self._wait_for_progress()
            time.sleep(self.dice.uniform(*BETWEEN_KILLS))
            if number == self.plan.kills // 3:
                stage.kill_redis()
                self.report.redis_killed += 1
            if number == self.plan.kills * 2 // 3:
                stage.restart_postgres(self.folder)
                self.report.postgres_restarted += 1
            killed[self._kill(next(rounds))] += 1
        self.report.kills, self.report.trials = dict(killed), killed.total()

    def _kill(self, kind: str) -> str:
        """Kill one process of a kind; return the kind that was killed in truth."""
        seat = self.dice.choice(self.seats["worker" if kind == "pool" else kind])
        if kind == "pool" and seat.member.kill_a_child(self.dice.choice):
            return kind
        seat.kill()
        return seat.role

    def _keep_busy(self) -> None:
        """Ask for more messages of sequences while few are left."""
        missing = KEEP_WAITING - surviving(lambda: Message.objects.waiting().filter(due_at__lte=clock.now()).count())
        for _ in range(missing):
            lead, _number = self.people.next()
            key = f"trial:{next(self._numbers)}"
            self.asked_for.add(key)
            surviving(lambda lead=lead, key=key: stage.ask_for_a_text(lead, key))  # type: ignore[misc]

    def _wait_for_progress(self) -> None:
        """Return when a send moves: a kill of somebody idle would prove nothing."""
        before, give_up = len(self.carrier.taken), time.monotonic() + AT_WORK_WITHIN
        while len(self.carrier.taken) == before:
            if time.monotonic() > give_up:
                raise TimeoutError(f"Nothing was sent for {AT_WORK_WITHIN:.0f} s; see {self.folder / 'crew.log'}.")
            time.sleep(0.005)

    def _click(self, done: threading.Event) -> None:
        """Be an agent who sends one text after the other, each with a double click."""
        while not done.wait(A_CLICK_EVERY):
            lead, _ = self.people.next()
            key = uuid.UUID(int=self.dice.getrandbits(128))
            self.visitors.click_twice(lead.pk, f"Proof Realty: by hand {key}. Reply STOP to opt out.", key)
            self.asked_for.add(f"composer:{key}")
            self.report.double_clicks += 1
        connections.close_all()

    def _let_them_finish(self) -> None:
        """Wait until nothing waits; the pauses after a busy carrier are cut short."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            _make_due()
            current_app.send_task("outreach.deliver_due", queue="send")
            if not Message.objects.filter(status__in=WAITING).exists():
                return
            time.sleep(0.3)

    def _race(self) -> None:
        plan, field_of = self.plan, (self.brokerage, self.people, self.visitors)
        self.report.stop_race = races.against_stop(*field_of, plan.stops, self.dice)
        self.report.takeover_race = races.against_takeover(*field_of, plan.takeovers, self.dice)

    def _count(self) -> None:
        """Ask the carrier about every send in doubt, with nobody at work any more, and count."""
        for seat in itertools.chain.from_iterable(self.seats.values()):
            seat.member.kill()
        time.sleep(LAST_ON_THE_WIRE)
        while sending.reconcile(limit=500, in_flight=timedelta(seconds=-1)):
            pass
        self.report.asked_again = self.visitors.asked_again
        self.report.cut_mid_send = Event.objects.filter(kind=MessageUncertain.kind).count()
        self.report.count(self.carrier.taken_by_words(), self.asked_for)


def _make_due() -> None:
    """Cut short the pauses of held messages, row by row: a sweep that locks the same rows meanwhile is no deadlock."""
    held = Message.objects.filter(status=MessageStatus.HELD)
    for pk in list(held.values_list("pk", flat=True)):
        held.filter(pk=pk).update(due_at=clock.now())
