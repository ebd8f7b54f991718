"""Lists, look-ups, switches, registrations, requests and the audit chain: to look at."""

from django.contrib import admin

from crm.admin.base import LeanAdmin, ReadOnlyAdmin
from outreach.models import (
    AuditLink,
    DncList,
    DncScrub,
    NumberLookup,
    PrivacyRequest,
    RetentionRun,
    SendingBrake,
    SendingPace,
    SendingStop,
    StateRegistration,
    SuppressionLift,
    TextingRegistration,
)


@admin.register(DncList)
class DncListAdmin(ReadOnlyAdmin):
    """Do-not-call lists as they were loaded: the proof that they were."""

    list_display = ["title", "list_date", "form", "rows", "rejected", "is_current", "loaded_at", "checksum"]
    list_filter = ["registry", "is_current", "list_date"]


@admin.register(DncScrub)
class DncScrubAdmin(ReadOnlyAdmin):
    """Runs of all numbers against the lists."""

    list_display = ["started_at", "status", "numbers", "listed_national", "listed_state", "unknown", "stale"]


@admin.register(NumberLookup)
class NumberLookupAdmin(ReadOnlyAdmin):
    """Paid questions about numbers, and what they cost."""

    list_display = ["looked_up_at", "kind", "result", "asked_about", "provider", "cost_micros"]
    list_filter = ["kind", "result", "provider", "looked_up_at"]


@admin.register(SendingStop)
class SendingStopAdmin(ReadOnlyAdmin):
    """Kill switches, pulled and let go."""

    list_display = ["stopped_at", "campaign", "reason", "agent", "lifted_at", "lifted_by"]
    list_select_related = ["agent", "lifted_by"]


@admin.register(StateRegistration)
class StateRegistrationAdmin(ReadOnlyAdmin):
    """States that are open for marketing by phone."""

    list_display = ["state", "basis", "reference", "valid_from", "valid_until", "agent"]
    list_select_related = ["agent"]


@admin.register(TextingRegistration)
class TextingRegistrationAdmin(ReadOnlyAdmin):
    """The 10DLC brand and campaign."""

    list_display = ["brand_name", "brand_status", "campaign_status", "use_case", "fetched_at"]


@admin.register(SuppressionLift)
class SuppressionLiftAdmin(ReadOnlyAdmin):
    """Who reopened what, on whose word."""

    list_display = ["asked_at", "status", "asked_by", "settled_by", "opted_in_at"]
    list_select_related = ["asked_by", "settled_by"]
    list_filter = ["status"]


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(ReadOnlyAdmin):
    """The log of requests about personal data."""

    list_display = ["__str__", "kind", "status", "received_at", "acknowledge_by", "answer_by", "answered_at"]
    list_filter = ["kind", "status"]


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnlyAdmin):
    """What retention removed, or would have."""

    list_display = ["finished_at", "is_dry", "counts"]


@admin.register(AuditLink)
class AuditLinkAdmin(ReadOnlyAdmin):
    """The audit chain; ``manage.py verify_audit`` walks it."""

    list_display = ["position", "kind", "row_id", "digest", "sealed_at"]
    list_filter = ["kind"]
    ordering = ["-position"]


@admin.register(SendingPace)
class SendingPaceAdmin(LeanAdmin):
    """How fast messages may leave; what has no row keeps the shipped pace."""

    list_display = ["kind", "subject", "messages", "seconds"]
    list_filter = ["kind"]
    fields = ["kind", "subject", "messages", "seconds"]


@admin.register(SendingBrake)
class SendingBrakeAdmin(ReadOnlyAdmin):
    """Channels that were slowed or stopped, why, and who let them go; done on the carriers page."""

    list_display = ["set_at", "channel", "level", "why", "lifted_by", "lifted_at"]
    list_filter = ["channel", "level"]
    list_select_related = ["lifted_by"]
