"""Measures of the opt-out rules on labelled messages: what was caught, and what was stopped by mistake."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from outreach.replies.optout import InboundIntent, classify

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
        intent = classify(**vector["input"]).intent
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
