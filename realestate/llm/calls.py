"""What a language model is asked, what it answers, and how it fails: plain values that every driver shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Stop(StrEnum):
    """Why a model stopped. Only ``END`` is an answer; the others never reach a customer unseen."""

    END = "end"
    LENGTH = "length"
    REFUSAL = "refusal"


class Outcome(StrEnum):
    """What became of one attempt, as the ledger keeps it."""

    ANSWERED = "answered"
    CACHED = "cached"
    CUT_OFF = "cut_off"  # it ran into the limit of its words
    REFUSED = "refused"  # the model would not
    MISSHAPEN = "misshapen"  # not the shape that was asked for
    UNGROUNDED = "ungrounded"  # it says what the facts do not
    BUSY = "busy"  # 429
    OVERLOADED = "overloaded"  # 529, 503
    FAILED = "failed"  # any other 5xx
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"  # a stream that ended in the middle
    DENIED = "denied"  # 401, 403
    MISSING = "missing"  # 404: no such model
    UNPAID = "unpaid"  # 402
    REJECTED = "rejected"  # 400, 413, 422
    ABANDONED = "abandoned"  # the reader went away


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call. What was read from the provider's prompt cache, or written to it, is not in ``read``."""

    read: int = 0
    written: int = 0
    cache_read: int = 0
    cache_written: int = 0

    @property
    def total_in(self) -> int:
        """Everything the model read, cached or not."""
        return self.read + self.cache_read + self.cache_written


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One question as a driver sends it.

    Attributes:
        system: the instructions; nothing that anybody typed is in them.
        blocks: the data, in order; the first ``stable`` of them are the same in the next call of this conversation.
        shape: a JSON schema that the answer must have; None for plain text.
        max_tokens: most tokens of the answer itself.
        seconds: how long the driver may take.
    """

    system: str
    blocks: tuple[str, ...]
    stable: int = 0
    shape: Mapping[str, Any] | None = None
    max_tokens: int = 600
    temperature: float = 0.7
    seconds: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a model answered. ``data`` is there only where a shape was asked for, and not yet checked against it."""

    text: str = ""
    data: Any = None
    stop: Stop = Stop.END
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    request_id: str = ""


class DriverError(Exception):
    """A model gave no answer.

    Attributes:
        outcome: which kind of failure, for ledger and log.
        rest: seconds that the service asks to be left alone, where it says so or its kind of refusal does.
        usage: what was used up before it failed, as far as is known.
    """

    def __init__(
        self, outcome: Outcome, words: str, *, rest: float = 0.0, usage: Usage | None = None, request_id: str = ""
    ) -> None:
        super().__init__(words)
        self.outcome, self.words, self.rest = outcome, words, rest
        self.usage, self.request_id = usage or Usage(), request_id


class Ill(DriverError):
    """The service itself is unwell or not set up: counts towards leaving it alone."""


class Unfit(DriverError):
    """The service is well, but this call was not to its taste, or it is only busy."""
