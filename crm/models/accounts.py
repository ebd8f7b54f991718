"""Who uses Homestretch: brokerages, their people, and the installation itself."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from crm.models.base import BrokerageModel, TenantForeignKey, UpdatedAtField, scoped
from crm.states import Carrier, Role
from realestate.lib import clock


def notice_channels() -> list[str]:
    """Return the channels a new agent is told on."""
    return ["page", "email"]


def weekdays() -> list[int]:
    """Return Monday to Friday as ISO weekdays."""
    return [1, 2, 3, 4, 5]


class Instance(models.Model):
    """This installation: one row. Sending is on only while ``instance_id`` equals the one beside the data (T12)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    instance_id = models.UUIDField()
    version = models.CharField(max_length=40)
    sending_paused = models.BooleanField(default=False, help_text="Stops every lead-facing send of this installation.")
    paused_because = models.CharField(max_length=200, blank=True, help_text="Why it is stopped; everybody reads it.")
    installed_at = models.DateTimeField(default=clock.real_now)

    class Meta:
        verbose_name = "installation"
        verbose_name_plural = "installation"
        constraints = [models.CheckConstraint(name="crm_instance_single", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"Homestretch {self.version}"


class Brokerage(models.Model):
    """One account, isolated from all others."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    postal_address = models.CharField(max_length=240, blank=True, help_text="Printed in every commercial email.")
    phone = models.CharField(max_length=20, blank=True)
    website = models.URLField(blank=True)
    timezone = models.CharField(max_length=64, default="America/New_York")
    sender_state = models.CharField(max_length=2, default="FL", help_text="State law of the sender binds too.")
    carrier = models.CharField(max_length=20, choices=Carrier.choices, default=Carrier.SIMULATOR)
    from_number = models.CharField(max_length=20, blank=True)
    from_email = models.EmailField(blank=True)
    texting_registered = models.BooleanField(default=False, help_text="10DLC brand and campaign are approved.")
    records_calls = models.BooleanField(
        default=False, help_text="Calls that come in are recorded; the caller is told first (REC-1)."
    )
    rnd_required = models.BooleanField(
        default=False, help_text="Texts need a fresh look-up in the reassigned-numbers database."
    )
    lookup_budget_cents = models.PositiveIntegerField(
        default=2_000, help_text="Most that paid look-ups about numbers may cost in a calendar month."
    )
    allow_cold_email = models.BooleanField(default=False)
    sending_paused = models.BooleanField(default=False, help_text="Stops every lead-facing send of this brokerage.")
    stopped_because = models.CharField(
        max_length=200, blank=True, help_text="Why an operator stopped all sending here, whatever its owner says."
    )
    handoff_minutes = models.PositiveSmallIntegerField(
        default=15, help_text="Until the next of us is told of a conversation that nobody took over; 0: nobody else."
    )
    language_budget_cents = models.PositiveIntegerField(
        default=2_000, help_text="Most that language models may cost in a month; 0 keeps every text on this machine."
    )
    events_held_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when an operator keeps what happens here from being acted on."
    )
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, help_text="Never reaches a real carrier; its clock may be moved.")
    clock_shift = models.DurationField(default=timedelta, help_text="How far a demo clock is moved.")
    suppression_key = models.TextField(blank=True, editable=False, help_text="Keyed-hash key, wrapped by the secret.")
    suppression_canary = models.CharField(max_length=64, blank=True, editable=False)
    set_up_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.real_now, editable=False)
    updated_at = UpdatedAtField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="crm_brokerage_carrier_known", condition=Q(carrier__in=Carrier.values)),
            models.UniqueConstraint(
                name="crm_brokerage_number_once",
                fields=["from_number"],
                condition=Q(carrier=Carrier.TWILIO) & ~Q(from_number=""),
            ),
            models.CheckConstraint(
                name="crm_brokerage_clock_demo_only", condition=Q(is_demo=True) | Q(clock_shift=timedelta())
            ),
            models.CheckConstraint(
                name="crm_brokerage_demo_simulated", condition=Q(is_demo=False) | Q(carrier=Carrier.SIMULATOR)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Users are found by email, in any case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a saved user; without a password they sign in by a reset link."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a user with every permission. Django's own command calls this."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A log-in. What the person may see comes from their agent and brokerage."""

    email = models.EmailField(unique=True)
    brokerage = models.ForeignKey(Brokerage, on_delete=models.CASCADE, null=True, blank=True, related_name="users")
    is_staff = models.BooleanField(default=False, help_text="Operator: may open the admin of their brokerage.")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=clock.real_now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "log-in"
        verbose_name_plural = "log-ins"
        constraints = [models.CheckConstraint(name="crm_user_email_lower", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return self.email


class Team(BrokerageModel):
    """Agents who see each other's leads."""

    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(name="crm_team_name", fields=["brokerage", "name"])]

    def __str__(self) -> str:
        return self.name


class AgentQuerySet(models.QuerySet["Agent"]):
    """Clauses about agents."""

    def active(self) -> "AgentQuerySet":
        """Those who can still sign in."""
        return self.filter(user__is_active=True)

    def available(self) -> "AgentQuerySet":
        """Those who take new leads now."""
        return self.active().filter(is_available=True)


class Agent(BrokerageModel):
    """A person who works leads on the pages."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="agent")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.AGENT)
    team = TenantForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="agents")
    timezone = models.CharField(max_length=64, default="America/New_York")
    phone = models.CharField(max_length=20, blank=True, help_text="Where notices by text go.")
    works_from = models.TimeField(default="09:00")
    works_until = models.TimeField(default="18:00")
    works_on = ArrayField(models.PositiveSmallIntegerField(), default=weekdays, help_text="ISO weekdays, 1 = Monday.")
    briefing_hour = models.PositiveSmallIntegerField(default=7)
    channels = ArrayField(models.CharField(max_length=12), default=notice_channels)
    calls_a_day = models.PositiveSmallIntegerField(default=12)
    is_available = models.BooleanField(default=True)
    theme = models.CharField(max_length=6, blank=True)

    objects: ClassVar[Any] = scoped(AgentQuerySet)

    class Meta:
        indexes = [models.Index(name="crm_agent_team", fields=["brokerage", "team"])]
        constraints = [
            models.CheckConstraint(name="crm_agent_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(name="crm_agent_briefing_hour", condition=Q(briefing_hour__lte=23)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sees_everyone(self) -> bool:
        """Owners and managers see the whole brokerage."""
        return self.role in {Role.OWNER, Role.MANAGER}


class ApiKey(BrokerageModel):
    """A key for API clients. Only its hash is kept; the key is shown once."""

    agent = TenantForeignKey(Agent, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    key_hash = models.CharField(max_length=64)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "API key"
        verbose_name_plural = "API keys"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
