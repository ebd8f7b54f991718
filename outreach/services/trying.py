"""A trial of the brokerage's mail server and carrier, to the signed-in agent alone, with the provider's own words.

This is the one way past the gate, and it reaches staff only: the number and address are the agent's own.
"""

import uuid
from dataclasses import dataclass

from django.conf import settings

from crm.models import Agent
from crm.states import Carrier
from outreach.channels.base import NotAccepted, Parcel, Refused, Uncertain
from outreach.channels.choose import driver_for
from outreach.errors import Unreachable
from outreach.states import Channel
from realestate.lib import clock

WORDS = "This is a test from Homestretch. If you can read it, sending works."


@dataclass(frozen=True)
class Tried:
    """How a trial ended, in words for the agent."""

    went_well: bool
    words: str


def send_test(agent: Agent, channel: str) -> Tried:
    """Send one test text or email to the agent, through the driver that carries messages to leads.

    Raises:
        Unreachable: the agent has no number, or the carrier's keys are missing.
    """
    driver = driver_for(agent.brokerage, channel)
    parcel = _parcel(agent, channel)
    try:
        answer = driver.send(parcel)
    except NotAccepted as error:
        return Tried(went_well=False, words=f"The server could not be reached: {error}.")
    except Uncertain as error:
        return Tried(went_well=False, words=f"No clear answer came back ({error}). Look whether it arrived.")
    if isinstance(answer, Refused):
        return Tried(went_well=False, words=f"Refused with {answer.code}: {answer.words}")
    return Tried(went_well=True, words=f"Taken for {parcel.to}. {_where(driver.name)}".strip())


def _parcel(agent: Agent, channel: str) -> Parcel:
    brokerage, reference = agent.brokerage, f"test:{agent.pk}:{uuid.uuid4()}"
    if channel == Channel.EMAIL:
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
        return Parcel(
            reference=reference,
            to=agent.user.email,
            subject="A test from Homestretch",
            body=WORDS,
            sender=brokerage.from_email or settings.DEFAULT_FROM_EMAIL,
            headers={"Message-ID": f"<{reference.replace(':', '-')}@{host}>"},
            claimed_at=clock.now(),
        )
    if not agent.phone:
        raise Unreachable("You have no phone number on your profile yet.")
    if brokerage.carrier == Carrier.TWILIO and not settings.TWILIO_ACCOUNT_SID:
        raise Unreachable("Twilio’s account SID and token are not set on this server yet.")
    return Parcel(
        reference=reference,
        to=agent.phone,
        body=WORDS,
        sender=brokerage.from_number,
        claimed_at=clock.now(),
    )


def _where(driver: str) -> str:
    return {
        "simulator": "It stays on this machine: no carrier is set up.",
        "mailcatcher": "It stays on this machine, under Caught mail.",
    }.get(driver, "")
