"""Measures of the opt-out rules on labelled messages: what was caught, and what was stopped by mistake."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from outreach.replies.optout import InboundIntent
from outreach.replies.understand import consent_of

MUST_CATCH = frozenset({InboundIntent.OPT_OUT, InboundIntent.WRONG_NUMBER})
CATCHES = MUST_CATCH | {InboundIntent.REVIEW}


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Counts and rates over labelled messages.

    Attributes:
        caught, to_catch: opt-outs and wrong numbers found; ``review`` counts as found, for it pauses everything.
        left_alone, ordinary: ordinary replies that were not stopped.
        missed, stopped: ids of the failures, for the report.
    """

    caught: int
    to_catch: int
    left_alone: int
    ordinary: int
    missed: tuple[str, ...]
    stopped: tuple[str, ...]

    @property
    def recall(self) -> float:
        """Share of opt-outs and wrong numbers that were caught; 1 if there were none."""
        return self.caught / self.to_catch if self.to_catch else 1.0

    @property
    def precision(self) -> float:
        """Share of ordinary replies that were left alone; 1 if there were none."""
        return self.left_alone / self.ordinary if self.ordinary else 1.0

    def __str__(self) -> str:
        return (
            f"opt-outs caught {self.caught}/{self.to_catch} ({self.recall:.1%}), "
            f"ordinary replies left alone {self.left_alone}/{self.ordinary} ({self.precision:.1%})"
        )


def evaluate(vectors: Iterable[Mapping[str, Any]]) -> Measures:
    """Return the measures over vectors of kind ``inbound``; others are skipped.

    The first of ``intent_any_of`` is the true label: opt-outs and wrong numbers must be caught, and ordinary replies
    are those of which ``not_opt_out`` is the only acceptable answer.
    """
    caught, missed, left_alone, stopped = 0, [], 0, []
    for vector in (vector for vector in vectors if vector["kind"] == "inbound"):
        wanted = vector["expect"]["intent_any_of"]
        intent = consent_of(**vector["input"]).intent
        if wanted[0] in MUST_CATCH:
            caught += intent in CATCHES
            missed += [] if intent in CATCHES else [vector["id"]]
        elif wanted == [InboundIntent.NOT_OPT_OUT]:
            left_alone += intent is InboundIntent.NOT_OPT_OUT
            stopped += [] if intent is InboundIntent.NOT_OPT_OUT else [vector["id"]]
    return Measures(
        caught=caught,
        to_catch=caught + len(missed),
        left_alone=left_alone,
        ordinary=left_alone + len(stopped),
        missed=tuple(missed),
        stopped=tuple(stopped),
    )


@dataclass(frozen=True, kw_only=True)
class OptOuts:
    """How wishes to be left alone were read among labelled messages.

    Attributes:
        caught, paused, missed: of the opt-outs and wrong numbers: suppressed, given to a person, or read as ordinary.
        ordinary: how many of the messages are neither.
        false_alarms, pauses: ordinary ones that were suppressed, or given to a person.
    """

    caught: int
    paused: int
    missed: int
    ordinary: int
    false_alarms: int
    pauses: int

    @property
    def recall(self) -> float | None:
        """Share of the opt-outs that were caught or paused; None if there are none."""
        wished = self.caught + self.paused + self.missed
        return (self.caught + self.paused) / wished if wished else None

    @property
    def false_alarms_per_1000(self) -> float | None:
        """Suppressed by mistake, per thousand ordinary messages; None if there are none."""
        return 1000 * self.false_alarms / self.ordinary if self.ordinary else None


def count_opt_outs(messages: Iterable[tuple[str, str]]) -> OptOuts:
    """Return the counts over messages with their labels, spelt as ours are."""
    counts = Counter((label in MUST_CATCH, consent_of(text).intent) for text, label in messages)

    def count(is_wish: bool, intents: Container[InboundIntent]) -> int:
        return sum(number for (wish, intent), number in counts.items() if wish is is_wish and intent in intents)

    everything = frozenset(InboundIntent)
    return OptOuts(
        caught=count(True, MUST_CATCH),
        paused=count(True, {InboundIntent.REVIEW}),
        missed=count(True, everything - CATCHES),
        ordinary=count(False, everything),
        false_alarms=count(False, MUST_CATCH),
        pauses=count(False, {InboundIntent.REVIEW}),
    )
