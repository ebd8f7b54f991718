"""The rows a view works on: found within what this agent may see, or not at all."""

from django.shortcuts import get_object_or_404

from crm.models import Contact, ContactPoint, Lead
from outreach.models import CaughtMail, Conversation, Message
from outreach.selectors import caught_mail
from outreach.selectors.inbox import visible_to
from realestate.web.requests import HtmxRequest


def lead_of(request: HtmxRequest, pk: int) -> Lead:
    """Return a lead with its contact and brokerage, or answer 404."""
    leads = Lead.objects.for_agent(request.agent).select_related("contact__brokerage", "brokerage", "assigned_to")
    return get_object_or_404(leads, pk=pk)


def conversation_of(request: HtmxRequest, pk: int) -> Conversation:
    """Return a conversation with its contact and agent, or answer 404."""
    rows = visible_to(request.agent).select_related("contact__brokerage", "agent", "brokerage")
    return get_object_or_404(rows, pk=pk)


def point_of(lead: Lead, pk: int) -> ContactPoint:
    """Return a number or address of the lead's person, or answer 404."""
    points = ContactPoint.objects.filter(contact_id=lead.contact_id).select_related("contact", "brokerage")
    return get_object_or_404(points, pk=pk)


def message_of(request: HtmxRequest, pk: int) -> Message:
    """Return a message of a conversation this agent may see, or answer 404."""
    message = get_object_or_404(Message.objects.select_related("conversation", "lead"), pk=pk)
    conversation_of(request, message.conversation_id)
    return message


def contact_of(request: HtmxRequest, pk: int) -> Contact:
    """Return a person with a lead this agent may see, or answer 404."""
    visible = Lead.objects.for_agent(request.agent).values("contact")
    return get_object_or_404(Contact.objects.present().select_related("brokerage").filter(pk__in=visible), pk=pk)


def mail_of(request: HtmxRequest, pk: int) -> CaughtMail:
    """Return a caught mail this agent may read, or answer 404."""
    return get_object_or_404(caught_mail.readable_by(request.agent), pk=pk)
