"""Points per rule: which are in force, and how a new version comes to be."""

from collections.abc import Mapping

from django.db import transaction

from crm.models import Agent
from realestate.lib import clock
from scoring.errors import InvalidWeights
from scoring.models import WeightSet
from scoring.predictors.ladders import LADDERS, SHIPPED, START
from scoring.predictors.rules import SHIPPED_WEIGHTS, Weights

LARGEST = 60  # no single reason may decide a score


def active() -> Weights:
    """Return the weights in force for the brokerage: its active set, else what ships."""
    chosen = WeightSet.objects.filter(is_active=True).values_list("version", "points").first()
    return SHIPPED_WEIGHTS if chosen is None else Weights(version=chosen[0], points=chosen[1])


def of_model(model: str) -> Weights:
    """Return the weights that a score was made with, by the name of its model (``rules-1.3``)."""
    version = model.rpartition(".")[2]
    return of_version(int(version)) if version.isdigit() else SHIPPED_WEIGHTS


def of_version(version: int) -> Weights:
    """Return the weights of one version, for reading an older score; 0 is what ships."""
    chosen = WeightSet.objects.filter(version=version).values_list("points", flat=True).first()
    return SHIPPED_WEIGHTS if chosen is None else Weights(version=version, points=chosen)


@transaction.atomic
def save(points: Mapping[str, int], *, name: str = "Rules", agent: Agent | None = None) -> WeightSet:
    """Make the next version of the weights and put it in force. Older versions stay as they were.

    Raises:
        InvalidWeights: a rule is not known, a number is too large, of the wrong sign, or a better answer on one
            ladder would earn less than a weaker one.
    """
    check(points)
    latest = WeightSet.objects.select_for_update().order_by("-version").values_list("version", flat=True).first()
    WeightSet.objects.filter(is_active=True).update(is_active=False, updated_at=clock.now())
    return WeightSet.objects.create(
        name=name, version=(latest or 0) + 1, points=dict(points), is_active=True, agent=agent
    )


@transaction.atomic
def activate(weights: WeightSet) -> WeightSet:
    """Put an older version in force again."""
    WeightSet.objects.filter(is_active=True).exclude(pk=weights.pk).update(is_active=False, updated_at=clock.now())
    weights.is_active = True
    weights.save(update_fields=["is_active", "updated_at"])
    return weights


def check(points: Mapping[str, int]) -> None:
    """Let the points pass, or say which rule is wrong. See ``save``."""
    for rule, value in points.items():
        if rule not in SHIPPED:
            raise InvalidWeights(f"There is no rule called “{rule}”.", field=rule)
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidWeights(f"The points of “{rule}” must be a whole number.", field=rule)
        if abs(value) > LARGEST:
            raise InvalidWeights(f"The points of “{rule}” must lie between -{LARGEST} and {LARGEST}.", field=rule)
        if value * SHIPPED[rule] < 0:
            wanted = "0 or more" if SHIPPED[rule] > 0 else "0 or less"
            raise InvalidWeights(f"The points of “{rule}” must be {wanted}.", field=rule)
    merged = {**SHIPPED, **points}
    for ladder in LADDERS:
        rewards = [rule.name for rule in ladder if rule.points > 0]
        for better, weaker in zip(rewards, rewards[1:], strict=False):
            if merged[better] < merged[weaker]:
                raise InvalidWeights(f"“{better}” must earn at least as much as “{weaker}”.", field=better)
    if any(merged[rule.name] < 1 for rule in START):
        raise InvalidWeights("Every start must be at least 1.", field=START[0].name)
