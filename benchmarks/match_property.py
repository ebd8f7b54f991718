"""How long one new listing takes to be matched against all active buyers, beside a loop over them.

    python -m benchmarks.match_property [--buyers 100000]

Target: under 100 ms for 100,000 buyers (SCO-55). The time is the process's own, so a busy machine does not change it.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from benchmarks._report import finish, report
from scoring.matching.columns import of_wishes
from scoring.matching.enhanced import match
from scoring.matching.reverse import GOOD, fitting
from scoring.matching.sides import Home, Wish
from scoring.matching.simulation import simulate
from scoring.matching.tastes import ATTRIBUTES

TARGET_MS = 100
ONE_BY_ONE = 200  # wishes of the loop; its figure is for as many as were asked
RUNS = 15


def main() -> None:
    """Measure and print the result."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--buyers", type=int, default=100_000)
    buyers = asked.parse_args().buyers
    told = simulate(buyers=200)
    home = Home.of(told["homes"][0])
    known = [Wish.of(buyer["wish"]) for buyer in told["buyers"][::2]]
    wishes = [known[number % len(known)] for number in range(buyers)]
    began = time.process_time()
    columns = of_wishes(wishes)
    building = (time.process_time() - began) * 1000
    tastes = np.random.default_rng(1).normal(0, 0.5, (buyers, len(ATTRIBUTES)))
    found = fitting(home, columns, tastes=tastes)
    one_by_one = _median(lambda: [match(wish, [home]) for wish in wishes[:ONE_BY_ONE]], runs=3)
    finish(
        report(
            "match_property",
            figure=_median(lambda: fitting(home, columns, tastes=tastes), runs=RUNS),
            unit="ms of CPU for one home against all buyers",
            target=TARGET_MS,
            buyers=buyers,
            fitting=len(found),
            least_share=GOOD,
            columns_built_once_ms=building,
            one_by_one_ms=one_by_one * buyers / ONE_BY_ONE,
        )
    )


def _median(call: Callable[[], object], *, runs: int) -> float:
    times = []
    for _ in range(runs):
        began = time.process_time()
        call()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
