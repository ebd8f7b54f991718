"""Made-up buyers and homes for measuring a matcher, since nobody publishes what buyers thought of homes they saw.

Each buyer states some wishes and keeps tastes to themselves. How much each wish really matters differs from buyer to
buyer, listings leave facts out, part of what people like is in no listing at all, and a judgement wavers. Figures
measured here compare matchers with each other; they promise nothing about real buyers, and say so where they show.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.matching.columns import Numbers, of_homes
from scoring.matching.sides import Home, Wish
from scoring.matching.tastes import ATTRIBUTES, traits

TOWNS = {  # latitude, longitude, and how much dearer than usual
    "Alder": (27.95, -82.46, 1.25), "Birch": (27.90, -82.58, 1.0), "Cedar": (28.05, -82.40, 0.9),
    "Dogwood": (27.84, -82.35, 0.8), "Elm": (28.10, -82.60, 1.05), "Fir": (27.77, -82.64, 1.15),
}  # fmt: skip
KINDS = ("house", "condo", "townhouse")
AMENITIES = ("pool", "garage", "fenced yard", "porch", "fireplace", "dock")
OFTEN_LEFT_OUT = ("lot_sqft", "condition", "walk_score", "amenities", "year_built", "estimate_cents", "schools")
LEFT_OUT_RATE = 0.15
SEEN, ASKED = 40, 120  # homes a buyer was shown before, and homes that are to be ranked
GRADES = ((0.03, 3), (0.10, 2), (0.25, 1))  # the best 3 in 100 are worth 3, and so on
WAVERING = 0.5  # standard deviation of one judgement
UNLISTED = 0.6  # of what a buyer likes that no listing holds

Told = dict[str, Any]


def simulate(*, buyers: int = 200, homes: int = 600, seed: int = 7) -> Told:
    """Return a file's content, as ``trial.read`` takes it. Same seed, same content.

    Every buyer comes twice, as paired testers do: all equal but for what fair housing protects.
    """
    chance = np.random.default_rng(seed)
    real = [_home(chance) for _ in range(homes)]
    shown = [_as_listed(home, chance) for home in real]
    told_buyers = []
    for number in range(buyers):
        buyer = _buyer(real, chance)
        told_buyers += [{**buyer, "pair": number, "about": dict(about)} for about in PAIRED]
    return {"simulated": True, "homes": [_plain(home) for home in shown], "buyers": told_buyers}


PAIRED: tuple[Mapping[str, str], ...] = (
    {"name": "Emily Walsh", "family": "no children", "religion": "not told", "language": "English"},
    {"name": "Lakisha Washington", "family": "three children", "religion": "Muslim", "language": "Spanish"},
)


def _home(chance: np.random.Generator) -> Home:
    town = str(chance.choice(list(TOWNS)))
    north, east, dear = TOWNS[town]
    kind = str(chance.choice(KINDS, p=(0.6, 0.22, 0.18)))
    sqft = float(np.clip(chance.lognormal(7.45, 0.35), 500, 5000))
    year = int(np.clip(chance.normal(1985, 22), 1915, 2026))
    condition = float(np.clip(round(3 + (year - 1985) / 30 + chance.normal(0, 0.8)), 1, 5))
    worth = 210 * sqft * dear * (1 + 0.06 * (condition - 3)) * float(chance.lognormal(0, 0.10))
    there = tuple(word for word in AMENITIES if chance.random() < (0.45 if kind == "house" else 0.2))
    return Home(
        price_cents=round(worth * float(chance.lognormal(0, 0.07)) / 1000) * 100_000,
        kind=kind,
        places=(town,),
        beds=float(np.clip(round(sqft / 560 + chance.normal(0, 0.5)), 1, 6)),
        baths=float(np.clip(round(sqft / 450 + chance.normal(0, 0.7)) / 2, 1, 5)),
        living_sqft=sqft,
        lot_sqft=float(chance.lognormal(9.0, 0.6)) if kind == "house" else float(chance.lognormal(7.4, 0.4)),
        year_built=year,
        condition=condition,
        walk_score=float(np.clip(chance.normal(40 + 25 * (dear - 1) * 4, 20), 0, 100)),
        amenities=there,
        schools=(f"{town} {chance.choice(('North', 'South'))}",),
        at=(north + float(chance.normal(0, 0.03)), east + float(chance.normal(0, 0.03))),
        days_on_market=int(chance.exponential(35)),
        monthly_extras_cents=round(worth * 0.018 / 12) * 100,
        estimate_cents=round(worth) * 100,
    )


def _as_listed(home: Home, chance: np.random.Generator) -> Home:
    """Return the home as its listing tells it, which leaves things out."""
    gone: dict[str, Any] = {name: None for name in OFTEN_LEFT_OUT if chance.random() < LEFT_OUT_RATE}
    if "schools" in gone:
        gone["schools"] = ()
    return replace(home, **gone)


def _wish(chance: np.random.Generator) -> Wish:
    most = round(float(chance.lognormal(12.9, 0.3)) / 5000) * 500_000
    towns = chance.permutation(list(TOWNS))[: chance.integers(1, 4)]
    sometimes: dict[str, Any] = {
        "price_min_cents": round(most * 0.6),
        "kinds": (str(chance.choice(KINDS, p=(0.7, 0.15, 0.15))),),
        "beds_min": float(chance.integers(2, 5)),
        "baths_min": float(chance.integers(1, 4)),
        "sqft_min": float(chance.integers(9, 22) * 100),
        "lot_sqft_min": float(chance.integers(4, 12) * 1000),
        "year_built_min": int(chance.integers(195, 202) * 10),
        "condition_min": float(chance.integers(2, 5)),
        "walk_score_min": float(chance.integers(3, 8) * 10),
        "amenities": tuple(str(word) for word in chance.permutation(AMENITIES)[: chance.integers(1, 3)]),
        "schools": (f"{towns[0]} North",),
    }
    odds = (0.5, 0.7, 0.85, 0.5, 0.4, 0.2, 0.25, 0.25, 0.2, 0.5, 0.15)
    told = {name: value for (name, value), odd in zip(sometimes.items(), odds, strict=True) if chance.random() < odd}
    if chance.random() < 0.35:
        at = next(iter(TOWNS[str(town)] for town in chance.permutation(list(TOWNS))))
        told |= {"commute_to": (at[0], at[1]), "commute_km_max": float(chance.integers(8, 25))}
    if chance.random() < 0.3:
        told |= {"payment_max_cents": round(most * 0.0075), "rate": 0.065, "down_payment_cents": round(most * 0.15)}
    return Wish(price_max_cents=most, places=tuple(map(str, towns)), **told)


def _buyer(homes: list[Home], chance: np.random.Generator) -> Told:
    """Return what a buyer told, what they did with homes they saw, and what others would be worth to them."""
    wish = _wish(chance)
    hidden = chance.normal(0, 0.55, len(ATTRIBUTES))
    matters = chance.lognormal(0, 0.5, len(CLAIMS))
    picked = chance.permutation(len(homes))[: SEEN + ASKED]
    some = [homes[place] for place in picked]
    liking = np.array([matters @ _claims(wish, home) for home in some])
    liking = liking + traits(of_homes(some)) @ hidden + chance.normal(0, UNLISTED, len(some))
    felt = liking[:SEEN] + chance.normal(0, WAVERING, SEEN)
    saved, dismissed = felt >= np.quantile(felt, 0.85), felt <= np.quantile(felt, 0.5)
    return {
        "wish": _plain(wish),
        "saved": [int(place) for place in picked[:SEEN][saved]],
        "dismissed": [int(place) for place in picked[:SEEN][dismissed] if chance.random() < 0.5],
        "worth": _graded(picked[SEEN:], liking[SEEN:]),
    }


def _graded(places: NDArray[np.int64], liking: Numbers) -> dict[str, int]:
    worth = np.zeros(len(places), dtype=int)
    for share, grade in reversed(GRADES):
        worth[liking >= np.quantile(liking, 1 - share)] = grade
    return {str(place): int(grade) for place, grade in zip(places, worth, strict=True)}


CLAIMS = ("price", "place", "kind", "beds", "baths", "size", "lot", "year", "condition", "walking", "amenities",
          "school", "commute", "payment")  # fmt: skip


def _claims(wish: Wish, home: Home) -> Numbers:
    """Return how much each wish is hurt (0 = not at all), in steps of its own: not the matcher's formulas."""
    price, most = home.price_cents, wish.price_max_cents or 1
    lacking = [word for word in wish.amenities if word not in (home.amenities or ())]
    monthly = (price - (wish.down_payment_cents or 0)) * 0.00632 + (home.monthly_extras_cents or 0)
    hurt = [
        6 * max(price / most - 1, 0) + 1.5 * max((wish.price_min_cents or 0) / price - 1, 0),
        2.2 * (home.places[0] not in wish.places),  # type: ignore[index]  # tuples here
        1.8 * bool(wish.kinds and home.kind not in wish.kinds),
        0.9 * max((wish.beds_min or 0) - (home.beds or 0), 0),
        0.5 * max((wish.baths_min or 0) - (home.baths or 0), 0),
        3 * max((wish.sqft_min or 0) / (home.living_sqft or 1) - 1, 0),
        0.8 * max((wish.lot_sqft_min or 0) / (home.lot_sqft or 1) - 1, 0) ** 0.5,
        0.03 * max((wish.year_built_min or 0) - (home.year_built or 0), 0),
        0.6 * max((wish.condition_min or 0) - (home.condition or 0), 0),
        0.03 * max((wish.walk_score_min or 0) - (home.walk_score or 0), 0),
        0.6 * len(lacking),
        0.9 * bool(wish.schools and not set(wish.schools) & set(home.schools)),
        0.08 * _too_far(wish, home),
        5 * max(monthly / wish.payment_max_cents - 1, 0) if wish.payment_max_cents else 0.0,
    ]
    return -np.array(hurt, dtype=np.float64)


def _too_far(wish: Wish, home: Home) -> float:
    """Return the kilometres too many, on a flat map, which is near enough for one county."""
    if wish.commute_to is None or wish.commute_km_max is None or home.at is None:
        return 0.0
    north, east = home.at[0] - wish.commute_to[0], home.at[1] - wish.commute_to[1]
    return max(float(np.hypot(north * 111.2, east * 98.3)) - wish.commute_km_max, 0.0)


def _plain(side: Home | Wish) -> Told:
    """Return what is known of a side, as JSON takes it."""
    empty = {field.name: field.default for field in fields(side)}
    return {name: value for name, value in asdict(side).items() if value != empty[name]}
