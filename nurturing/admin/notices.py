"""Notices: what agents were told."""

from django.contrib import admin
from unfold.decorators import display

from crm.admin.base import ReadOnlyAdmin
from nurturing.models import ChatRoom, Notice, PushSubscription


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Read only: a notice is a record of what was told."""

    list_display = ["title", "agent", "kind", "show_status", "created_at", "emailed_at", "texted_at"]
    list_filter = ["status", "kind", "agent"]
    list_select_related = ["agent"]
    search_fields = ["title"]
    fields = [
        "agent",
        "kind",
        "title",
        "body",
        "url",
        "key",
        "status",
        "created_at",
        "emailed_at",
        "text_due_at",
        "texted_at",
    ]
    readonly_fields = fields

    @display(description="Status", label={"New": "warning", "Seen": "info"})
    def show_status(self, row: Notice) -> str:
        return row.get_status_display()


@admin.register(ChatRoom)
class ChatRoomAdmin(ReadOnlyAdmin):
    """Rooms that hear notices; their addresses are sealed."""

    list_display = ["name", "kind", "agent", "is_on", "problem"]
    list_filter = ["kind", "is_on"]
    list_select_related = ["agent"]
    fields = ["name", "kind", "agent", "is_on", "problem"]
    readonly_fields = fields


@admin.register(PushSubscription)
class PushSubscriptionAdmin(ReadOnlyAdmin):
    """Agents' browsers that show notices; their addresses are sealed."""

    list_display = ["label", "agent", "told_at", "created_at"]
    list_filter = ["agent"]
    list_select_related = ["agent"]
    fields = ["label", "agent", "told_at", "created_at"]
    readonly_fields = fields
