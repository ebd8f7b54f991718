"""Agents' own mailboxes: whether they work. Passwords are not here."""

from django.contrib import admin

from crm.admin.base import ReadOnlyAdmin
from outreach.models import Mailbox


@admin.register(Mailbox)
class MailboxAdmin(ReadOnlyAdmin):
    """Which agent sends and reads through which servers, and what stands in the way."""

    list_display = ["agent", "smtp_host", "imap_host", "is_on", "read_at", "problem"]
    list_filter = ["is_on", "read_at"]
    list_select_related = ["agent"]
    exclude = ["sealed_password"]
    ordering = ["agent__name"]
