"""The rule book as dated rows. The law is the same for every brokerage, so these rows belong to none."""

from django.db import models
from django.db.models import F, Q

from outreach.states import RuleKind
from realestate.lib import clock


class LawRule(models.Model):
    """One line of the rule book, append-only by trigger: a change is a later row, so every day's book can be told.

    In force is, of the rows of one kind and subject whose days cover the day asked about, the one with the latest
    ``effective_on``, and of several the one entered last. Days are UTC days.
    """

    kind = models.CharField(max_length=12, choices=RuleKind.choices)
    subject = models.CharField(max_length=60)
    value = models.JSONField()
    source = models.CharField(max_length=240, help_text="Statute, order or agency page that says so.")
    source_url = models.URLField(blank=True)
    confidence = models.CharField(
        max_length=1,
        choices=[("A", "Text of the law read"), ("B", "Summary read"), ("C", "From memory, to be verified")],
    )
    effective_on = models.DateField(null=True, blank=True, help_text="Empty: since ever.")
    ends_on = models.DateField(null=True, blank=True, help_text="Last day, where it ends by itself.")
    release = models.CharField(max_length=24, blank=True, editable=False, help_text="Rules version it shipped with.")
    # A word, not a link: the row must stay as it is when a log-in goes.
    entered_by = models.CharField(max_length=254, blank=True, editable=False)
    entered_at = models.DateTimeField(default=clock.real_now, editable=False)

    class Meta:
        ordering = ["kind", "subject", "-id"]
        indexes = [models.Index(name="outreach_rule_subject", fields=["kind", "subject", "-id"])]
        constraints = [
            models.CheckConstraint(name="outreach_rule_kind_known", condition=Q(kind__in=RuleKind.values)),
            models.CheckConstraint(
                name="outreach_rule_days_in_order",
                condition=Q(ends_on=None) | Q(effective_on=None) | Q(ends_on__gte=F("effective_on")),
            ),
            models.CheckConstraint(name="outreach_rule_sourced", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"
