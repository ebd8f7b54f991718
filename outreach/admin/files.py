"""What comes with a message, to look at: files by what they are, calls by how they went."""

from django.contrib import admin

from crm.admin.base import ReadOnlyAdmin
from outreach.models import Attachment, Call


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    """Pictures and documents; their content opens from the conversation, for those who may read it."""

    list_display = ["__str__", "content_type", "size", "status", "reason", "created_at"]
    list_filter = ["status", "content_type"]
    fields = [
        "message", "place", "name", "content_type", "size", "sha256", "status", "reason", "created_at",
    ]  # fmt: skip


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin):
    """How calls went. A recording is played on the person's page, where each listener is known."""

    list_display = ["message", "seconds", "answered_by", "connected_at", "is_recorded", "announced"]
    list_filter = ["announced", ("connected_at", admin.EmptyFieldListFilter)]
    list_select_related = ["message"]
    fields = ["message", "seconds", "answered_by", "connected_at", "recording_seconds", "announced", "created_at"]

    @admin.display(boolean=True, description="recorded")
    def is_recorded(self, row: Call) -> bool:
        """Whether a recording is kept."""
        return bool(row.recording_id)
