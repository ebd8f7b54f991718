"""How long a learned model thinks about one lead, and about its exact reasons, beside LightGBM's own way in Python.

``python -m benchmarks.learned_score [--rows 2000]``. 36 features, 200 trees of depth 4; microseconds of CPU a call.

The figure is that of one warm row, asked about again and again, as the target means it. ``other_rows`` is what a new
row each time takes: the processor cannot guess the way through the trees.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks._report import finish, report

SCORE_US, REASONS_US = 5.0, 200.0
FEATURES, TREES, LEARNT_FROM = 36, 200, 5_000
ROUNDS = 5  # the quickest counts: a neighbour can only slow a round down


def main() -> None:
    """Run it and print the results."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=2_000)
    options = asked.parse_args()
    ours, stock, rows = _models(options.rows)
    scored = _compare(
        "learned model: one score", ours.predict_row, lambda row: stock.predict(row, raw_score=True), rows, SCORE_US
    )
    explained = _compare(
        "learned model: exact reasons", ours.explain_row, lambda row: stock.predict(row, pred_contrib=True), rows,
        REASONS_US,
    )  # fmt: skip
    finish(scored and explained)


def _compare(name: str, ours: Callable[[Any], object], stock: Callable[[Any], object], rows: Any, most: float) -> bool:
    """Print what a call takes, ours and the stock way, for one row and for others; return whether ours met the goal."""
    plain, matrices = [row.tolist() for row in rows], [row.reshape(1, -1) for row in rows]
    return report(
        name,
        figure=_each(ours, plain[:1] * len(plain)),
        unit="us of CPU",
        target=most,
        other_rows=_each(ours, plain),
        stock=_each(stock, matrices[:1] * len(matrices)),
        stock_other_rows=_each(stock, matrices),
    )


def _models(count: int) -> tuple[Any, Any, Any]:
    """Return our model, the package's own booster of the same trees, and rows to ask both about."""
    import lightgbm  # noqa: PLC0415 - imported here, so that what it costs to import is not in the figures
    import numpy as np  # noqa: PLC0415

    from scoring.predictors.training import Recipe, train  # noqa: PLC0415

    chance = np.random.default_rng(1)
    matrix = chance.normal(size=(LEARNT_FROM + count, FEATURES))
    odds = matrix[:, :6].sum(axis=1) + matrix[:, 6] * matrix[:, 7]
    target = (chance.random(len(matrix)) < 1 / (1 + np.exp(-odds))).astype(float)
    names = [f"feature_{number}" for number in range(FEATURES)]
    ours = train(
        matrix[:LEARNT_FROM], target[:LEARNT_FROM], objective="binary", features=names, recipe=Recipe(rounds=TREES)
    )
    stock = lightgbm.Booster(model_str=ours.dump().partition(b"\n")[2].decode())  # one thread, as it was trained
    rows = matrix[LEARNT_FROM:]
    assert np.allclose([ours.predict_row(row) for row in rows], stock.predict(rows, raw_score=True))
    return ours, stock, rows


def _each(call: Callable[[Any], object], rows: Sequence[Any]) -> float:
    """Return the microseconds of CPU that one call takes."""
    quickest = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for row in rows:
            call(row)
        quickest = min(quickest, time.process_time() - began)
    return quickest / len(rows) * 1e6


if __name__ == "__main__":
    main()
