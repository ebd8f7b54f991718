"""What the gateway tells of each call, and whom it asks before it spends money.

The gateway knows no tables; whoever owns them hands it a ``Ledger``.
"""

from dataclasses import dataclass
from typing import Protocol

from realestate.llm.calls import Outcome, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One attempt to get an answer, or one answer served from the cache.

    Attributes:
        prompt: the prompt's name; ``version`` its version.
        is_measured: whether the provider counted the tokens; else they are our own guess, because no count came.
        seconds: until the whole answer; ``first_seconds`` until its first words, 0 where it did not stream.
        may_be_cached: whether an answer to the same may be given again, so that a hit rate has its whole.
        costs_money: whether the driver is one that is charged for.
        request_id: the provider's name of the call, for asking its support.
    """

    purpose: str
    prompt: str
    version: int
    driver: str
    model: str
    outcome: Outcome
    usage: Usage
    is_measured: bool
    seconds: float
    first_seconds: float = 0.0
    may_be_cached: bool = False
    costs_money: bool = False
    request_id: str = ""


class Ledger(Protocol):
    """Keeps what was spent, and says whether more may be."""

    def may_spend(self, *, model: str, worst: Usage) -> bool:
        """Return whether a call that uses at most so many tokens still fits the budget."""
        ...

    def record(self, entry: Entry) -> None:
        """Keep one attempt, its cost included."""
        ...


class NoLedger:
    """Keeps nothing and allows everything: for a trial from the command line, which belongs to no brokerage."""

    def may_spend(self, *, model: str, worst: Usage) -> bool:
        """Return True."""
        return True

    def record(self, entry: Entry) -> None:
        """Forget it."""
