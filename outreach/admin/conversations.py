"""Messages, conversations and handoffs. Changed on the pages and by the sender alone."""

from django.contrib import admin

from crm.admin.base import ReadOnlyAdmin
from outreach.models import Conversation, DeliveryUpdate, Handoff, HandoffCall, Message, StaffText


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Every message, in or out."""

    list_display = [
        "occurred_at",
        "direction",
        "channel",
        "contact",
        "author",
        "purpose",
        "status",
        "reason",
        "carrier",
    ]
    list_filter = ["status", "direction", "channel", "author", "purpose", "carrier", "occurred_at"]
    list_select_related = ["contact"]
    search_fields = ["key", "provider_id"]
    ordering = ["-occurred_at", "-id"]


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    """Who answers whom."""

    list_display = [
        "contact",
        "in_charge",
        "agent",
        "last_message_at",
        "last_inbound_at",
        "answered_at",
        "returned_at",
        "paused_reason",
    ]
    list_filter = ["in_charge", "agent"]
    list_select_related = ["contact", "agent"]
    search_fields = ["contact__name"]
    ordering = ["-last_message_at", "-id"]


@admin.register(Handoff)
class HandoffAdmin(ReadOnlyAdmin):
    """The moments a person was needed, and how long that took."""

    list_display = ["created_at", "summary", "reason", "status", "agent", "taken_at"]
    list_filter = ["status", "reason", "agent"]
    list_select_related = ["agent"]
    ordering = ["-created_at"]


@admin.register(HandoffCall)
class HandoffCallAdmin(ReadOnlyAdmin):
    """Who else was told of a handoff that nobody had taken."""

    list_display = ["told_at", "handoff", "number", "agent"]
    list_filter = ["agent"]
    list_select_related = ["handoff", "agent"]
    ordering = ["-told_at"]


@admin.register(StaffText)
class StaffTextAdmin(ReadOnlyAdmin):
    """Texts that told our own people of something."""

    list_display = ["created_at", "agent", "status", "reason", "carrier", "segments", "sent_at"]
    list_filter = ["status", "agent", "carrier"]
    list_select_related = ["agent"]
    search_fields = ["key", "provider_id"]
    ordering = ["-created_at"]


@admin.register(DeliveryUpdate)
class DeliveryUpdateAdmin(ReadOnlyAdmin):
    """What providers told us, as it came."""

    list_display = ["created_at", "message", "status", "error_code"]
    list_filter = ["status", "error_code"]
    list_select_related = ["message"]
    search_fields = ["message__provider_id"]
    ordering = ["-created_at"]
