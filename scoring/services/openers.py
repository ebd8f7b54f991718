"""A first sentence for the person who calls: short, theirs to change, never sent by itself."""

from collections.abc import Sequence
from typing import Any

from crm.models import Lead
from scoring.states import AlertKind

# The strongest reason that the person already knows of themselves; scores and guesses are never said aloud.
BECAUSE = {
    "came_back_to_home": "I saw one home caught your eye. Shall I tell you what I know about it?",
    "saves_many": "You saved a few homes. Which one should we see first?",
    "saves": "You saved a home. Would you like to see it?",
    "views_many": "You have been looking around this week. Did anything stand out?",
    "views_some": "You have been looking around this week. Did anything stand out?",
    "value_report": "You opened the value report. Do you have questions about it?",
    "preapproved": "You are ready to buy. Shall we pick two homes to see?",
    "moves_now": "You would like to move soon. Shall we plan the next step?",
}
PLAIN = {
    AlertKind.APPOINTMENT: "You asked to meet. Would today or tomorrow suit you better?",
    AlertKind.UNANSWERED: "Thank you for writing. What are you looking for?",
    AlertKind.SILENT: "We have not spoken for a few days. Is there anything you would like to know?",
    AlertKind.HOT: "What would help you most right now?",
}


def write(lead: Lead, kind: AlertKind, ledger: Sequence[dict[str, Any]]) -> str:
    """Return an opener for a call about an alert."""
    hello = f"Hi {lead.contact.first_name or lead.contact.name}, this is {_speaker(lead)}. "
    if kind is AlertKind.HOT:
        said = [line for line in ledger if line["rule"] in BECAUSE]
        if said:
            return hello + BECAUSE[max(said, key=lambda line: line["points"])["rule"]]
    return hello + PLAIN[kind]


def _speaker(lead: Lead) -> str:
    agent = lead.assigned_to.name.split()[0] if lead.assigned_to else ""
    return f"{agent} from {lead.brokerage.name}" if agent else lead.brokerage.name
