"""How many tokens a text is worth, and how much of a conversation is sent along. Pure.

Providers count exactly, after the fact, and the ledger keeps their count. Before a call a careful guess is enough: it
decides what is cut, and whether the worst case still fits the month's budget.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from realestate.lib import text

BYTES_A_TOKEN = 3  # English runs at about 4, Spanish and numbers nearer to 3
A_BLOCK = 6  # what wraps one block or line
STEP = 8  # lines
LONGEST_QUOTE = 6_000  # characters
LEFT_OUT = "(earlier messages left out)"


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a conversation. ``who`` is ``them`` or ``us``."""

    who: str
    words: str


def tokens(words: str) -> int:
    """Return at least about as many tokens as a model would count."""
    return -(-len(words.encode()) // BYTES_A_TOKEN)


def trim(said: Sequence[Said], *, limit: int) -> tuple[Said, ...]:
    """Return the last lines of a conversation that fit into so many tokens; the last one is always kept, if shortened.

    What is dropped is dropped in steps of eight lines from the beginning. So the beginning that is sent stays the same
    for several turns, and the provider's prompt cache can serve it.
    """
    start = 0
    while start < len(said) and _cost(said[start:]) > limit:
        start += STEP
    if start < len(said):
        return tuple(said[start:])
    start = max(len(said) - STEP, 0)  # one step is too long already: go on line by line
    while start < len(said) - 1 and _cost(said[start:]) > limit:
        start += 1
    return tuple(_shortened(line, limit) for line in said[start:])


def shorten(words: str, limit: int = LONGEST_QUOTE) -> str:
    """Return a quoted text, cut at a word where it is longer than anybody writes."""
    return text.trim(words, limit)


def context_size(needed: int) -> int:
    """Return the context window to ask a local model for: few sizes only, because a change makes it load again."""
    for size in (4_096, 8_192, 16_384):
        if needed <= size:
            return size
    return 32_768


def _cost(said: Sequence[Said]) -> int:
    return sum(tokens(line.words) + A_BLOCK for line in said)


def _shortened(line: Said, limit: int) -> Said:
    return Said(line.who, text.trim(line.words, max(limit - A_BLOCK, 1) * BYTES_A_TOKEN))
