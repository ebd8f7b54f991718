"""Does a text that somebody sent give orders to a machine? By the patterns of ``orders.yaml``. Pure.

The second of three locks. The first: what people wrote is quoted as data, and a model can do nothing but write. The
third: what it wrote is held against the facts. This one sees an attempt before any model does, so that none is shown
it; templates answer, and a person looks. A plain request that only a person may grant ("text my wife at …") may count
as an order too: it ends where it should, with a person.
"""

import re
from functools import cache
from pathlib import Path

from realestate.llm.claims.patterns import PatternFile
from realestate.llm.claims.reading import folded, plain

SPELLED_OUT = re.compile(r"\b(?:\w[ .\-_*]){4,}\w\b")
LOOK_ALIKE = str.maketrans("0134578@$", "oieastbas")


def given_in(text: str) -> bool:
    """Return whether a text gives orders to a machine: in the open, spelled out, or in look-alike letters."""
    read = folded(plain(text))
    joined = SPELLED_OUT.sub(lambda found: re.sub(r"[ .\-_*]", "", found[0]), read)
    return any(_order().search(each) is not None for each in {read, joined, joined.translate(LOOK_ALIKE)})


@cache
def _order() -> re.Pattern[str]:
    """Read the file at the first question: a web process that asks none does not compile it."""
    file = PatternFile(Path(__file__).with_name("orders.yaml"))
    return re.compile(file.either([pattern for group in file.table["orders"].values() for pattern in group]))
