"""What the learned model in force tells of a lead, kept beside each evaluation with all it rests on."""

import hashlib
import json

import structlog

from scoring.errors import ModelNotUsable
from scoring.features import registry
from scoring.features.base import Values
from scoring.models import Evaluation, Prediction
from scoring.predictors.cells import cell_of, cells_of
from scoring.predictors.tables import Unreadable
from scoring.selectors.outcomes import is_foreseeable
from scoring.services import model_versions
from scoring.states import Purpose

log = structlog.get_logger()


def predict(row: Evaluation) -> Prediction | None:
    """Ask the model in force about what an evaluation rests on, keep the answer, and return it; None without a model.

    It is asked only about leads of the kind it was measured on: in their first days, before a meeting or a deal. A
    model that cannot be read here costs the prediction, never the score: the score comes from rules.
    """
    version = model_versions.in_force(Purpose.MEETING)
    if version is None or not is_foreseeable(row.lead, at=row.evaluated_at):
        return None
    try:
        learned = model_versions.load(version)
        cells = cells_of(row.features, learned.columns)
        probability = learned.probability(cells)
        reasons = learned.ledger(cells, _words(row.features))
    except (ModelNotUsable, Unreadable) as error:
        log.warning("model.not_used", version=version.version, error=type(error).__name__)
        return None
    return Prediction.objects.create(
        evaluation=row,
        model=version,
        probability=probability,
        reasons=[{"rule": each.rule, "words": each.words, "points": each.points} for each in reasons],
        inputs_hash=hash_of(cells),
    )


def hash_of(cells: dict[str, str]) -> str:
    """Return the SHA-256 of what a model read; the same cells, the same hash."""
    return hashlib.sha256(json.dumps(cells, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _words(values: Values) -> dict[str, str]:
    """Return what a reason says of each feature: its definition, and the value."""
    return {
        feature.name: f"{feature.definition.rstrip('.')}: {cell_of(values.get(feature.name)) or 'not known'}"
        for feature in registry.every()
    }
