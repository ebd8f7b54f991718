"""Texts to our own people: claimed, put before the gate and sent once, as every text is, and to staff alone.

They belong to no conversation. GoHighLevel texts only people it keeps as contacts, so a brokerage that it serves tells
its agents in other ways.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from crm.models import Agent, Contact
from crm.services import accounts
from crm.states import Carrier
from outreach.channels.base import Accepted, NotAccepted, Parcel, Refused, Trouble, Uncertain
from outreach.channels.choose import driver_for
from outreach.compliance import facts
from outreach.compliance.explain import explain
from outreach.compliance.gate import decide
from outreach.compliance.verdicts import Decision
from outreach.errors import FromStaff
from outreach.models import Message, StaffText
from outreach.replies.optout import InboundIntent, classify
from outreach.services import pacing, rulebook, suppression
from outreach.services.gate_facts import switches
from outreach.services.readings import Readings
from outreach.states import STAFF_TEXT_STEPS, Channel, StaffTextState, SuppressionScope
from realestate.lib import clock, phones, states, text
from realestate.lib.circuit import CircuitOpen
from realestate.lib.errors import DomainError, Transient
from realestate.lib.later import later

log = structlog.get_logger()

WAY = "sms"  # among an agent's channels
END = "Reply STOP to end these texts."
REACHES_NOBODY = "This number only tells you that somebody waits; your text reached nobody. Answer in the inbox:"
LONGEST = 300  # characters, the last sentence aside: two segments
IN_FLIGHT = timedelta(minutes=5)
BATCH = 50


def may_text(agent: Agent) -> bool:
    """Return whether an agent wants texts, has a number, and the brokerage's carrier can text it."""
    return WAY in agent.channels and bool(agent.phone) and agent.brokerage.carrier != Carrier.GHL


def send(agent: Agent, *, key: str, words: str, link: str = "", contact: Contact | None = None) -> StaffText:
    """Text one of our own people, and return the text with what became of it. The same key again sends nothing.

    Args:
        contact: whom it is about.
    Raises:
        Transient: the carrier certainly did not take it; it may be tried again.
    """
    row, _ = StaffText.objects.get_or_create(
        key=key,
        defaults={"agent": agent, "address": agent.phone, "body": _whole(words, link), "contact": contact},
    )
    claimed = _claim(row.pk)
    if claimed is None:
        row.refresh_from_db()
        return row
    _speak(claimed)
    return claimed


def settle_doubts() -> int:
    """Ask the carrier about texts whose worker never came back or that are in doubt. Returns how many were settled."""
    lost = StaffText.objects.filter(
        status__in=[StaffTextState.CLAIMED, StaffTextState.UNKNOWN], claimed_at__lt=clock.now() - IN_FLIGHT
    )
    return sum(_ask(row) for row in lost.select_related("agent", "brokerage").order_by("claimed_at")[:BATCH])


def refuse_ours(number: str) -> None:
    """Let nobody of us become a lead by texting our number.

    Raises:
        FromStaff: the number is one of ours.
    """
    if _agents_of(number):
        raise FromStaff("One of us wrote from their own phone.")


def hear(from_number: str, body: str, *, opt_out_type: str = "") -> None:
    """Do what one of our own people asks for by text: STOP or START of these texts; else say where to answer."""
    intent = classify(body).intent
    for agent in _agents_of(from_number):
        if intent is InboundIntent.OPT_OUT or opt_out_type == "STOP":
            end(agent)
        elif intent is InboundIntent.OPT_IN or opt_out_type == "START":
            _begin(agent)
        elif not opt_out_type:
            later("outreach.answer_staff", agent.brokerage_id, agent.pk)


def end(agent: Agent) -> None:
    """Text an agent no more."""
    if WAY in agent.channels:
        accounts.change_agent(agent, channels=[way for way in agent.channels if way != WAY])
        log.info("staff_text.ended", agent=agent.pk)


def answer(agent_id: int) -> StaffText | None:
    """Tell an agent who texted that nobody reads it, at most once a day on their clock; None if they get no texts.

    Raises:
        Transient: the carrier certainly did not take it; it may be tried again.
    """
    agent = Agent.objects.active().select_related("brokerage").filter(pk=agent_id).first()
    if agent is None or not may_text(agent):
        return None
    day = clock.now().astimezone(ZoneInfo(agent.timezone)).date()
    inbox = settings.PUBLIC_URL + reverse("outreach:inbox")
    return send(agent, key=f"staff-answer:{agent.pk}:{day}", words=REACHES_NOBODY, link=inbox)


def _begin(agent: Agent) -> None:
    if WAY not in agent.channels:
        accounts.change_agent(agent, channels=[*agent.channels, WAY])


