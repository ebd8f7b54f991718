"""What language models were asked, what it cost, and what they cost from when."""

from django.contrib import admin
from unfold.decorators import display

from crm.admin.base import LeanAdmin, ReadOnlyAdmin
from crm.models import LanguageCall, LanguageMonth, LanguagePrice


def dollars_of(micros: int) -> str:
    """Return millionths of a dollar to four places, since one call costs less than a cent."""
    return f"${micros / 1_000_000:,.4f}"


@admin.register(LanguageCall)
class LanguageCallAdmin(ReadOnlyAdmin):
    """Every attempt to get an answer. No words are kept, neither asked nor answered."""

    list_display = [
        "created_at", "prompt", "version", "driver", "model", "outcome", "tokens_in", "tokens_out",
        "tokens_cache_read", "cost", "duration_ms", "first_words_ms",
    ]  # fmt: skip
    list_filter = ["driver", "outcome", "purpose", "is_measured", "is_priced", "created_at"]
    search_fields = ["=request_id", "=prompt"]

    @display(description="Cost", ordering="cost_micros")
    def cost(self, call: LanguageCall) -> str:
        """Return what it cost."""
        return dollars_of(call.cost_micros)


@admin.register(LanguageMonth)
class LanguageMonthAdmin(ReadOnlyAdmin):
    """Sums of each month."""

    list_display = ["month", "cost", "repeatable", "repeated", "told_at_cents"]

    @display(description="Cost", ordering="cost_micros")
    def cost(self, month: LanguageMonth) -> str:
        """Return what it cost."""
        return dollars_of(month.cost_micros)


@admin.register(LanguagePrice)
class LanguagePriceAdmin(LeanAdmin):
    """Prices newer than this release; superusers only, since they hold for all brokerages."""

    list_display = ["model", "from_on", "read", "written", "cache_written", "cache_read", "source"]
    list_filter = ["model"]
    search_fields = ["model"]
