"""Tables of the outreach app: messages, permissions, decisions."""

from outreach.models.compliance import DncCheck, GateDecision, Suppression
from outreach.models.conversations import Conversation, DeliveryUpdate, Handoff, Message
from outreach.models.simulator import CaughtMail, SimulatedText

__all__ = [
    "CaughtMail",
    "Conversation",
    "DeliveryUpdate",
    "DncCheck",
    "GateDecision",
    "Handoff",
    "Message",
    "SimulatedText",
    "Suppression",
]
