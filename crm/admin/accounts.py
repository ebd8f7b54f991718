"""The installation, brokerages and their people."""

from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from crm.admin.base import LeanAdmin, ReadOnlyAdmin
from crm.models import Agent, ApiKey, Brokerage, Instance, Team, User
from crm.services import event_holding

admin.site.unregister(Group)  # roles say what people may do, so groups would do nothing
admin.site.index_title = "Everything behind the pages"


@admin.register(Instance)
class InstanceAdmin(ReadOnlyAdmin):
    """Which installation this is."""

    list_display = ["version", "instance_id", "sending_paused", "paused_because", "installed_at"]


@admin.register(Brokerage)
class BrokerageAdmin(LeanAdmin):
    """Every account of this installation; superusers only."""

    list_display = ["name", "slug", "carrier", "sending_paused", "events_held_since", "is_active", "is_demo"]
    list_filter = ["carrier", "is_active", "is_demo", "sending_paused"]
    search_fields = ["name", "slug"]
    readonly_fields = ["stopped_because", "events_held_since", "behind", "set_up_at", "created_at", "updated_at"]
    prepopulated_fields = {"slug": ["name"]}
    actions = ["hold_events", "let_events_go"]

    @admin.display(description="Events not acted on")
    def behind(self, brokerage: Brokerage) -> str:
        """Say how far behind this brokerage's events are."""
        if brokerage.pk is None:
            return "–"
        found = event_holding.backlog(brokerage)
        on_the_way = "unknown, Redis is away" if found.on_the_way is None else found.on_the_way
        words = f"{found.waiting} wait, {found.held} of them held back; on the way: {on_the_way}."
        return f"{words} The oldest is of {found.since:%B %-d, %H:%M} UTC." if found.since else words

    @admin.action(description="Hold events back")
    def hold_events(self, request: HttpRequest, chosen: QuerySet[Brokerage]) -> None:
        """Let what happens in each wait from now on."""
        for brokerage in chosen:
            event_holding.hold(brokerage, by=request.user)  # type: ignore[arg-type]
        self.message_user(
            request, "What happens there waits until you let it go; nothing is sent meanwhile.", messages.WARNING
        )

    @admin.action(description="Let events go on")
    def let_events_go(self, request: HttpRequest, chosen: QuerySet[Brokerage]) -> None:
        """Have what waited acted on, in order."""
        try:
            for brokerage in chosen:
                event_holding.let_go(brokerage, by=request.user)  # type: ignore[arg-type]
        except event_holding.Busy as busy:
            self.message_user(request, busy.message, messages.ERROR)
            return
        self.message_user(request, "What waited goes on its way, in order.", messages.SUCCESS)

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(LeanAdmin):
    """Log-ins; superusers only."""

    list_display = ["email", "brokerage", "is_staff", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff"]
    list_select_related = ["brokerage"]
    search_fields = ["email"]
    fields = ["email", "brokerage", "is_staff", "is_active", "last_login", "date_joined"]
    readonly_fields = ["last_login", "date_joined"]


@admin.register(Agent)
class AgentAdmin(ReadOnlyAdmin):
    """People of the brokerage; changed on the settings pages."""

    list_display = ["name", "user", "role", "team", "is_available", "timezone"]
    list_filter = ["role", "is_available", "team"]
    list_select_related = ["user", "team"]
    search_fields = ["name", "user__email"]


@admin.register(Team)
class TeamAdmin(LeanAdmin):
    """Agents who see each other's leads."""

    list_display = ["name", "created_at"]
    search_fields = ["name"]


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Keys of API clients; the key itself is nowhere."""

    list_display = ["name", "agent", "prefix", "last_used_at", "revoked_at"]
    list_select_related = ["agent"]
    list_filter = ["agent"]
    fields = ["name", "agent", "prefix", "last_used_at", "revoked_at", "created_at"]