def _agents_of(raw: str) -> list[Agent]:
    try:
        number = phones.normalise(raw)
    except DomainError:  # a short code, or nothing that could be answered
        return []
    return list(Agent.objects.active().select_related("brokerage").filter(phone=number).order_by("pk"))


def _whole(words: str, link: str) -> str:
    room = LONGEST - len(link) - 1 if link else LONGEST
    return "\n".join(part for part in (text.trim(text.plain(words).strip(), room), link, END) if part)


def _claim(row_id: int) -> StaffText | None:
    """Ask the gate, keep its answer and claim the text, in one transaction. None: it is not this caller's to send."""
    with transaction.atomic(durable=True):
        rows = StaffText.objects.select_for_update(of=("self",)).select_related("agent__user", "brokerage")
        row: StaffText = rows.get(pk=row_id)
        if row.status != StaffTextState.QUEUED:
            return None
        if _asked_to_stop(row):
            states.move(row, StaffTextState.BLOCKED, table=STAFF_TEXT_STEPS, reason="This number asked us to stop.")
            return None
        decision = decide(_facts(row), rulebook.in_force())
        kept = _as_kept(decision)
        if not decision.is_allowed:
            states.move(
                row, StaffTextState.BLOCKED, table=STAFF_TEXT_STEPS, reason=explain(decision)[:200], decision=kept
            )
            return None
        carrier = driver_for(row.brokerage, Channel.SMS).name
        states.move(
            row, StaffTextState.CLAIMED, table=STAFF_TEXT_STEPS, claimed_at=clock.now(), carrier=carrier, decision=kept
        )
        return row


def _asked_to_stop(row: StaffText) -> bool:
    """Return whether the number is closed: one of ours who is a contact too is heard as the contact they are."""
    hashed = suppression.identifier_hash(row.brokerage, row.address)
    return bool(suppression.closed([hashed], [SuppressionScope.ALL, SuppressionScope.PHONE, SuppressionScope.SMS]))


def _facts(row: StaffText) -> facts.GateFacts:
    """Return what the gate is told: whether it goes to one of us, at the number they have now, and the switches."""
    as_sent = Message(brokerage=row.brokerage, channel=Channel.SMS)
    return facts.GateFacts(
        now=clock.now(),
        channel=facts.Channel.SMS,
        purpose=facts.Purpose.AGENT_ALERT,
        recipient_is_staff=row.agent.user.is_active and row.agent.phone == row.address,
        identifier=facts.IdentifierFacts(number=row.address),
        system=switches(as_sent, Readings([as_sent])),
    )


def _as_kept(decision: Decision) -> dict[str, str]:
    return {
        "verdict": decision.decision.value,
        "rule": decision.rule or "",
        "reason": decision.reason or "",
        "rules_version": decision.rules_version,
        "at": clock.now().isoformat(),
    }


def _speak(row: StaffText) -> None:
    """Speak to the carrier, once, with no transaction open."""
    driver = driver_for(row.brokerage, Channel.SMS)
    try:
        with pacing.breaker_of(driver.name).guard(counts=Trouble):
            answered = driver.send(_parcel(row))
    except (CircuitOpen, NotAccepted) as error:
        states.move(row, StaffTextState.QUEUED, table=STAFF_TEXT_STEPS, claimed_at=None)
        raise Transient("The carrier did not take a text to one of us.") from error
    except Uncertain as error:
        log.warning("staff_text.uncertain", text=row.pk, why=str(error))
        states.move(row, StaffTextState.UNKNOWN, table=STAFF_TEXT_STEPS)
    else:
        _note(row, answered)


def _parcel(row: StaffText) -> Parcel:
    return Parcel(
        reference=f"staff:{row.key}",
        to=row.address,
        body=row.body,
        sender=row.brokerage.from_number,
        claimed_at=row.claimed_at or clock.now(),
    )


def _note(row: StaffText, answered: Accepted | Refused) -> None:
    if isinstance(answered, Accepted):
        states.move(
            row, StaffTextState.SENT, table=STAFF_TEXT_STEPS, sent_at=clock.now(),
            provider_id=answered.provider_id, segments=answered.segments,
        )  # fmt: skip
        return
    states.move(row, StaffTextState.FAILED, table=STAFF_TEXT_STEPS, reason=answered.words[:200])
    if answered.opted_out:  # they told the carrier, which told nobody
        end(row.agent)


def _ask(row: StaffText) -> int:
    try:
        found = driver_for(row.brokerage, Channel.SMS).find(_parcel(row))
    except Uncertain:
        if row.status == StaffTextState.CLAIMED:
            states.move(row, StaffTextState.UNKNOWN, table=STAFF_TEXT_STEPS)
        return 0
    _note(row, found or Refused(code="not_found", words="The carrier never got this text."))
    return 1
