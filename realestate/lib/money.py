"""Money: whole cents inside, dollars on screen."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from realestate.lib.errors import DomainError

SCALES = {"": 1, "k": 1_000, "m": 1_000_000}


class InvalidAmount(DomainError, ValueError):
    """The text is not an amount of money."""

    code = "invalid_amount"


def dollars(cents: int) -> str:
    """Return an amount with cents only where there are any: ``$412,000``, ``$0.79``, ``-$1,250.50``."""
    sign, amount = ("-", -cents) if cents < 0 else ("", cents)
    whole, rest = divmod(amount, 100)
    return f"{sign}${whole:,}.{rest:02}" if rest else f"{sign}${whole:,}"


def short_dollars(cents: int) -> str:
    """Return a rounded amount for tight places: ``$412K``, ``$1.2M``, ``$950``."""
    sign, amount = ("-", -cents) if cents < 0 else ("", cents)
    whole = _rounded(Decimal(amount) / 100)
    if whole >= 999_500:
        millions = (Decimal(whole) / 1_000_000).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{sign}${str(millions).removesuffix('.0')}M"
    if whole >= 1_000:
        return f"{sign}${_rounded(Decimal(whole) / 1_000)}K"
    return f"{sign}${whole}"


def price_range(low_cents: int | None, high_cents: int | None) -> str:
    """Return a budget in words: ``$350K to $425K``, ``up to $425K``, ``from $350K``; empty where none is known."""
    if low_cents and high_cents:
        return f"{short_dollars(low_cents)} to {short_dollars(high_cents)}"
    if high_cents:
        return f"up to {short_dollars(high_cents)}"
    return f"from {short_dollars(low_cents)}" if low_cents else ""


def read_cents(text: str) -> int:
    """Return the cents of an amount as people type it: ``$412,000``, ``412k``, ``1.2M``, ``79.99``.

    Raises:
        InvalidAmount: not an amount.
    """
    bare = text.strip().lower().removeprefix("$").replace(",", "").replace(" ", "")
    scale = bare[-1:] if bare[-1:] in ("k", "m") else ""
    try:
        amount = Decimal(bare.removesuffix(scale)) * SCALES[scale] * 100
        if not amount.is_finite():
            raise InvalidOperation
    except InvalidOperation as error:
        raise InvalidAmount(f"“{text}” is not an amount of money.") from error
    return _rounded(amount)


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
