"""What is known of outside models, their habits and their prices: shipped as data in ``models.yaml``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from realestate.llm.calls import Usage

FILE = Path(__file__).with_name("models.yaml")
ALWAYS = "always"
ROOM_TO_THINK = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a model wants to be asked.

    Attributes:
        thinking: what to send so that it does not think at length first; '' to send nothing.
        thinks_always: it thinks whatever is sent, at the cost of the same limit of tokens.
        effort: the level to ask for; '' to send none.
        demands_tool: whether it may be made to use the one tool there is.
    """

    thinking: str = ""
    thinks_always: bool = False
    effort: str = ""
    demands_tool: bool = False

    @property
    def room_to_think(self) -> int:
        """Return the tokens to allow on top of an answer's own, because thinking counts towards the same limit."""
        return ROOM_TO_THINK if self.thinks_always else 0


# Of a model that is not in the file only what every model takes is asked.
UNKNOWN = Habits(thinks_always=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a model costs from a day on, in dollars per million tokens; that is also micro-dollars per token."""

    model: str
    from_on: date
    read: Decimal
    written: Decimal
    cache_written: Decimal
    cache_read: Decimal


def habits(model: str) -> Habits:
    """Return how a model wants to be asked; a dated name such as ``claude-haiku-4-5-20251001`` counts as its family."""
    known = _known().get(_family(model))
    if known is None:
        return UNKNOWN
    thinking = str(known.get("thinking", ""))
    return Habits(
        thinking="" if thinking == ALWAYS else thinking,
        thinks_always=thinking == ALWAYS,
        effort=str(known.get("effort", "")),
        demands_tool=bool(known["demands_tool"]),
    )


@cache
def shipped_prices() -> tuple[Price, ...]:
    """Return the prices that come with this release."""
    return tuple(
        Price(
            model=model,
            from_on=row["from"],
            read=_exact(row["input"]),
            written=_exact(row["output"]),
            cache_written=_exact(row["cache_write"]),
            cache_read=_exact(row["cache_read"]),
        )
        for model, known in _known().items()
        for row in known["prices"]
    )


def price_of(model: str, prices: Iterable[Price], *, on: date) -> Price | None:
    """Return the newest price of a model that holds on a day. Of two from the same day, the later in the list wins."""
    names = {model, _family(model)}
    fitting = [price for price in prices if price.model in names and price.from_on <= on]
    return max(enumerate(fitting), key=lambda pair: (pair[1].from_on, pair[0]))[1] if fitting else None


def dearest(prices: Iterable[Price]) -> Price | None:
    """Return the price by which a model without one is counted, so that a budget never ends too late."""
    return max(prices, key=lambda price: (price.written, price.read), default=None)


def cost_micros(usage: Usage, price: Price) -> int:
    """Return what a call cost in millionths of a dollar, rounded up."""
    exact = (
        usage.read * price.read
        + usage.written * price.written
        + usage.cache_written * price.cache_written
        + usage.cache_read * price.cache_read
    )
    return int(exact.to_integral_value(rounding=ROUND_CEILING))


@cache
def _known() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["models"]
    return found


def _family(model: str) -> str:
    """Return the name without the day it was made."""
    name, _, last = model.rpartition("-")
    return name if len(last) == 8 and last.isdigit() else model


def _exact(value: Any) -> Decimal:
    return Decimal(str(value))
