"""Who will fall silent: the rows a model of churn learns from, each as it stood on its own day.

Churn is silence: somebody known on a day, of whom nothing follows in the ``horizon`` days after it. What is asked on
one day is learnt on earlier ones, from which the whole horizon had passed by then, so nothing of the future leaks in.
"""

from dataclasses import dataclass

import numpy as np

from scoring.features.rhythm import EventLog, Floats, Ints, rhythm_on

HORIZONS = (7, 14, 30)  # days
ACTIVE_WITHIN = 90  # days: who was silent for longer is gone already
FIRST_STRETCH = 30  # days of history before a day may teach: before that everybody is new
MOST_DAYS = 20  # that teach
HALF_LIFE = 30  # days: what is this much older counts half, because habits and seasons move


@dataclass(frozen=True, eq=False)
class SilenceRows:
    """Rows of one or several days.

    Attributes:
        target: 1.0 where nothing followed within the horizon.
        weight: 1 on the newest day, less on earlier ones.
        who: numbers of customers in the log; one customer has a row on each day.
    """

    features: tuple[str, ...]
    matrix: Floats
    target: Floats
    weight: Floats
    who: Ints


class TooEarly(ValueError):
    """There is not enough history before the day that is asked about."""


def teaching_days(log: EventLog, cutoff: int, horizon: int) -> list[int]:
    """Return the days to learn from, newest first: their horizons end by the cut-off.

    Raises:
        TooEarly: there is none.
    """
    first = int(log.day.min()) + FIRST_STRETCH if len(log) else cutoff
    step = max(7, horizon // 6)
    days = list(range(cutoff - horizon, first - 1, -step))[:MOST_DAYS]
    if not days:
        raise TooEarly(
            f"To ask about {horizon} days, {FIRST_STRETCH + horizon} days of events before the cut-off are needed."
        )
    return days


def rows_on(log: EventLog, day: int, horizon: int, *, active_within: int | None = ACTIVE_WITHIN) -> SilenceRows:
    """Return everybody's features on a day and whether silence followed. The log must reach ``horizon`` days on."""
    rhythm = rhythm_on(log, day, horizon=horizon, active_within=active_within)
    silent = ~log.active_between(day + 1, day + horizon)[rhythm.who]
    count = len(rhythm.who)
    return SilenceRows(rhythm.features, rhythm.matrix, silent.astype(np.float64), np.ones(count), rhythm.who)


def teaching_rows(
    log: EventLog, cutoff: int, horizon: int, *, active_within: int | None = ACTIVE_WITHIN
) -> SilenceRows:
    """Return what a model may learn from on the day of the cut-off.

    Raises:
        TooEarly: there is no day to learn from.
    """
    known = log.until(cutoff)
    days = teaching_days(known, cutoff, horizon)
    parts = [rows_on(known, day, horizon, active_within=active_within) for day in days]
    weights = [
        np.full(len(part.who), 0.5 ** ((days[0] - day) / HALF_LIFE)) for day, part in zip(days, parts, strict=True)
    ]
    return SilenceRows(
        parts[0].features,
        np.vstack([part.matrix for part in parts]),
        np.concatenate([part.target for part in parts]),
        np.concatenate(weights),
        np.concatenate([part.who for part in parts]),
    )
