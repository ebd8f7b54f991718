"""What was learnt, at work in any process: a row's cells in, a calibrated probability and its reasons out.

``learning`` makes it, with NumPy and the package; this needs neither. Kept as bytes: a line of JSON, then the model.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from scoring.errors import ModelNotUsable
from scoring.predictors import explain
from scoring.predictors.boosted import Model
from scoring.predictors.calibration import Calibration
from scoring.predictors.encoding import Column, Encoding, Moment, Month, Number, Row, Words
from scoring.predictors.rules import Reason

FORMAT = 1
KINDS: dict[str, type[Column]] = {kind.__name__: kind for kind in (Number, Moment, Month, Words)}


@dataclass(frozen=True, kw_only=True)
class Learned:
    """An encoding, the model of its numbers, and the line that makes probabilities of them.

    Attributes:
        trees: how many the model has.
        suspects: columns that may know the answer, and why.
    """

    encoding: Encoding
    model: Model
    calibration: Calibration
    trees: int
    suspects: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that count."""
        return tuple(column.column for column in self.encoding.columns)

    def probability(self, row: Row, where: str = "The row") -> float:
        """Return the calibrated probability of a row, 0 to 1. ``where``: how a refusal names the row.

        Raises:
            Unreadable: a cell is not of its column's kind.
        """
        return self.calibration.probability(self.model.predict_row(self.encoding.row(row, where)))

    def ledger(self, row: Row, words: Mapping[str, str] | None = None) -> list[Reason]:
        """Return what moved a row's score, largest first after where everybody starts; the points sum to it.

        Args:
            words: what a reason says, by column, where the column's own words will not do.
        """
        *parts, base = self.model.explain_row(self.encoding.row(row))
        owners = [column.column for column in self.encoding.columns for _ in column.features]
        moved = dict.fromkeys(owners, 0.0)
        for name, value in zip(owners, parts, strict=True):
            moved[name] += value
        own = {column.column: column.words(row[column.column]) for column in self.encoding.columns}
        return explain.ledger(moved, base, own | dict(words or {}), self.calibration)

    def dump(self) -> bytes:
        """Return it as bytes; the same each time."""
        head = {
            "format": FORMAT,
            "columns": [{"kind": type(column).__name__, **asdict(column)} for column in self.encoding.columns],
            "left_out": dict(self.encoding.left_out),
            "calibration": asdict(self.calibration),
            "trees": self.trees,
            "suspects": dict(self.suspects),
        }
        return json.dumps(head).encode() + b"\n" + self.model.dump()

    @classmethod
    def load(cls, content: bytes) -> "Learned":
        """Return what ``dump`` kept.

        Raises:
            ModelNotUsable: these bytes are none of ours, or LightGBM's library is away.
        """
        first, _, model = content.partition(b"\n")
        try:
            head = json.loads(first)
            if head["format"] != FORMAT:
                raise ModelNotUsable(f"What was learnt is of format {head['format']}; this release reads {FORMAT}.")
            return cls(
                encoding=Encoding(columns=tuple(map(_column, head["columns"])), left_out=head["left_out"]),
                model=Model.load(model),
                calibration=Calibration(**head["calibration"]),
                trees=head["trees"],
                suspects=head["suspects"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ModelNotUsable("The file is nothing that was learnt here.") from error


def _column(kept: dict[str, Any]) -> Column:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return KINDS[values.pop("kind")](**values)
