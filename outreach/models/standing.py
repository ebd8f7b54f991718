"""What the brokerage may do at all: where it is registered, what its number is approved for, what is switched off."""

from django.db import models
from django.db.models import F, Q

from crm.models import Agent, BrokerageModel, TenantForeignKey
from outreach.states import BrakeLevel, Channel, PaceKind, RegistrationBasis, VettingState


class StateRegistration(BrokerageModel):
    """A state in which the brokerage may market by phone: licence, exemption, or why none is needed (FL-LIC-1)."""

    state = models.CharField(max_length=2)
    basis = models.CharField(max_length=10, choices=RegistrationBasis.choices)
    reference = models.CharField(max_length=80, help_text="Licence or filing number, or the exemption's section.")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["state", "-valid_from"]
        constraints = [
            models.UniqueConstraint(name="outreach_registration_once", fields=["brokerage", "state", "valid_from"]),
            models.CheckConstraint(
                name="outreach_registration_basis_known", condition=Q(basis__in=RegistrationBasis.values)
            ),
            models.CheckConstraint(
                name="outreach_registration_days",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.get_basis_display()}"


class TextingRegistration(BrokerageModel):
    """The 10DLC brand and campaign behind the sending number. One per brokerage; what a carrier says wins."""

    brand_name = models.CharField(max_length=120, blank=True)
    brand_sid = models.CharField(max_length=40, blank=True)
    brand_status = models.CharField(max_length=10, choices=VettingState.choices, default=VettingState.NONE)
    campaign_sid = models.CharField(max_length=40, blank=True)
    campaign_status = models.CharField(max_length=10, choices=VettingState.choices, default=VettingState.NONE)
    use_case = models.CharField(max_length=40, blank=True, help_text="As declared, for example MIXED or MARKETING.")
    service_sid = models.CharField(max_length=40, blank=True, help_text="Messaging service the number belongs to.")
    failure = models.CharField(max_length=240, blank=True, help_text="Why vetting failed, in the carrier's words.")
    fetched_at = models.DateTimeField(null=True, blank=True, help_text="When the carrier last said so itself.")
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "10DLC registration"
        verbose_name_plural = "10DLC registrations"
        constraints = [
            models.UniqueConstraint(name="outreach_texting_one", fields=["brokerage"]),
            models.CheckConstraint(
                name="outreach_texting_brand_known", condition=Q(brand_status__in=VettingState.values)
            ),
            models.CheckConstraint(
                name="outreach_texting_campaign_known", condition=Q(campaign_status__in=VettingState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand_name} {self.get_campaign_status_display()}"


class SendingStop(BrokerageModel):
    """A kill switch that was pulled, and let go: of one campaign, or (campaign empty) of the whole brokerage."""

    campaign = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    stopped_at = models.DateTimeField()
    lifted_by = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "kill switch"
        verbose_name_plural = "kill switches"
        constraints = [
            models.UniqueConstraint(
                name="outreach_stop_one_in_force", fields=["brokerage", "campaign"], condition=Q(lifted_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.campaign or "everything"


class SendingPace(BrokerageModel):
    """How fast messages may leave: so many in so many seconds. Without a row the shipped pace holds."""

    kind = models.CharField(max_length=9, choices=PaceKind.choices)
    subject = models.CharField(
        max_length=120, blank=True, help_text="One number or domain; empty for every one that has no row of its own."
    )
    messages = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField(default=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="outreach_pace_once", fields=["brokerage", "kind", "subject"]),
            models.CheckConstraint(name="outreach_pace_kind_known", condition=Q(kind__in=PaceKind.values)),
            models.CheckConstraint(name="outreach_pace_moves", condition=Q(messages__gte=1) & Q(seconds__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.messages} in {self.seconds} s"


class SendingBrake(BrokerageModel):
    """A channel that goes slower, or not at all, because of how its messages fare; until a person lets it go."""

    channel = models.CharField(max_length=16, choices=Channel.choices)
    level = models.CharField(max_length=4, choices=BrakeLevel.choices)
    why = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    lifted_by = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="outreach_brake_one_in_force", fields=["brokerage", "channel"], condition=Q(lifted_at=None)
            ),
            models.CheckConstraint(name="outreach_brake_level_known", condition=Q(level__in=BrakeLevel.values)),
            models.CheckConstraint(name="outreach_brake_channel_known", condition=Q(channel__in=Channel.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_level_display().lower()}"
