"""A made-up town whose prices follow a rule that the tests know."""

from datetime import date

import numpy as np

from scoring.valuation.sales import Fact, Homes, Sales

FACTS = (Fact(name="living", words="Living area", is_log=True, elasticity=0.5), Fact(name="grade", words="Grade"))
NEWEST = date(2025, 6, 30).toordinal()
ELASTICITY, GRADE, GROWTH = 0.6, 0.08, 0.05


def sold(count=600, *, seed=1, noise=0.05, on_a_map=True, growth=GROWTH):
    """Return sales of two years: dearer to the east, for size, for grade, and as time goes by."""
    rng = np.random.default_rng(seed)
    place = rng.uniform(0, 6, size=(count, 2))
    living = rng.uniform(np.log(900), np.log(3_000), size=count)
    grade = rng.integers(4, 10, size=count).astype(float)
    day = np.sort(rng.integers(NEWEST - 730, NEWEST, size=count)).astype(float)
    level = 12.0 + 0.1 * np.floor(place[:, 1])
    years = (day - NEWEST) / 365.25
    log_price = level + ELASTICITY * (living - 7.5) + GRADE * (grade - 6) + growth * years
    homes = Homes(
        facts=FACTS,
        values=np.column_stack([living, grade]),
        place=place if on_a_map else np.full((count, 2), np.nan),
        area=np.array([f"3280{int(east)}" for east in place[:, 1]]),
    )
    return Sales(homes=homes, day=day, price=np.exp(log_price + rng.normal(0, noise, size=count)))
