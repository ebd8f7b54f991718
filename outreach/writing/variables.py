"""What a template may speak of: each variable, an example of it, and what happens where it is not known. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class WhenEmpty(StrEnum):
    """What becomes of a text that names something unknown."""

    INSTEAD = "instead"  # other words stand there
    LEAVE_OUT = "leave_out"  # the sentence that names it is left out
    REFUSE = "refuse"  # the text is not written: without it, it would make no sense


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One thing a template may name."""

    name: str
    means: str
    example: str
    when_empty: WhenEmpty
    instead: str = ""

    @property
    def says_when_empty(self) -> str:
        """What the editor tells people about the case that it is not known."""
        if self.when_empty is WhenEmpty.INSTEAD:
            return f"says “{self.instead}”"
        return "the sentence is left out" if self.when_empty is WhenEmpty.LEAVE_OUT else "nothing is written"


def _instead(name: str, means: str, example: str, instead: str) -> Variable:
    return Variable(name=name, means=means, example=example, when_empty=WhenEmpty.INSTEAD, instead=instead)


def _left_out(name: str, means: str, example: str) -> Variable:
    return Variable(name=name, means=means, example=example, when_empty=WhenEmpty.LEAVE_OUT)


def _needed(name: str, means: str, example: str) -> Variable:
    return Variable(name=name, means=means, example=example, when_empty=WhenEmpty.REFUSE)


_ALL = (
    _instead("first_name", "Their first name", "Maria", "there"),
    _instead("owner_name", "The owner's whole name, as on record", "Maria Delgado", "Property Owner"),
    _needed("agent", "Who writes: first and last name", "Dana Whitlock"),
    _instead("agent_first_name", "Who writes, among people who know each other", "Dana", "your agent"),
    _left_out("office_phone", "The office's number", "(407) 555-0142"),
    _needed("brokerage", "The licensed name of the brokerage", "Gulf & Pine Realty"),
    _left_out("brokerage_address", "The office's postal address", "210 Pine Avenue, Orlando, FL 32801"),
    _needed("situs_address", "Street and number of the home they own", "14 Lake Street"),
    _left_out("situs_city", "The town of that home", "Winter Park"),
    _left_out("county", "The county of that home, or of their address", "Orange County"),
    _left_out("mailing_address", "Where they get post", "88 Birch Road, Dayton, OH 45402"),
    _left_out(
        "distress_reason", "What a public record says of the home, in gentle words", "a code case on the property"
    ),
    _left_out(
        "market_context", "A sentence about the county, with what our own records count",
        "We work in Orange County, around Orlando, Winter Park and Apopka.",
    ),
    _left_out(
        "county_sales", "What our own records count in the county, alone",
        "Our own records count 12 homes sold in Orange County in the last 6 months, at a middle price of $412,000.",
    ),
    _instead("property_kind", "The kind of home they own", "house", "home"),
    _instead("locations", "Where they search", "Winter Park and College Park", "the areas you like"),
    _instead("price_range", "Their budget in words", "$350K to $425K", "your budget"),
    _instead("property_type", "What they look for", "townhouse", "home"),
    _left_out("matches", "How many homes fit their search now", "3 homes"),
    _left_out("today", "The day, as a letter is dated", "November 20, 2026"),
)  # fmt: skip
VARIABLES: dict[str, Variable] = {variable.name: variable for variable in _ALL}
PERSONAL = frozenset(VARIABLES) - {
    "agent",
    "agent_first_name",
    "office_phone",
    "brokerage",
    "brokerage_address",
    "today",
}


def examples() -> dict[str, str]:
    """Return an example of everything: what the editor shows, and what words are checked with."""
    return {name: variable.example for name, variable in VARIABLES.items()}


def least() -> dict[str, str]:
    """Return only what no text can do without: the other end of what may be known."""
    return {v.name: v.example for v in VARIABLES.values() if v.when_empty is WhenEmpty.REFUSE}
