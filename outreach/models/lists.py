"""Do-not-call lists as they were bought, and what they said about our people."""

from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, ContactPoint, TenantForeignKey
from crm.models.base import BrokerageKey, scoped
from outreach.states import ListForm, ScrubState

NATIONAL = "national"


class DncList(BrokerageModel):
    """One list file as it was loaded. A brokerage has its own subscription, hence its own lists (47 CFR 64.1200).

    ``registry`` is ``national`` or a state. The national list comes by area code, a state's as a whole.
    """

    registry = models.CharField(max_length=8)
    area_code = models.CharField(max_length=3, blank=True)
    list_date = models.DateField(help_text="The list's own version date, from which its age counts.")
    form = models.CharField(max_length=6, choices=ListForm.choices, default=ListForm.FULL)
    filename = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    rows = models.PositiveIntegerField(default=0, help_text="Numbers on the list after loading.")
    added = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0, help_text="Lines that were no number of the list.")
    is_current = models.BooleanField(default=False)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = "do-not-call list"
        verbose_name_plural = "do-not-call lists"
        constraints = [
            models.UniqueConstraint(
                name="outreach_list_one_current",
                fields=["brokerage", "registry", "area_code"],
                condition=Q(is_current=True),
            ),
            models.CheckConstraint(name="outreach_list_form_known", condition=Q(form__in=ListForm.values)),
            models.CheckConstraint(
                name="outreach_list_area_known",
                condition=Q(registry="national", area_code__regex=r"^[2-9][0-9]{2}$")
                | Q(registry__regex=r"^[A-Z]{2}$", area_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registry} {self.area_code} {self.list_date}".replace("  ", " ")

    @property
    def title(self) -> str:
        """What the list is called on pages."""
        return (
            f"National, area code {self.area_code}" if self.registry == NATIONAL else f"State list of {self.registry}"
        )


class DncNumber(models.Model):
    """A number on a list, as ten digits. Written by COPY; the list it hangs on carries all guards."""

    pk = models.CompositePrimaryKey("list_id", "number")
    list_id = models.BigIntegerField()
    number = models.BigIntegerField()
    brokerage = BrokerageKey("crm.Brokerage", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")

    objects = scoped()

    def __str__(self) -> str:
        return f"a number on list {self.list_id}"


class DncCheck(BrokerageModel):
    """What the last scrub found about a number, for pages. Decisions ask the lists themselves."""

    point = TenantForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="dnc_checks")
    registry = models.CharField(max_length=8, choices=[("national", "National"), ("state", "State")])
    is_listed = models.BooleanField()
    list_date = models.DateField()

    class Meta:
        verbose_name = "do-not-call check"
        verbose_name_plural = "do-not-call checks"
        constraints = [models.UniqueConstraint(name="outreach_dnc_once", fields=["brokerage", "point", "registry"])]

    def __str__(self) -> str:
        return f"{self.registry} {self.list_date}"


class DncScrub(BrokerageModel):
    """One run of all numbers against the lists, with what it found."""

    status = models.CharField(max_length=8, choices=ScrubState.choices, default=ScrubState.QUEUED)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    numbers = models.PositiveIntegerField(default=0)
    listed_national = models.PositiveIntegerField(default=0)
    listed_state = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0, help_text="No list is loaded for their area code.")
    stale = models.PositiveIntegerField(default=0, help_text="The list is older than the law allows.")
    error = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "do-not-call scrub"
        verbose_name_plural = "do-not-call scrubs"
        indexes = [models.Index(name="outreach_scrub_recent", fields=["brokerage", "-id"])]
        constraints = [
            models.UniqueConstraint(
                name="outreach_scrub_one_open", fields=["brokerage"], condition=Q(status__in=["queued", "running"])
            ),
            models.CheckConstraint(name="outreach_scrub_status_known", condition=Q(status__in=ScrubState.values)),
        ]

    def __str__(self) -> str:
        return f"scrub {self.pk}"
