"""Why a home matches or does not, in the words of what the buyer asked for.

Every factor that was asked for gives one sentence: how it fits, how far it falls short, or that the home does not
tell. Sentences speak of the home, never of neighbours or schools' quality (FHA-2).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from realestate.lib.money import dollars, short_dollars
from scoring.matching.columns import Numbers, of_homes, of_wishes
from scoring.matching.enhanced import SHIPPED, MatchWeights
from scoring.matching.factors import FACTORS, NEUTRAL, kilometres, monthly_cents
from scoring.matching.sides import Home, Wish
from scoring.matching.tastes import ATTRIBUTES, traits

FITS, FALLS_SHORT, NOT_KNOWN = "fits", "falls_short", "not_known"
FITS_FROM = 0.75
TASTE = "taste"
CLEAR_TASTE = 0.2  # log-odds that one attribute must move before it is spoken of
MOST_TRAITS = 2
KM_A_MILE = 1.609344


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One line of a match.

    Attributes:
        effect: how far it moves the match from a home of which nothing is known; for sorting, not for show.
        tone: ``fits``, ``falls_short`` or ``not_known``.
    """

    factor: str
    words: str
    effect: float
    tone: str


def reasons(wish: Wish, home: Home, *, taste: Numbers | None = None, weights: MatchWeights = SHIPPED) -> list[Reason]:
    """Return a line for each factor that was asked for, the weightiest first, and one for the buyer's own taste."""
    wishes, homes = of_wishes([wish]), of_homes([home])
    found = []
    for factor in FACTORS:
        if not factor.asked(wishes)[0]:
            continue
        value = float(np.ravel(factor.value(wishes.upright(), homes))[0])
        if np.isnan(value):
            found.append(Reason(factor=factor.name, words=UNKNOWN[factor.name], effect=0.0, tone=NOT_KNOWN))
            continue
        tone = FITS if value >= FITS_FROM else FALLS_SHORT
        effect = weights.of(factor) * (value - NEUTRAL)
        found.append(Reason(factor=factor.name, words=WORDS[factor.name](wish, home), effect=effect, tone=tone))
    if (own := _of_taste(home, taste)) is not None:
        found.append(own)
    return sorted(found, key=lambda reason: -abs(reason.effect))


def _of_taste(home: Home, taste: Numbers | None) -> Reason | None:
    if taste is None:
        return None
    moves = taste * traits(of_homes([home]))[0]
    total = float(moves.sum())
    best = [number for number in np.argsort(-moves * np.sign(total))[:MOST_TRAITS]
            if moves[number] * np.sign(total) >= CLEAR_TASTE]  # fmt: skip
    if not best:
        return None
    # A liked trait that is there, or a disliked one that is missing, raises; what they like is told either way.
    liked = _listed([ATTRIBUTES[n].more if taste[n] > 0 else ATTRIBUTES[n].less for n in best])
    if total > 0:
        return Reason(factor=TASTE, words=f"Like the homes they saved: {liked}", effect=total, tone=FITS)
    return Reason(factor=TASTE, words=f"They tend to save homes that are {liked}", effect=total, tone=FALLS_SHORT)


def _price(wish: Wish, home: Home) -> str:
    price = dollars(home.price_cents)
    if wish.price_max_cents is not None and home.price_cents > wish.price_max_cents:
        return f"{price} is {short_dollars(home.price_cents - wish.price_max_cents)} above their most"
    if wish.price_min_cents is not None and home.price_cents < wish.price_min_cents:
        return f"{price} is below the {short_dollars(wish.price_min_cents)} they start at"
    if wish.price_max_cents is not None:
        return f"{price} is within their {short_dollars(wish.price_max_cents)}"
    return f"{price} is in their range"


def _payment(wish: Wish, home: Home) -> str:
    monthly = round(float(np.ravel(monthly_cents(of_wishes([wish]), of_homes([home])))[0]) / 100) * 100
    most = wish.payment_max_cents or 0
    beside = "within" if monthly <= most else "above"
    return f"About {dollars(monthly)} a month, {beside} the {dollars(most)} they named"


def _counted(asked: str, found: str, one: str, many: str) -> Callable[[Wish, Home], str]:
    def words(wish: Wish, home: Home) -> str:
        wanted, there = getattr(wish, asked), getattr(home, found)
        tail = "as they asked" if there >= wanted else f"they asked for {wanted:g}"
        return f"{there:g} {one if there == 1 else many}, {tail}"

    return words


