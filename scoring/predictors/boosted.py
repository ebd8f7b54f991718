"""A boosted model at work: loaded from bytes, a row in microseconds, with contributions that sum exactly.

One unit everywhere, the model's own sum of leaves: the target's unit for regression, log-odds for yes or no. So the
contributions of a row's features and the base sum to what is predicted; ``calibration`` makes a probability of
log-odds. ``training`` makes models; it needs NumPy and the package, which this module does not::

    model = training.train(matrix, target, objective="regression", features=names)   # in a command or a task
    kept = model.dump()                                                              # bytes, the same each time
    model = Model.load(kept)                                                         # in any process
    model.predict(matrix)          # one number a row; numpy.asarray reads it without a copy
    model.contributions(matrix)    # rows x (features + 1), the last column the base; likewise
    model.predict_row(row)         # one row, any sequence of numbers; nan = not known
    model.explain_row(row)         # its contributions, the base last
"""

import json
from array import array
from collections.abc import Sequence
from ctypes import byref, c_double, c_int, c_int64, c_void_p
from typing import TYPE_CHECKING, cast

from scoring.errors import ModelNotUsable
from scoring.predictors import library

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

FORMAT = 1


class Model:
    """A model, loaded. May be used by several threads.

    Attributes:
        features: what the values of a row are, in their order.
        objective: what was learnt: one of ``training.OBJECTIVES``.
    """

    def __init__(self, *, features: Sequence[str], objective: str, trees: str) -> None:
        """Load trees that LightGBM wrote.

        Raises:
            ModelNotUsable: the library is not there or cannot read them, or they are not of these features.
        """
        self.features, self.objective, self._trees = tuple(features), objective, trees
        self._library = library.load()
        self._booster, self._row, self._explained = c_void_p(), c_void_p(), c_void_p()
        self._library.call("LGBM_BoosterLoadModelFromString", trees.encode(), byref(c_int()), byref(self._booster))
        width = c_int()
        self._library.call("LGBM_BoosterGetNumFeature", self._booster, byref(width))
        if width.value != len(self.features):
            raise ModelNotUsable(f"The model has {width.value} features, not {len(self.features)}.")
        self._prepare(self._row, library.RAW)
        self._prepare(self._explained, library.CONTRIBUTIONS)
        self._length = c_int64()

    @classmethod
    def load(cls, content: bytes) -> "Model":
        """Return the model that ``dump`` kept.

        Raises:
            ModelNotUsable: these bytes are none of ours.
        """
        first, _, trees = content.partition(b"\n")
        try:
            head = json.loads(first)
            if head["format"] != FORMAT:
                raise ModelNotUsable(f"The model is of format {head['format']}; this release reads {FORMAT}.")
            return cls(features=head["features"], objective=head["objective"], trees=trees.decode())
        except (ValueError, KeyError, TypeError) as error:
            raise ModelNotUsable("The file is no model of ours.") from error

    def dump(self) -> bytes:
        """Return the model as bytes: a line of JSON, then LightGBM's own text."""
        head = {"format": FORMAT, "objective": self.objective, "features": self.features}
        return json.dumps(head).encode() + b"\n" + self._trees.encode()

    def predict(self, matrix: "Matrix") -> "array[float]":
        """Return a number for each row of a C-ordered matrix of float64, in the model's own unit."""
        return self._of_rows(matrix, library.RAW, 1)

    def contributions(self, matrix: "Matrix") -> "memoryview[float]":
        """Return how much each feature moved each row's prediction; the last column is the base they moved it from.

        Source: S. Lundberg and others, "From local explanations to global understanding with explainable AI for
        trees", Nature Machine Intelligence 2 (2020): exact Shapley values over the trees, as LightGBM computes them.
        """
        width = len(self.features) + 1
        flat = memoryview(self._of_rows(matrix, library.CONTRIBUTIONS, width))
        shaped = flat.cast("B").cast("d", shape=[len(matrix), width]) if len(matrix) else flat
        return cast("memoryview[float]", shaped)

    def predict_row(self, row: Sequence[float]) -> float:
        """Return the prediction for one row; nan where a value is not known."""
        found = c_double()
        self._one(self._row, row, found)
        return found.value

    def explain_row(self, row: Sequence[float]) -> list[float]:
        """Return the contributions for one row, the base last; they sum to ``predict_row``."""
        found = (c_double * (len(self.features) + 1))()
        self._one(self._explained, row, found)
        return list(found)

    def _one(self, prepared: c_void_p, row: Sequence[float], found: object) -> None:
        values = array("d", row)
        if len(values) != len(self.features):
            raise ModelNotUsable(f"A row has {len(values)} values, the model {len(self.features)} features.")
        if self._library.predict_row(prepared, values.buffer_info()[0], self._length, found):
            raise self._library.refusal()

    def _of_rows(self, matrix: "Matrix", kind: int, width: int) -> "array[float]":
        if matrix.dtype.str[1:] != "f8" or not matrix.flags.c_contiguous or matrix.ndim != 2:
            raise ModelNotUsable("Predictions need a C-ordered matrix of float64.")
        rows, columns = matrix.shape
        if columns != len(self.features):
            raise ModelNotUsable(f"A row has {columns} values, the model {len(self.features)} features.")
        found = array("d", bytes(8 * rows * width))
        if rows:
            self._library.call(
                "LGBM_BoosterPredictForMat", self._booster, matrix.ctypes.data, library.FLOAT64, rows, columns,
                library.ROW_MAJOR, kind, 0, library.ALL_TREES, library.ONE_THREAD, byref(c_int64()),
                found.buffer_info()[0],
            )  # fmt: skip
        return found

    def _prepare(self, handle: c_void_p, kind: int) -> None:
        self._library.call(
            "LGBM_BoosterPredictForMatSingleRowFastInit", self._booster, kind, 0, library.ALL_TREES, library.FLOAT64,
            len(self.features), library.ONE_THREAD, byref(handle),
        )  # fmt: skip

    def __del__(self) -> None:
        for name, handle in (
            ("LGBM_FastConfigFree", getattr(self, "_row", None)),
            ("LGBM_FastConfigFree", getattr(self, "_explained", None)),
            ("LGBM_BoosterFree", getattr(self, "_booster", None)),
        ):
            if handle:
                self._library.call(name, handle)
