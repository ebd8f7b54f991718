"""What a feature is, and the registry that holds them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from scoring.errors import FeatureProtected
from scoring.features.facts import LeadFacts
from scoring.features.fairness import refuse_protected

Value = bool | int | str | None
Values = Mapping[str, Value]
Calculator = Callable[[LeadFacts], Value]


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One number or word about a lead, with all that a reader needs to judge it.

    Attributes:
        definition: what it says, in a sentence.
        unit: hours, days, minutes, seconds, count, yes/no, word, or hundredths (a share times 100).
        window: how far it looks back, in days; 0 means "as of now".
        source: the tables and columns it is read from.
        fair_housing: why it may be used.
    """

    name: str
    definition: str
    unit: str
    window: int
    source: str
    fair_housing: str
    calculate: Calculator


_features: dict[str, Feature] = {}


def feature(
    *, definition: str, unit: str, source: str, window: int = 0, fair_housing: str = "What the person did with us."
) -> Callable[[Calculator], Calculator]:
    """Register the decorated function as a feature of its own name.

    Raises:
        FeatureProtected: the name stands for a protected class (FHA-1).
        ValueError: two features have one name.
    """

    def register(calculate: Calculator) -> Calculator:
        name = calculate.__name__
        refuse_protected(name)
        if name in _features:
            raise ValueError(f"Two features are called {name!r}.")
        _features[name] = Feature(
            name=name,
            definition=definition,
            unit=unit,
            window=window,
            source=source,
            fair_housing=fair_housing,
            calculate=calculate,
        )
        return calculate

    return register


def every() -> tuple[Feature, ...]:
    """Return all registered features, by name."""
    return tuple(_features[name] for name in sorted(_features))


def require(names: Iterable[str]) -> None:
    """Let a predictor use these features, or refuse it.

    Raises:
        FeatureProtected: one of them is protected, or was never registered.
    """
    for name in names:
        refuse_protected(name)
        if name not in _features:
            raise FeatureProtected(f"Nobody registered a feature called “{name}”.", field=name)


def compute(facts: LeadFacts) -> dict[str, Value]:
    """Return every feature's value, by name in alphabetical order. Same facts, same values."""
    return {each.name: each.calculate(facts) for each in every()}
