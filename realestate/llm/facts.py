"""Does a text say only what it may? Every number, price, address, date, phone, link, name and promise is looked up.

Pure. For a text that a model wrote, before it reaches a person. Strict on purpose: what is wrongly refused costs one
draft, because the next model or a template answers instead; what is wrongly let through is a lie in somebody's name.
The sets in ``tests/data/language`` hold it to both sides.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from realestate.llm.claims import amounts, contacts, moments, names, places, promises
from realestate.llm.claims.moments import Day
from realestate.llm.claims.reading import Claim, Sheet, holds, plain, tokens

LEAK_WORDS = 7  # that many words in a row of the instructions are no accident
LEAK = re.compile(
    r"(?i:\b(?:system prompt|my (?:instructions|rules|guidelines|programming|prompt)"
    r"|i (?:was|am|'m) (?:told|instructed|programmed)|these (?:rules|instructions)|my training)\b)"
    r"|\b(?:FACTS|QUOTED|CONVERSATION)\b"
)
MARKUP = re.compile(r"```|<[^<>\n]{1,80}>|\{\s*\"|^#{1,6}\s|\*\*|\[[^\]\n]+\]\(|^\s*\|.*\|\s*$", re.MULTILINE)
FOREIGN = re.compile(r"[^\W\d_]")
LAST_LATIN = 0x24F

Facts = Mapping[str, Sequence[str]]


def unsupported(text: str, allowed: Facts, *, secret: str = "") -> list[Claim]:
    """Return what a text claims that nothing in ``allowed`` says; empty if it may be sent.

    Args:
        allowed: what may be stated, by name. A value that is only a number is read with its name: ``beds: 3``.
        secret: what must not be repeated, such as the instructions.
    """
    known = _Known(allowed)
    found = [claim for claim in claims_in(text) if not known.holds(claim)]
    return [*found, *_leaks(plain(text), secret), *_disguises(plain(text), known)]


def claims_in(text: str) -> list[Claim]:
    """Return everything that a text states and that can be looked up."""
    sheet = Sheet(text)
    said = list(promises.find(sheet))  # reads whole sentences, and crosses nothing out
    finders: tuple[Callable[[Sheet], Iterator[Claim]], ...] = (
        contacts.find, places.find, moments.find, amounts.find, names.find,
    )  # fmt: skip
    for find in finders:
        said += find(sheet)
    return said


class _Known:
    """What the facts say, in the spelling of claims."""

    def __init__(self, allowed: Facts) -> None:
        self._texts = [value for values in allowed.values() for value in values]
        self._lines = [tokens(plain(value)) for value in self._texts]
        self._places = [list(places.spelled(plain(value))) for value in self._texts]
        self._keys = {(claim.kind, claim.key) for value in self._texts for claim in claims_in(value)}
        bare = (amounts.bare(name, value) for name, values in allowed.items() for value in values)
        self._keys |= {(claim.kind, claim.key) for claim in bare if claim is not None}
        self._days = [key for _, key in self._keys if isinstance(key, Day)]
        self._told = {name for value in self._texts for name in promises.told(plain(value))}

    def holds(self, claim: Claim) -> bool:
        """Return whether some fact says what the claim does."""
        if (claim.kind, claim.key) in self._keys:
            return True
        if claim.kind in {"promise", "status", "action", "identity"}:
            return claim.key in self._told
        if isinstance(claim.key, Day):
            return any(claim.key.is_told_by(day) for day in self._days)
        if claim.kind == "address" and isinstance(claim.key, tuple):
            return any(holds(line, claim.key) for line in self._places)
        if claim.kind == "name" and isinstance(claim.key, tuple):
            return any(holds(line, claim.key) for line in self._lines)
        if claim.kind == "number" and isinstance(claim.key, tuple):
            return self._counts(*claim.key)
        return False

    def _counts(self, value: object, unit: str) -> bool:
        """A number without a unit may be any number of the facts, if it is not a small one: "3 of us"."""
        numbers = {key for kind, key in self._keys if kind == "number" and isinstance(key, tuple)}
        return (value, unit) in numbers or (not unit and any(value == known for known, _ in numbers))

    def writes(self, letter: str) -> bool:
        """Return whether a letter stands in some fact."""
        return any(letter in value for value in self._texts)


def _leaks(text: str, secret: str) -> Iterator[Claim]:
    found = LEAK.search(text)
    if found:
        yield Claim("leak", found[0], "leak")
    mine, theirs = tokens(text), tokens(plain(secret))
    runs = {tuple(theirs[at : at + LEAK_WORDS]) for at in range(len(theirs) - LEAK_WORDS + 1)}
    for at in range(len(mine) - LEAK_WORDS + 1):
        if tuple(mine[at : at + LEAK_WORDS]) in runs:
            yield Claim("leak", " ".join(mine[at : at + LEAK_WORDS]), "leak")
            return


def _disguises(text: str, known: _Known) -> Iterator[Claim]:
    """Yield letters of other alphabets, which look like ours, and the signs of markup: no message needs them."""
    odd = [letter for letter in FOREIGN.findall(text) if ord(letter) > LAST_LATIN and not known.writes(letter)]
    if odd:
        yield Claim("letters", "".join(odd[:5]), "letters")
    found = MARKUP.search(text)
    if found:
        yield Claim("markup", found[0], "markup")
