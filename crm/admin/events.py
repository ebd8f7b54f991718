"""The spine's logs: what happened, what waits, what failed and can be tried again."""

from django.contrib import admin, messages
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest

from crm.admin.base import ReadOnlyAdmin
from crm.models import DeadLetter, Event, InboundHook, Outbox, Receipt
from crm.services import events, hooks
from crm.services.hooks import UnknownTenant
from realestate.lib.errors import DomainError, Transient

HANDLER_FAILURES = (
    DomainError, Transient, DatabaseError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError,
)  # fmt: skip


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Every fact, append-only."""

    list_display = ["id", "kind", "contact_id", "occurred_at", "recorded_at", "correlation_id"]
    list_filter = ["kind"]
    search_fields = ["=contact_id", "=correlation_id"]
    ordering = ["-recorded_at", "-id"]


@admin.register(Outbox)
class OutboxAdmin(ReadOnlyAdmin):
    """Facts that are not on their way yet; empty but for a moment."""

    list_display = ["id", "kind", "event_id", "shard", "recorded_at"]
    list_filter = ["shard"]


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    """What was taken in once."""

    list_display = ["source", "key", "created_at"]
    list_filter = ["source"]
    search_fields = ["=key"]


@admin.register(DeadLetter)
class DeadLetterAdmin(ReadOnlyAdmin):
    """Facts that a subscriber could not handle, with the reason."""

    list_display = ["kind", "subscriber", "attempts", "created_at", "resolved_at"]
    list_filter = ["subscriber", "kind", ("resolved_at", admin.EmptyFieldListFilter)]
    actions = ["try_again"]

    @admin.action(description="Try again")
    def try_again(self, request: HttpRequest, chosen: QuerySet[DeadLetter]) -> None:
        """Bring each to its subscriber once more; what fails again stays with its reason."""
        done, failed = 0, []
        for letter in chosen:
            try:
                events.retry(letter)
                done += 1
            except HANDLER_FAILURES as error:
                failed.append(f"{letter}: {error}")
        self.message_user(request, f"{done} went through, {len(failed)} did not.", messages.INFO)
        for words in failed[:5]:
            self.message_user(request, words, messages.WARNING)


@admin.register(InboundHook)
class InboundHookAdmin(ReadOnlyAdmin):
    """Webhooks as they came."""

    list_display = ["provider", "kind", "status", "received_at", "handled_at"]
    list_filter = ["provider", "status"]
    search_fields = ["=external_id"]
    actions = ["try_again"]

    @admin.action(description="Try again")
    def try_again(self, request: HttpRequest, chosen: QuerySet[InboundHook]) -> None:
        """Queue each once more; one that was handled stays as it is."""
        queued, homeless = 0, 0
        for hook in chosen:
            try:
                hooks.retry(hook)
                queued += 1
            except UnknownTenant:
                homeless += 1
        self.message_user(request, f"{queued} queued, {homeless} still belong to nobody.", messages.INFO)

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboundHook]:
        """Return the operator's own brokerage's; superusers also see those of nobody yet."""
        rows: QuerySet[InboundHook] = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(brokerage=request.user.brokerage)  # type: ignore[union-attr]
