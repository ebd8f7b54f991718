"""Kill trials: sending workers are killed with ``kill -9`` at random moments, and deliveries are counted."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from celery import current_app
from django.conf import settings

from crm.models import Brokerage, Consent, Contact, ContactPoint, Lead
from crm.services import instance
from crm.states import Carrier, ConsentLevel, LeadKind, LineType, PointKind
from outreach.models import Message, StateRegistration
from outreach.proving.provider import CountingCarrier
from outreach.services import sending
from outreach.states import WAITING, Author, Channel, MessageStatus, Purpose, RegistrationBasis
from realestate.lib import clock, scopes

ALIVE = (0.15, 1.5)  # seconds a worker works before it is killed
PATIENCE = 180  # seconds for the survivors to finish
ZONES = ("America/New_York", "Pacific/Honolulu", "Asia/Tokyo", "Europe/Rome", "Asia/Dubai", "Australia/Sydney")
OPEN_FROM, OPEN_UNTIL = 9, 17


@dataclass
class Report:
    """What the trials found. Only ``duplicates`` and ``silent_losses`` must be zero."""

    messages: int
    kills: int
    delivered_once: int = 0
    duplicates: int = 0
    silent_losses: int = 0
    failed_and_listed: int = 0
    unknown_and_listed: int = 0
    states: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether at-most-once and nothing-lost-silently both held."""
        return not self.duplicates and not self.silent_losses


def run(*, kills: int, messages: int, seed: int) -> Report:
    """Send ``messages`` texts while killing ``kills`` workers, then settle and count."""
    dice = random.Random(seed)
    carrier = CountingCarrier(seed)
    carrier.start()
    os.environ["TWILIO_BASE_URL"] = settings.TWILIO_BASE_URL = carrier.url
    started = time.monotonic()
    brokerage = _furnish(messages)
    killed = _kill_workers(brokerage, kills, dice)
    _let_one_finish(brokerage)
    with scopes.in_brokerage(brokerage):
        sending.reconcile(limit=messages, in_flight=timedelta(seconds=-1))
        report = _count(carrier.deliveries(), kills=killed)
    report.seconds = round(time.monotonic() - started, 1)
    carrier.stop()
    return report


def _furnish(messages: int) -> Brokerage:
    """Make a brokerage whose every contact may lawfully be texted now, and ask for one text each."""
    instance.establish(version=settings.VERSION)
    brokerage = Brokerage.objects.create(
        name="Proof Realty",
        slug="proof",
        carrier=Carrier.TWILIO,
        from_number="+14075550100",
        texting_registered=True,
        postal_address="1 Proof Street, Orlando, FL 32801",
    )
    with scopes.in_brokerage(brokerage):
        StateRegistration.objects.create(
            state="FL", basis=RegistrationBasis.NONE_NEEDED, reference="trial", valid_from=clock.now().date()
        )
        for number in range(messages):
            _ask_for_a_text(brokerage, number)
    return brokerage


def _ask_for_a_text(brokerage: Brokerage, number: int) -> None:
    name = f"Trial {number}"
    contact = Contact.objects.create(name=name, sort_key=name, explicit_zone=_open_zone(), zone_source="trial")
    point = ContactPoint.objects.create(
        contact=contact,
        kind=PointKind.PHONE,
        value=f"+1407{2000000 + number}",
        is_primary=True,
        source="web_form",
        line_type=LineType.MOBILE,
    )
    Consent.objects.create(
        contact=contact,
        point=point,
        level=ConsentLevel.PEWC,
        channels=["sms"],
        source="web_form",
        seller_named=brokerage.name,
        signed=True,
        number_matches=True,
        disclosed_automated=True,
        not_condition=True,
        given_at=clock.now(),
    )
    lead = Lead.objects.create(contact=contact, kind=LeadKind.BUYER)
    sending.request(
        lead,
        key=f"trial:{number}",
        channel=Channel.SMS,
        purpose=Purpose.MARKETING,
        author=Author.SEQUENCE,
        body=f"Proof Realty: note {number}. Reply STOP to opt out.",
    )


def _open_zone() -> str:
    """Return a zone in which it is the middle of the day, so that no text waits for morning."""
    now = clock.now()
    open_now = [zone for zone in ZONES if OPEN_FROM <= now.astimezone(ZoneInfo(zone)).hour < OPEN_UNTIL]
    return open_now[0]


def _kill_workers(brokerage: Brokerage, kills: int, dice: random.Random) -> int:
    """Start workers one after the other, the next warming up while one works, and kill each at a random moment."""
    upcoming = _start_worker()
    for _ in range(kills):
        worker, upcoming = upcoming, _start_worker()
        _wait_until_it_works(brokerage)
        time.sleep(dice.uniform(*ALIVE))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    os.killpg(upcoming.pid, signal.SIGKILL)
    upcoming.wait()
    return kills + 1


def _start_worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", "realestate", "worker", "-Q", "send", "-c", "2", "-l", "ERROR"]
    return subprocess.Popen(
        [*command, "--without-gossip", "--without-mingle"],
        cwd=settings.BASE_DIR,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _wait_until_it_works(brokerage: Brokerage) -> None:
    """Queue a sweep and wait until claims move, so that the kill lands in the middle of work."""
    before = _waiting(brokerage)
    deadline = time.monotonic() + 20
    while _waiting(brokerage) == before and before and time.monotonic() < deadline:
        current_app.send_task("outreach.deliver_due", queue="send")
        time.sleep(0.1)


def _let_one_finish(brokerage: Brokerage) -> None:
    worker = _start_worker()
    deadline = time.monotonic() + PATIENCE
    while _waiting(brokerage) and time.monotonic() < deadline:
        current_app.send_task("outreach.deliver_due", queue="send")
        time.sleep(0.5)
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=30)


def _waiting(brokerage: Brokerage) -> int:
    with scopes.in_brokerage(brokerage):
        return Message.objects.filter(status__in=WAITING).count()


def _count(deliveries: Counter[str], *, kills: int) -> Report:
    """Hold what the carrier took against what our rows say."""
    rows = list(Message.objects.values_list("address", "status"))
    report = Report(messages=len(rows), kills=kills, states=dict(Counter(status for _, status in rows)))
    for address, status in rows:
        _judge(report, deliveries[address], status)
    return report


def _judge(report: Report, taken: int, status: Any) -> None:
    said_sent = status in {MessageStatus.SENT, MessageStatus.DELIVERED}
    if taken > 1:
        report.duplicates += 1
    elif said_sent and taken == 1:
        report.delivered_once += 1
    elif status == MessageStatus.FAILED and taken == 0:
        report.failed_and_listed += 1
    elif status == MessageStatus.UNKNOWN:
        report.unknown_and_listed += 1
    else:
        report.silent_losses += 1
