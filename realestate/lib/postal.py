"""Postal addresses of the United States: as lines on an envelope, and in one spelling to compare them by. Pure."""

import re
from dataclasses import dataclass

from realestate.lib.text import strip_accents

# As the postal service writes them (Publication 28, appendices B and C2), with the long forms that people write.
SUFFIXES = {
    "alley": "aly", "avenue": "ave", "av": "ave", "boulevard": "blvd", "circle": "cir", "court": "ct", "cove": "cv",
    "crossing": "xing", "drive": "dr", "highway": "hwy", "lane": "ln", "loop": "lp", "parkway": "pkwy", "place": "pl",
    "plaza": "plz", "point": "pt", "road": "rd", "square": "sq", "street": "st", "terrace": "ter", "terr": "ter",
    "trail": "trl", "way": "wy",
}  # fmt: skip
DIRECTIONS = {
    "north": "n", "south": "s", "east": "e", "west": "w",
    "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
}  # fmt: skip
UNITS = {"apartment": "unit", "apt": "unit", "suite": "unit", "ste": "unit", "lot": "unit", "no": "unit"}
ALIKE = SUFFIXES | DIRECTIONS | UNITS
ZIP = re.compile(r"^\d{5}(?:-?\d{4})?$")
STATE = re.compile(r"^[A-Za-z]{2}$")


@dataclass(frozen=True, kw_only=True)
class PostalAddress:
    """Where a letter goes. ``state`` has two letters, ``postal_code`` five digits or nine."""

    street: str
    city: str
    state: str
    postal_code: str

    @property
    def is_complete(self) -> bool:
        """Return whether the postal service could deliver to it, as far as its form tells."""
        street, city = self.street.strip(), self.city.strip()
        has_place = bool(street and city) and bool(STATE.match(self.state.strip()))
        return has_place and bool(ZIP.match(self.postal_code.strip()))

    @property
    def last_line(self) -> str:
        """Return the line below the street: "Ocala, FL 34471"."""
        return f"{self.city.strip()}, {self.state.strip().upper()} {self.postal_code.strip()}"

    @property
    def line(self) -> str:
        """Return the whole address in one line."""
        return f"{self.street.strip()}, {self.last_line}"

    @property
    def key(self) -> str:
        """Return the address in one spelling: whoever writes "Street" and who writes "St." mean the same house.

        The city is left out, which people name in several ways; street and five digits tell houses apart.
        """
        plain = strip_accents(self.street).casefold().replace("#", " unit ").replace("p.o.", "po").replace(".", " ")
        words = [ALIKE.get(word, word) for word in re.findall(r"[a-z0-9]+", plain)]
        once = [word for place, word in enumerate(words) if place == 0 or word != "unit" or words[place - 1] != "unit"]
        return f"postal:{' '.join(once)}|{self.postal_code.strip()[:5]}"
