"""Tables of the crm app: people, land, deals, and the spine."""

from crm.models.accounts import Agent, ApiKey, Brokerage, Instance, Team, User
from crm.models.base import BrokerageModel, SameBrokerage, TenantForeignKey, TenantOneToOne
from crm.models.consent import Consent
from crm.models.contacts import Contact, ContactPoint, ContactTag, Tag
from crm.models.deals import Appointment, Deal, StageChange
from crm.models.doors import GhlConnection, GhlLink, GhlTask, InboundHook, WebForm
from crm.models.events import DeadLetter, Event, Outbox, Receipt
from crm.models.experiments import Arm, Experiment
from crm.models.imports import Import, ImportRow
from crm.models.interactions import Feedback, Interaction, Task
from crm.models.language import LanguageCall, LanguageMonth, LanguagePrice
from crm.models.leads import Lead, SmartList, StatusChange
from crm.models.properties import Listing, Market, Ownership, Property

__all__ = [
    "Agent",
    "ApiKey",
    "Appointment",
    "Arm",
    "Brokerage",
    "BrokerageModel",
    "Consent",
    "Contact",
    "ContactPoint",
    "ContactTag",
    "DeadLetter",
    "Deal",
    "Event",
    "Experiment",
    "Feedback",
    "GhlConnection",
    "GhlLink",
    "GhlTask",
    "Import",
    "ImportRow",
    "InboundHook",
    "Instance",
    "Interaction",
    "LanguageCall",
    "LanguageMonth",
    "LanguagePrice",
    "Lead",
    "Listing",
    "Market",
    "Outbox",
    "Ownership",
    "Property",
    "Receipt",
    "SameBrokerage",
    "SmartList",
    "StageChange",
    "StatusChange",
    "Tag",
    "Task",
    "Team",
    "TenantForeignKey",
    "TenantOneToOne",
    "User",
    "WebForm",
]