def _measured(asked: str, found: str, of: str) -> Callable[[Wish, Home], str]:
    def words(wish: Wish, home: Home) -> str:
        wanted, there = getattr(wish, asked), getattr(home, found)
        tail = "as they asked" if there >= wanted else f"they asked for {wanted:,.0f}"
        return f"{there:,.0f} {of}, {tail}"

    return words


def _kind(wish: Wish, home: Home) -> str:
    if _same(home.kind, wish.kinds):
        return f"A {home.kind}, as they asked"
    return f"A {home.kind}; they asked for {_listed(list(wish.kinds), 'or')}"


def _place(wish: Wish, home: Home) -> str:
    named = next((place for place in home.places if _same(place, wish.places)), None)
    if named is not None:
        return f"In {named}, which they named"
    return f"In {next(iter(home.places))}; they named {_listed(list(wish.places), 'or')}"


def _commute(wish: Wish, home: Home) -> str:
    far = float(np.ravel(kilometres(of_wishes([wish]), of_homes([home])))[0]) / KM_A_MILE
    most = (wish.commute_km_max or 0) / KM_A_MILE
    tail = "as they asked" if far <= most else f"they asked for {most:.0f}"
    return f"{far:.0f} miles from where they travel to, as the crow flies, {tail}"


def _schools(wish: Wish, home: Home) -> str:
    named = next((school for school in home.schools if _same(school, wish.schools)), None)
    if named is not None:
        return f"Assigned to {named}, which they named"
    return f"Not assigned to {_listed(list(wish.schools), 'or')}, which they named"


def _amenities(wish: Wish, home: Home) -> str:
    there = [wanted for wanted in wish.amenities if _same(wanted, home.amenities or ())]
    missing = [wanted for wanted in wish.amenities if wanted not in there]
    if not missing:
        return f"Has {_listed(there)}, as they asked"
    return f"Has {_listed(there)}, but no {_listed(missing, 'or')}" if there else f"Has no {_listed(missing, 'or')}"


def _upkeep(wish: Wish, home: Home) -> str:
    parts = []
    if wish.year_built_min is not None and home.year_built is not None:
        tail = "" if home.year_built >= wish.year_built_min else f" (they asked for {wish.year_built_min} or newer)"
        parts.append(f"Built in {home.year_built}{tail}")
    if wish.condition_min is not None and home.condition is not None:
        tail = "" if home.condition >= wish.condition_min else f" (they asked for {wish.condition_min:g})"
        parts.append(f"condition {home.condition:g} of 5{tail}")
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]


def _freshness(wish: Wish, home: Home) -> str:
    days = home.days_on_market or 0
    return f"On the market for {days} {'day' if days == 1 else 'days'}"


def _worth(wish: Wish, home: Home) -> str:
    apart = round((home.price_cents / (home.estimate_cents or 1) - 1) * 100)
    if apart == 0:
        return "Priced as our automated estimate, not an appraisal"
    return f"Priced {abs(apart)} % {'above' if apart > 0 else 'below'} our automated estimate, not an appraisal"


def _same(word: str, words: Collection[str]) -> bool:
    return word.strip().casefold() in {other.strip().casefold() for other in words}


def _listed(words: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join([part for part in (", ".join(words[:-1]), words[-1] if words else "") if part])


WORDS: dict[str, Callable[[Wish, Home], str]] = {
    "price": _price,
    "payment": _payment,
    "beds": _counted("beds_min", "beds", "bedroom", "bedrooms"),
    "baths": _counted("baths_min", "baths", "bath", "baths"),
    "size": _measured("sqft_min", "living_sqft", "square feet"),
    "kind": _kind,
    "place": _place,
    "commute": _commute,
    "schools_named": _schools,
    "walkability": _measured("walk_score_min", "walk_score", "of 100 for walking"),
    "amenities": _amenities,
    "lot": _measured("lot_sqft_min", "lot_sqft", "square feet of land"),
    "upkeep": _upkeep,
    "freshness": _freshness,
    "worth": _worth,
}
UNKNOWN = {
    "price": "The price is not known",
    "payment": "The monthly cost is not known",
    "beds": "The number of bedrooms is not known",
    "baths": "The number of baths is not known",
    "size": "The size is not known",
    "kind": "The kind of home is not known",
    "place": "Where it lies is not known",
    "commute": "The distance is not known",
    "schools_named": "The assigned schools are not known",
    "walkability": "How walkable it is, is not known",
    "amenities": "What comes with it is not known",
    "lot": "The size of the lot is not known",
    "upkeep": "Neither year nor condition is known",
    "freshness": "How long it has been for sale is not known",
    "worth": "There is no estimate to compare the price with",
}
