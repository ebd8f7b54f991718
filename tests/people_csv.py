"""A made-up export of another CRM, of any length, with known dirt in it. The same seed gives the same bytes."""

import csv
import io
import random
from dataclasses import dataclass

from tests.factories.crm import AREA_CODES

HEADER = [
    "First Name", "Last Name", "Email 1", "Phone 1", "Phone 2", "Address", "City", "State", "Zip", "Price", "Timeframe",
    "Lead Source", "Tags", "Notes",
]  # fmt: skip
FIRST = ("Dana", "José", "Mia", "Liam", "Zoë", "Noah", "Ava", "Øyvind", "Grace", "Chloé")
LAST = ("Reyes", "Núñez", "O'Neil", "Smith", "García", "Lee", "Brown", "Müller", "Davis", "Kowalski")
TIMEFRAMES = ("0-3 months", "3-6 months", "ASAP", "12+ months", "")
SPELLINGS = ("({0}) {1}-{2}", "{0}.{1}.{2}", "+1{0}{1}{2}", "{0}-{1}-{2}")


@dataclass(frozen=True)
class People:
    """A file and how many of its rows should be taken as new people, joined, and refused."""

    data: bytes
    rows: int
    created: int
    joined: int
    rejected: int


def people(rows: int, *, dirty_rate: float = 0.03, seed: int = 1) -> People:
    """Return a file of ``rows`` people; a share of the rows is dirty: a third each repeated, unreachable, garbled."""
    rng = random.Random(seed)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    counts = {"created": 0, "joined": 0, "rejected": 0}
    for n in range(rows):
        row, outcome = _row(n, rng), "created"
        if n and rng.random() < dirty_rate:
            row, outcome = _dirty(row, rng)
        counts[outcome] += 1
        writer.writerow(row)
    return People(out.getvalue().encode(), rows, **counts)


def _row(n: int, rng: random.Random) -> list[str]:
    first, last = FIRST[n % 10], LAST[n // 10 % 10]
    phone = ""
    if n < len(AREA_CODES) * 100:  # as many fictional numbers as there are
        phone = rng.choice(SPELLINGS).format(AREA_CODES[n // 100], "555", f"01{n % 100:02}")
    price = f"${rng.randrange(200, 900)},000"
    notes = "Likes a “pool”,\nand a porch" if n % 50 == 0 else ""
    return [
        first, last, f"Person{n}@Mail.Example", phone, "", f"{n} Palm Street", "Orlando", "FL", "32801", price,
        rng.choice(TIMEFRAMES), "Old CRM", "investor" if n % 7 == 0 else "", notes,
    ]  # fmt: skip


def _dirty(row: list[str], rng: random.Random) -> tuple[list[str], str]:
    kind = rng.randrange(3)
    if kind == 0:
        return [*row[:2], "PERSON0@mail.example", "", *row[4:]], "joined"
    if kind == 1:
        return [*row[:2], "", "", *row[4:]], "rejected"
    return [*row[:2], "not an address", "12", *row[4:]], "rejected"
