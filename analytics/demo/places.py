"""Where the people of the demo live: four time zones, real area codes, and only numbers that belong to nobody."""

from dataclasses import dataclass, field
from itertools import product

LINES_PER_CODE = 100  # 555-0100 to 555-0199


@dataclass(frozen=True)
class Place:
    """A town with the area codes of the people there. ``weight`` is its share of the leads."""

    city: str
    state: str
    county: str
    zone: str
    postal_code: str
    codes: tuple[str, ...]
    weight: int
    areas: tuple[str, ...] = field(default=())


PLACES: tuple[Place, ...] = (
    Place(
        "Tampa", "FL", "Hillsborough", "America/New_York", "33602", ("813", "656"), 19,
        ("Seminole Heights", "Hyde Park", "Westchase", "Carrollwood", "Palma Ceia"),
    ),
    Place(
        "St. Petersburg", "FL", "Pinellas", "America/New_York", "33701", ("727",), 10,
        ("Old Northeast", "Kenwood", "Snell Isle", "Gulfport"),
    ),
    Place("Clearwater", "FL", "Pinellas", "America/New_York", "33755", ("727",), 5, ("Safety Harbor", "Dunedin")),
    Place("Brandon", "FL", "Hillsborough", "America/New_York", "33511", ("813",), 5, ("Bloomingdale", "Riverview")),
    Place("Lakeland", "FL", "Polk", "America/New_York", "33801", ("863",), 6, ("Dixieland", "Lake Hollingsworth")),
    Place("Sarasota", "FL", "Sarasota", "America/New_York", "34236", ("941",), 6, ("Gillespie Park", "Palmer Ranch")),
    Place("Orlando", "FL", "Orange", "America/New_York", "32801", ("407", "689", "321"), 8, ("College Park",)),
    Place("Jacksonville", "FL", "Duval", "America/New_York", "32202", ("904",), 4, ("Riverside", "San Marco")),
    Place("Miami", "FL", "Miami-Dade", "America/New_York", "33130", ("305", "786", "954"), 6, ("Coral Way",)),
    Place("Atlanta", "GA", "Fulton", "America/New_York", "30303", ("404", "678"), 4),
    Place("New York", "NY", "New York", "America/New_York", "10016", ("212", "646"), 4),
    Place("Pensacola", "FL", "Escambia", "America/Chicago", "32501", ("850",), 4, ("East Hill", "North Hill")),
    Place("Chicago", "IL", "Cook", "America/Chicago", "60601", ("312", "773"), 5),
    Place("Dallas", "TX", "Dallas", "America/Chicago", "75201", ("214", "972"), 4),
    Place("Denver", "CO", "Denver", "America/Denver", "80202", ("303", "720"), 5),
    Place("Los Angeles", "CA", "Los Angeles", "America/Los_Angeles", "90012", ("213", "310"), 3),
    Place("Seattle", "WA", "King", "America/Los_Angeles", "98101", ("206",), 2),
)  # fmt: skip

HERE = ("Tampa", "St. Petersburg", "Clearwater", "Brandon", "Lakeland", "Sarasota")
CITY_OF = {area: place.city for place in PLACES if place.city in HERE for area in place.areas}
AREAS = tuple(CITY_OF)


class Numbers:
    """Hands out each fictional number once, of the codes of a place while they last."""

    def __init__(self) -> None:
        self._left = {
            code: [f"+1{code}55501{line:02}" for line in reversed(range(LINES_PER_CODE))]
            for code in dict.fromkeys(code for place in PLACES for code in place.codes)
        }

    def take(self, place: Place) -> str | None:
        """Return a number, or None where all of the place are taken: such a person gave an address only."""
        code = max(place.codes, key=lambda each: len(self._left[each]))
        return self._left[code].pop() if self._left[code] else None


STREETS = tuple(
    f"{name} {kind}"
    for name, kind in product(
        ("N Louisiana", "W Jetton", "E Clifton", "Hanna", "Bayshore", "Magnolia", "Live Oak", "Heron", "Gulf View",
         "Pinecrest", "Sandpiper", "Cypress", "S Himes", "Osceola"),
        ("Ave", "St", "Ct"),
    )
)  # fmt: skip
