"""What callers of the gateway get: an answer with its history, and the events of one that is streamed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from realestate.llm.calls import Outcome

ORDERS = "orders"
REFUSAL = "refusal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A model that did not give the answer, and why, in words for people. ``outcome`` None: it was not even asked."""

    driver: str
    outcome: Outcome | None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a question.

    Attributes:
        text: the words; '' where a shape was asked for.
        data: the fields, checked against the shape; None where words were asked for.
        driver, model: who gave it.
        prompt, version: what was asked.
        is_cached: it was given before to exactly the same question, and is given again.
        doubts: why a person must see it before it reaches a customer: ``orders`` (what was quoted gives orders to a
            machine) or ``refusal`` (a model would not answer).
        attempts: who was asked, or passed over, before.
    """

    text: str = ""
    data: Mapping[str, Any] | None = None
    driver: str
    model: str
    prompt: str
    version: int
    is_cached: bool = False
    doubts: frozenset[str] = frozenset()
    attempts: tuple[Attempt, ...] = ()

    @property
    def needs_review(self) -> bool:
        """Whether a person must see it before a customer does."""
        return bool(self.doubts)


@dataclass(frozen=True, slots=True)
class Label:
    """How a text was classified; ``confidence`` is 0 to 1."""

    name: str
    confidence: float
    answer: Answer


@dataclass(frozen=True, slots=True)
class Delta:
    """More words of the draft."""

    text: str


@dataclass(frozen=True, slots=True)
class Restart:
    """The draft so far is void: a page empties it, and the words that follow begin a new one."""

    because: str


@dataclass(frozen=True, slots=True)
class Done:
    """The end. ``answer.text`` is exactly the words since the last restart."""

    answer: Answer


Event = Delta | Restart | Done
