"""Learning from a brokerage's own outcomes. Only commands and tasks import this: it needs NumPy and LightGBM's package.

A model is judged by leads that came after those it learnt from, as it will be used; then it learns from all of them.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from realestate.lib import clock
from scoring.errors import ModelNotUsable, NotEnoughOutcomes
from scoring.features import registry
from scoring.models import ModelVersion
from scoring.predictors import learning, quality
from scoring.predictors.cells import cells_of
from scoring.predictors.learned import Learned
from scoring.predictors.tables import Table, Unreadable
from scoring.selectors import outcomes
from scoring.selectors.outcomes import Example
from scoring.services import model_versions
from scoring.states import Purpose

LEAST_LEADS, LEAST_OF_EACH = 300, 30
LEAST_TO_JUDGE = 10  # of each outcome: with fewer a figure is chance
LATER = 0.25  # the share of leads, the newest, that judge
CHANCE = 0.5  # AUC of guessing


def retrain(purpose: Purpose = Purpose.MEETING) -> ModelVersion:
    """Learn from all leads whose outcome is known, keep the next version with its card, and return it, not in force.

    Raises:
        NotEnoughOutcomes: too few leads, or too few of one outcome, to learn or to judge by.
    """
    known = outcomes.examples(now=clock.now())
    cut = round(len(known) * (1 - LATER))
    earlier, later = known[:cut], known[cut:]
    _check(known, earlier, later)
    trial = _learn(earlier)
    card = _card(trial, later) | _beside_present(purpose, trial, later)
    learned = _learn(known)
    card |= {"reads": list(learned.columns), "suspects": dict(learned.suspects), "trees": learned.trees}
    return model_versions.register(purpose, learned, window=(known[0].at, known[-1].at), leads=len(known), card=card)


def retrain_and_judge(purpose: Purpose = Purpose.MEETING) -> ModelVersion:
    """Learn, and put the new version in force if it is better; return it either way.

    Raises:
        NotEnoughOutcomes: as ``retrain`` does.
    """
    made = retrain(purpose)
    return model_versions.put_in_force(made) if is_better(made) else made


def is_better(version: ModelVersion) -> bool:
    """Return whether a version is surely better than guessing, and not worse than the one that was in force.

    Where too few leads came since that one learnt, nobody can tell, and the answer is no.
    """
    told, present = version.card["quality"], version.card.get("present")
    if told["auc"]["low"] <= CHANCE or told["log_loss"]["value"] >= version.card["log_loss_of_the_rate"]:
        return False
    if present is None:
        return True
    return "quality" in present and present["this"]["log_loss"]["value"] <= present["quality"]["log_loss"]["value"]


def _learn(rows: Sequence[Example]) -> Learned:
    names = [feature.name for feature in registry.every()]
    known = [cells_of(row.features, names) for row in rows]
    table = Table(name="the leads", columns={name: [cells[name] for cells in known] for name in names})
    try:
        return learning.learn(table, [int(row.came) for row in rows])
    except Unreadable as error:
        raise NotEnoughOutcomes(f"What is known of the leads teaches nothing: {error}") from error


def _card(learned: Learned, later: Sequence[Example]) -> dict[str, Any]:
    rate = sum(row.came for row in later) / len(later)
    return {
        "quality": _quality(learned, later),
        "log_loss_of_the_rate": float(-(rate * np.log(rate) + (1 - rate) * np.log(1 - rate))),
        "judged_from": later[0].at.isoformat(),
    }


def _beside_present(purpose: Purpose, trial: Learned, later: Sequence[Example]) -> dict[str, Any]:
    """Return how the version in force and this one do on leads that neither has learnt from, to be compared."""
    present = model_versions.in_force(purpose)
    if present is None:
        return {}
    fresh = [row for row in later if row.at > present.learnt_until]
    told: dict[str, Any] = {"version": present.version, "leads": len(fresh)}
    if _least(fresh) < LEAST_TO_JUDGE:
        return {"present": told}
    try:
        return {
            "present": told | {"quality": _quality(model_versions.load(present), fresh), "this": _quality(trial, fresh)}
        }
    except ModelNotUsable:
        return {}


def _quality(learned: Learned, rows: Sequence[Example]) -> dict[str, Any]:
    told = [learned.probability(cells_of(row.features, learned.columns)) for row in rows]
    return asdict(quality.measure(np.array(told), np.array([float(row.came) for row in rows])))


def _least(rows: Sequence[Example]) -> int:
    """Return how many rows have the rarer outcome."""
    came = sum(row.came for row in rows)
    return min(came, len(rows) - came)


def _check(known: Sequence[Example], earlier: Sequence[Example], later: Sequence[Example]) -> None:
    came = sum(row.came for row in known)
    if len(known) < LEAST_LEADS or _least(known) < LEAST_OF_EACH:
        raise NotEnoughOutcomes(
            f"{len(known)} leads have an outcome, {came} of them a meeting or a deal; learning takes {LEAST_LEADS}"
            f" leads, and {LEAST_OF_EACH} that ended either way."
        )
    if min(_least(earlier), _least(later)) < LEAST_TO_JUDGE:
        raise NotEnoughOutcomes(
            f"Of the newest quarter of the leads, or of those before, fewer than {LEAST_TO_JUDGE} ended one of the two"
            " ways, so nothing could judge what is learnt."
        )
