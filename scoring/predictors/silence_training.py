"""A model of churn learnt from events, and how well one would have done.

Only commands and tasks import this, as ``training``.
"""

from dataclasses import dataclass

import numpy as np

from scoring.features.rhythm import EventLog, Floats
from scoring.predictors import quality, training
from scoring.predictors.boosted import Model
from scoring.predictors.quality import Quality
from scoring.predictors.silence import ACTIVE_WITHIN, SilenceRows, rows_on, teaching_rows

# Rows of one customer resemble each other, so leaves are large and drawn hard to zero. Rows held out at random would
# hold customers that were seen, hence no search for the rounds; they were chosen on later days of two shops.
RECIPE = training.Recipe(rounds=200, rate=0.04, depth=4, leaves=12, smallest_leaf=60, ridge=10.0, rows=0.7, columns=0.6)
WEEK = 7
MOST_COUNTS = 20_000_000  # kept at once while intervals are drawn: 160 MB
WEEKS = 5  # the cut-off and the four weeks after it


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A model that learnt until the cut-off, put before what followed.

    Attributes:
        quality: of all days together, the cut-off and each week after it that the events reach; one row for each
            customer and day, intervals by drawing customers.
        on_the_day: of the cut-off alone.
        rank_by_recency: the AUC of the days since the last event, on the cut-off: what needs no model.
    """

    horizon: int
    taught_by: int
    days: int
    customers: int
    quality: Quality
    on_the_day: Quality
    rank_by_recency: float


class TooShort(ValueError):
    """The events end before the horizon does, or hold one outcome only."""


def learn(rows: SilenceRows) -> Model:
    """Return the model of log-odds of silence.

    Raises:
        ValueError: all fell silent, or nobody did.
    """
    return training.train(
        rows.matrix, rows.target, objective=training.BINARY, features=rows.features, recipe=RECIPE, weights=rows.weight
    )


def try_out(log: EventLog, cutoff: int, horizon: int, *, active_within: int | None = ACTIVE_WITHIN) -> Trial:
    """Return how well silence would have been told, by a model that knew nothing after the cut-off.

    Raises:
        TooEarly: there is not enough history before the cut-off.
        TooShort: not enough follows it.
    """
    last = int(log.day.max())
    days = [day for week in range(WEEKS) if (day := cutoff + WEEK * week) + horizon <= last]
    if not days:
        raise TooShort(f"The events end {max(last - cutoff, 0)} days after the cut-off, before {horizon} have passed.")
    taught = teaching_rows(log, cutoff, horizon, active_within=active_within)
    asked = [rows_on(log, day, horizon, active_within=active_within) for day in days]
    try:
        model = learn(taught)
        told = [_probabilities(model, each.matrix) for each in asked]
        whole = quality.measure(
            np.concatenate(told),
            np.concatenate([each.target for each in asked]),
            groups=np.concatenate([each.who for each in asked]),
            resamples=_resamples(sum(len(each.who) for each in asked)),
        )
        first = quality.measure(told[0], asked[0].target)
    except ValueError as error:
        raise TooShort(f"Within {horizon} days: {error}") from error
    since = asked[0].matrix[:, asked[0].features.index("days_since_last")]
    return Trial(
        horizon=horizon,
        taught_by=len(taught.target),
        days=len(days),
        customers=len(np.unique(np.concatenate([each.who for each in asked]))),
        quality=whole,
        on_the_day=first,
        rank_by_recency=quality.rank(since, asked[0].target),
    )


def _resamples(rows: int) -> int:
    """Return how often to draw: less often where there are so many rows that their counts would fill the memory."""
    return max(100, min(quality.RESAMPLES, MOST_COUNTS // rows))


def _probabilities(model: Model, matrix: Floats) -> Floats:
    raw = np.asarray(model.predict(np.ascontiguousarray(matrix)))
    return 1 / (1 + np.exp(-raw))
