"""The stage of the trials: a brokerage whose every contact may lawfully be texted now, and servers that can fail."""

import itertools
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from crm.models import Agent, Brokerage, Consent, Contact, ContactPoint, Lead, User
from crm.services import instance
from crm.states import Carrier, ConsentLevel, LeadKind, LineType, PointKind, Role
from outreach.models import Message, SendingPace, StateRegistration
from outreach.services import sending
from outreach.states import Author, Channel, PaceKind, Purpose, RegistrationBasis
from realestate.lib import clock, redis, scopes

ZONES = ("America/New_York", "Pacific/Honolulu", "Asia/Tokyo", "Europe/Rome", "Asia/Dubai", "Australia/Sydney")
OPEN_FROM, OPEN_UNTIL = 9, 17
NUMBER = "+14075550100"
PEOPLE_AT_ONCE = 500
BACK_WITHIN = 120.0  # seconds in which a server that was killed answers again

Answer = TypeVar("Answer")


def furnish() -> Brokerage:
    """Make the brokerage and the schedule of two sweeps a second."""
    instance.establish(version=settings.VERSION)
    brokerage = Brokerage.objects.create(
        name="Proof Realty",
        slug="proof",
        carrier=Carrier.TWILIO,
        from_number=NUMBER,
        texting_registered=True,
        postal_address="1 Proof Street, Orlando, FL 32801",
        set_up_at=clock.now(),
    )
    with scopes.in_brokerage(brokerage):
        StateRegistration.objects.create(
            state="FL", basis=RegistrationBasis.NONE_NEEDED, reference="trial", valid_from=clock.now().date()
        )
        for kind in PaceKind.values:
            SendingPace.objects.create(kind=kind, messages=1_000_000, seconds=60)
    every_second = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.SECONDS)
    for task in ("outreach.deliver_due", "outreach.reconcile"):
        PeriodicTask.objects.create(name=f"proof {task}", task=task, queue="send", interval=every_second)
    return brokerage


def hire(brokerage: Brokerage) -> tuple[Agent, str]:
    """Return an agent who sees everybody, and the cookie of their session."""
    user = User.objects.create_user("agent@proof.example", brokerage=brokerage)
    agent = Agent.objects.create(user=user, name="Proof Agent", role=Role.OWNER)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return agent, str(session.session_key)


class People:
    """Leads who gave written consent and live where it is the middle of the day. Each is handed out once.

    Made a few hundred at a time, as the trials use them up; how many that are hangs on the machine.
    """

    def __init__(self, brokerage: Brokerage, agent: Agent) -> None:
        self._brokerage, self._agent, self._zone = brokerage, agent, _open_zone()
        self._numbers = itertools.count(2_000_000)
        self._ready: list[tuple[Lead, str]] = []
        self._lock = threading.Lock()

    def next(self) -> tuple[Lead, str]:
        """Return the next lead and their number. Waits while PostgreSQL is away."""
        with self._lock:
            if not self._ready:
                with scopes.in_brokerage(self._brokerage):
                    self._ready = surviving(self._make)
            return self._ready.pop()

    @transaction.atomic
    def _make(self) -> list[tuple[Lead, str]]:
        values = [f"+1407{next(self._numbers)}" for _ in range(PEOPLE_AT_ONCE)]
        contacts = Contact.objects.bulk_create(
            Contact(name=value, sort_key=value, explicit_zone=self._zone, zone_source="trial") for value in values
        )
        points = ContactPoint.objects.bulk_create(
            ContactPoint(contact=contact, kind=PointKind.PHONE, value=value, is_primary=True, source="web_form",
                         line_type=LineType.MOBILE)
            for contact, value in zip(contacts, values, strict=True)
        )  # fmt: skip
        Consent.objects.bulk_create(
            Consent(contact_id=point.contact_id, point=point, level=ConsentLevel.PEWC, channels=["sms"],
                    source="web_form", seller_named=self._brokerage.name, signed=True, number_matches=True,
                    disclosed_automated=True, not_condition=True, given_at=clock.now())
            for point in points
        )  # fmt: skip
        leads = Lead.objects.bulk_create(
            Lead(contact=contact, kind=LeadKind.BUYER, assigned_to=self._agent) for contact in contacts
        )
        return list(zip(leads, values, strict=True))


def ask_for_a_text(lead: Lead, key: str, *, author: str = Author.SEQUENCE, purpose: str = Purpose.MARKETING) -> Message:
    """Ask for one text, its words like no other's."""
    return sending.request(
        lead,
        key=key,
        channel=Channel.SMS,
        purpose=purpose,
        author=author,
        body=f"Proof Realty: note {key}. Reply STOP to opt out.",
    )


def surviving(ask: Callable[[], Answer]) -> Answer:
    """Return what ``ask`` returns, which may be asked again: for as long as PostgreSQL takes to come back."""
    give_up = time.monotonic() + BACK_WITHIN
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            if time.monotonic() > give_up:
                raise
            connection.close()
            close_old_connections()
            time.sleep(0.05)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def keep_commit_times(folder: Path) -> None:
    """Have PostgreSQL keep the moment of every commit, which the races are judged by."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET track_commit_timestamp = on")
    restart_postgres(folder, ask=signal.SIGINT)


def restart_postgres(folder: Path, *, ask: int = signal.SIGQUIT) -> None:
    """Have PostgreSQL end, by default without a word to anybody and with a recovery after; return when it is back."""
    connection.close()
    pid = int((folder / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
    os.kill(pid, ask)
    _wait_for_the_end(pid)
    surviving(lambda: connection.ensure_connection())


def kill_redis() -> None:
    """Kill Redis with all that is queued; return when it is back, and empty."""
    pid = int(redis.client().info("server")["process_id"])
    redis.client().flushall()
    os.kill(pid, signal.SIGKILL)
    _wait_for_the_end(pid)
    give_up = time.monotonic() + BACK_WITHIN
    while time.monotonic() < give_up:
        try:
            redis.client().ping()
        except redis.Down:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("Redis did not come back.")


def _wait_for_the_end(pid: int) -> None:
    give_up = time.monotonic() + BACK_WITHIN
    while time.monotonic() < give_up:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)


def _open_zone() -> str:
    """Return a zone in which it is the middle of the day, so that no text waits for morning."""
    now = clock.now()
    open_now = [zone for zone in ZONES if OPEN_FROM <= now.astimezone(ZoneInfo(zone)).hour < OPEN_UNTIL]
    return open_now[0]
