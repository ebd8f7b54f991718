"""Races that a send must lose: against a STOP, and against a person who takes the conversation over.

Judged by PostgreSQL's own commit times of the rows that both sides wrote, so no clock of ours has a say.
"""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from django.db import connections
from django.db.models import DateTimeField, QuerySet
from django.db.models.expressions import RawSQL

from crm.models import Brokerage, Event
from outreach.events import ConversationTakenOver
from outreach.models import GateDecision, Message, Suppression
from outreach.proving.report import Race
from outreach.proving.stage import People, ask_for_a_text
from outreach.proving.visitors import Visitors
from outreach.services import suppression
from outreach.states import WAITING, Author, MessageStatus, Purpose, Verdict
from realestate.lib import scopes

RUNNERS = 4
FIRST_HEAD_START = 0.05  # seconds from asking for a send to what must stop it
TOWARDS_A_TIE = 1.2  # after each race the head start grows or shrinks by this much, so that either side may win
SETTLED_WITHIN = 180.0  # seconds


class Starter:
    """Chooses the head start of a send, so that the races are close ones."""

    def __init__(self, dice: random.Random) -> None:
        self._dice, self._seconds = dice, FIRST_HEAD_START

    def wait(self) -> None:
        """Let the send run ahead."""
        time.sleep(self._seconds * self._dice.uniform(0.5, 1.5))

    def learn(self, message: Message) -> None:
        """Look who won, and favour the other."""
        was_claimed = Message.objects.filter(pk=message.pk, claimed_at__isnull=False).exists()
        self._seconds *= 1 / TOWARDS_A_TIE if was_claimed else TOWARDS_A_TIE


def against_stop(brokerage: Brokerage, people: People, visitors: Visitors, count: int, dice: random.Random) -> Race:
    """Race sends of sequences against a STOP of the very person, each pair at nearly the same moment."""
    starter = Starter(dice)

    def run() -> None:
        lead, number = people.next()
        message = ask_for_a_text(lead, f"stop:{lead.pk}")
        starter.wait()
        visitors.say_stop(number)
        starter.learn(message)

    _run_all(brokerage, run, count)
    committed = dict(_commit_times(Suppression.objects.all(), "outreach_suppression", "identifier_hash"))
    hashed = {address: suppression.identifier_hash(brokerage, address) for address in _addresses("stop:")}
    return _judge("stop:", "message__address", {address: committed[key] for address, key in hashed.items()})


def against_takeover(brokerage: Brokerage, people: People, visitors: Visitors, count: int, dice: random.Random) -> Race:
    """Race answers of Homestretch against an agent who takes the conversation over."""
    starter = Starter(dice)

    def run() -> None:
        lead, _ = people.next()
        message = ask_for_a_text(lead, f"bot:{lead.pk}", author=Author.ASSISTANT, purpose=Purpose.REPLY)
        starter.wait()
        visitors.take_over(message.conversation_id)
        starter.learn(message)

    _run_all(brokerage, run, count)
    taken_over = Event.objects.filter(kind=ConversationTakenOver.kind)
    return _judge("bot:", "contact_id", dict(_commit_times(taken_over, "crm_event", "contact_id")))


def _run_all(brokerage: Brokerage, run: Callable[[], None], count: int) -> None:
    """Run ``count`` races, a few at a time, and wait until every send has lost or won."""

    def one(_: int) -> None:
        try:
            with scopes.in_brokerage(brokerage):
                run()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(RUNNERS) as runners:
        list(runners.map(one, range(count)))
    give_up = time.monotonic() + SETTLED_WITHIN
    unsettled = [*WAITING, MessageStatus.CLAIMED]
    while Message.objects.filter(status__in=unsettled).exists() and time.monotonic() < give_up:
        time.sleep(0.1)


def _addresses(prefix: str) -> list[str]:
    return list(Message.objects.filter(key__startswith=prefix).values_list("address", flat=True))


def _judge(prefix: str, whose: str, stops: dict[Any, datetime]) -> Race:
    """Compare when each claim was committed with when what had to stop it was."""
    sends = Message.objects.filter(key__startswith=prefix)
    allowed = GateDecision.objects.filter(message__key__startswith=prefix, verdict=Verdict.ALLOW)
    claims = _commit_times(allowed, "outreach_gatedecision", whose)
    late = {who for who, committed in claims if committed > stops[who]}
    won = {who for who, _ in claims} - late
    return Race(sends=sends.count(), claimed_before=len(won), stopped=sends.count() - len(won | late), late=len(late))


def _commit_times(rows: QuerySet[Any], table: str, column: str) -> list[tuple[Any, datetime]]:
    """Return a column with the moment at which the transaction that wrote the row was committed."""
    moment = RawSQL(f"pg_xact_commit_timestamp({table}.xmin)", (), output_field=DateTimeField())
    return list(rows.annotate(committed=moment).values_list(column, "committed"))
