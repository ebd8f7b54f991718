"""What language models were asked, and what it cost: no words of anybody, only counts."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from crm.models.base import BrokerageModel, scoped
from realestate.llm.calls import Outcome

OUTCOMES = [(outcome.value, outcome.value.replace("_", " ").capitalize()) for outcome in Outcome]


class LanguageCallQuerySet(models.QuerySet["LanguageCall"]):
    """Clauses about calls."""

    def answered(self) -> "LanguageCallQuerySet":
        """Those that gave an answer, fresh or kept."""
        return self.filter(outcome__in=[Outcome.ANSWERED, Outcome.CACHED])


class LanguageCall(BrokerageModel):
    """One attempt to get an answer. Where tokens are not measured they are our guess, because no count came."""

    purpose = models.CharField(max_length=40)
    prompt = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    driver = models.CharField(max_length=20)
    model = models.CharField(max_length=80)
    outcome = models.CharField(max_length=12, choices=OUTCOMES)
    tokens_in = models.PositiveIntegerField(help_text="Read afresh.")
    tokens_out = models.PositiveIntegerField()
    tokens_cache_read = models.PositiveIntegerField(help_text="Read from the provider's prompt cache.")
    tokens_cache_written = models.PositiveIntegerField(help_text="Written to it.")
    is_measured = models.BooleanField(help_text="Counted by the provider.")
    cost_micros = models.PositiveBigIntegerField(help_text="Millionths of a dollar.")
    is_priced = models.BooleanField(default=True, help_text="By a price of the model itself, not by the dearest known.")
    duration_ms = models.PositiveIntegerField()
    first_words_ms = models.PositiveIntegerField(null=True, blank=True, help_text="Where the answer was streamed.")
    request_id = models.CharField(max_length=80, blank=True, help_text="The provider's name of the call.")

    objects: ClassVar[Any] = scoped(LanguageCallQuerySet)

    class Meta:
        verbose_name = "language model call"
        verbose_name_plural = "language model calls"
        indexes = [models.Index(name="crm_language_call_when", fields=["brokerage", "created_at"])]
        constraints = [
            models.CheckConstraint(
                name="crm_language_outcome_known", condition=Q(outcome__in=[value for value, _ in OUTCOMES])
            )
        ]

    def __str__(self) -> str:
        return f"{self.prompt}.v{self.version} by {self.driver}: {self.outcome}"


class LanguageMonth(BrokerageModel):
    """One month's sums of a brokerage, so that the budget is read in one row. Months are those of its own clock."""

    month = models.DateField(help_text="Its first day.")
    cost_micros = models.PositiveBigIntegerField(default=0)
    repeatable = models.PositiveIntegerField(default=0, help_text="Questions whose answer may be given again.")
    repeated = models.PositiveIntegerField(default=0, help_text="Those of them that were answered from the cache.")
    told_at_cents = models.PositiveIntegerField(null=True, blank=True, help_text="The budget that its end was told of.")

    class Meta:
        verbose_name = "language model month"
        verbose_name_plural = "language model months"
        constraints = [models.UniqueConstraint(name="crm_language_month_once", fields=["brokerage", "month"])]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"


class LanguagePrice(models.Model):
    """What a model costs from a day on, where that is newer than the prices shipped with this release."""

    model = models.CharField(max_length=80)
    from_on = models.DateField()
    read = models.DecimalField(max_digits=9, decimal_places=4, help_text="Dollars per million tokens read.")
    written = models.DecimalField(max_digits=9, decimal_places=4, help_text="... written by the model.")
    cache_written = models.DecimalField(max_digits=9, decimal_places=4, help_text="... written to the prompt cache.")
    cache_read = models.DecimalField(max_digits=9, decimal_places=4, help_text="... read from the prompt cache.")
    source = models.CharField(max_length=200, blank=True, help_text="Where the price was read.")

    class Meta:
        verbose_name = "language model price"
        verbose_name_plural = "language model prices"
        constraints = [
            models.UniqueConstraint(name="crm_language_price_once", fields=["model", "from_on"]),
            models.CheckConstraint(
                name="crm_language_price_not_negative",
                condition=Q(read__gte=0) & Q(written__gte=0) & Q(cache_written__gte=0) & Q(cache_read__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} from {self.from_on}"
