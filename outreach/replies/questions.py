"""What the built-in models are asked of a reply, and how each is made from the examples. Needs NumPy: set-up only."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from outreach.replies.examples import Example, read_examples
from outreach.replies.features import BITS, features_of
from outreach.replies.linear import LinearModel
from outreach.replies.training import Recipe, train

NONE = "none"
KINDS = ("price", "money", "timing", "agent", "trust", "fit", "partner", "market", "look", "sell_first")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: which examples answer it, and with what label (None leaves an example out)."""

    label: Callable[[Example], str | None]
    recipe: Recipe


def _objection(example: Example) -> str | None:
    kinds = [kind for kind in KINDS if kind in example.tags]
    return kinds[0] if kinds else NONE if example.intent else None


def _urgency(example: Example) -> str | None:
    return ("urgent" if "urgent" in example.tags else "calm") if example.intent else None


def _competitor(example: Example) -> str | None:
    return ("competitor" if "competitor" in example.tags else NONE) if example.intent else None


QUESTIONS: Mapping[str, Question] = {
    "intent": Question(label=lambda example: example.intent, recipe=Recipe(ridge=0.5, balance=0.3)),
    "tone": Question(label=lambda example: example.tone, recipe=Recipe(ridge=5.0, balance=1.0)),
    "objection": Question(label=_objection, recipe=Recipe(ridge=0.5, balance=0.5)),
    "urgency": Question(label=_urgency, recipe=Recipe(ridge=0.5, balance=0.5)),
    "competitor": Question(label=_competitor, recipe=Recipe(ridge=0.5, balance=0.5)),
}


def train_all(examples: Iterable[Example] | None = None) -> dict[str, LinearModel]:
    """Return a model for each question. The same examples give the same models."""
    chosen = tuple(read_examples() if examples is None else examples)
    seen = [features_of(example.text, example.context) for example in chosen]
    return {
        name: _train([(row, question.label(example)) for row, example in zip(seen, chosen, strict=True)], question)
        for name, question in QUESTIONS.items()
    }


def _train(rows: list[tuple[dict[int, float], str | None]], question: Question) -> LinearModel:
    told = [(row, label) for row, label in rows if label is not None]
    return train([row for row, _ in told], [label for _, label in told], bits=BITS, recipe=question.recipe)
