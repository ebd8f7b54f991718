"""Tables of the outreach app: messages, permissions, decisions."""

from outreach.models.audit import AuditLink
from outreach.models.compliance import GateDecision, Suppression, SuppressionLift
from outreach.models.conversations import Conversation, DeliveryUpdate, Handoff, HandoffCall, Message
from outreach.models.files import Attachment, Call
from outreach.models.law import LawRule
from outreach.models.letters import Letter, LetterBatch
from outreach.models.lists import DncCheck, DncList, DncNumber, DncScrub
from outreach.models.lookups import NumberLookup
from outreach.models.mailboxes import Mailbox
from outreach.models.privacy import KeptEvidence, PrivacyRequest, RetentionRun
from outreach.models.readings import Reading
from outreach.models.review import Review
from outreach.models.simulator import CaughtMail, SimulatedText
from outreach.models.staff import StaffText
from outreach.models.standing import SendingBrake, SendingPace, SendingStop, StateRegistration, TextingRegistration
from outreach.models.templates import Template, TemplateVersion, Wording

__all__ = [
    "Attachment",
    "AuditLink",
    "Call",
    "CaughtMail",
    "Conversation",
    "DeliveryUpdate",
    "DncCheck",
    "DncList",
    "DncNumber",
    "DncScrub",
    "GateDecision",
    "Handoff",
    "HandoffCall",
    "KeptEvidence",
    "LawRule",
    "Letter",
    "LetterBatch",
    "Mailbox",
    "Message",
    "NumberLookup",
    "PrivacyRequest",
    "RetentionRun",
    "Reading",
    "Review",
    "SendingBrake",
    "SendingPace",
    "SendingStop",
    "SimulatedText",
    "StaffText",
    "StateRegistration",
    "Suppression",
    "SuppressionLift",
    "Template",
    "TemplateVersion",
    "TextingRegistration",
    "Wording",
]
