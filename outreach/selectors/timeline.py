"""How outreach's facts read on a person's timeline. One message is drawn once, by the fact that tells its outcome."""

from collections.abc import Sequence
from typing import Any

from crm.models import Agent, Event
from outreach.models import Handoff, Message, Suppression
from outreach.selectors.shown import show
from outreach.selectors.words import STOP_SOURCES, STOPS, handoff_words, intent_tone, intent_words
from realestate.lib.timeline import Contexts, renders

STOPPED = {"messages": None, "stopped": None}


def _by_id(events: Sequence[Event], key: str = "message_id") -> list[int]:
    return [event.payload[key] for event in events]


def _shown(events: Sequence[Event]) -> dict[int, dict[str, Any]]:
    rows = Message.objects.select_related("agent").filter(pk__in=_by_id(events))
    found = {shown.message.pk: shown for shown in show(rows)}
    return {
        event.pk: {"shown": found[event.payload["message_id"]]}
        for event in events
        if event.payload["message_id"] in found
    }


@renders("message.sent", "reply.received", template="outreach/timeline/message.html", groups={"messages": None})
def messages(events: Sequence[Event]) -> Contexts:
    """What was said: the words, how far they came, what the gate said, what they cost."""
    return _shown(events)


@renders(
    "message.held", "message.blocked", "message.cancelled", "message.failed", "message.uncertain",
    template="outreach/timeline/stopped.html", groups=STOPPED,
)  # fmt: skip
def stopped(events: Sequence[Event]) -> Contexts:
    """What was not said, with the reason."""
    return _shown(events)


@renders("reply.understood", template="outreach/timeline/understood.html")
def understood(events: Sequence[Event]) -> Contexts:
    """What their words were taken to mean, and what was done about it."""
    shown = _shown(events)
    return {
        event.pk: {
            **shown[event.pk],
            "wants": intent_words(event.payload["intent"]),
            "tone": intent_tone(event.payload["intent"]),
            "because": shown[event.pk]["shown"].message.understood.get("because", ""),
            "done": DONE.get(event.payload["action"], ""),
        }
        for event in events
        if event.pk in shown
    }


DONE = {
    "stop": "Homestretch stopped writing.",
    "auto_reply": "Homestretch answered.",
    "hand_off": "Homestretch asked for a person.",
    "nothing": "Nothing had to be done.",
}


@renders("handoff.requested", template="outreach/timeline/handoff.html")
def handoffs(events: Sequence[Event]) -> Contexts:
    """The moments a person was needed."""
    rows = Handoff.objects.in_bulk(_by_id(events, "handoff_id"))
    return {
        event.pk: {"handoff": rows[event.payload["handoff_id"]], "why": handoff_words(event.payload["reason"])}
        for event in events
        if event.payload["handoff_id"] in rows
    }


@renders("handoff.passed_on", template="outreach/timeline/passed_on.html")
def passed_on(events: Sequence[Event]) -> Contexts:
    """Who else was told, since nobody had taken over."""
    agents = Agent.objects.in_bulk(_by_id(events, "agent_id"))
    return {event.pk: {"to": agents.get(event.payload["agent_id"])} for event in events}


@renders("conversation.taken_over", "conversation.returned", template="outreach/timeline/charge.html")
def charges(events: Sequence[Event]) -> Contexts:
    """Who answers from then on."""
    agents = Agent.objects.in_bulk(_by_id(events, "agent_id"))
    return {event.pk: {"by": agents.get(event.payload["agent_id"])} for event in events}


@renders("conversation.exported", template="outreach/timeline/exported.html")
def exports(events: Sequence[Event]) -> Contexts:
    """Who took the conversation out as a file."""
    agents = Agent.objects.in_bulk(_by_id(events, "agent_id"))
    return {event.pk: {"by": agents.get(event.payload["agent_id"])} for event in events}


@renders("contact.suppressed", template="outreach/timeline/suppressed.html", groups={"stopped": None})
def suppressions(events: Sequence[Event]) -> Contexts:
    """Stops: what may not be done any more, how it was said, and in which words."""
    rows = Suppression.objects.select_related("agent").in_bulk(_by_id(events, "suppression_id"))
    return {
        event.pk: {
            "suppression": rows.get(event.payload["suppression_id"]),
            "what": STOPS.get(event.payload["scope"], ""),
            "how": STOP_SOURCES.get(event.payload["source"], event.payload["source"]),
        }
        for event in events
    }
