"""Where a keyset page starts: a moment and a row, as one word in the address."""

from datetime import datetime


def cursor(moment: datetime, pk: int) -> str:
    """Return the place after a row."""
    return f"{moment.isoformat()}~{pk}"


def read_cursor(words: str) -> tuple[datetime | None, int]:
    """Return moment and row of a cursor; (None, 0) for none, or for what is not one of ours."""
    moment, _, pk = words.rpartition("~")
    try:
        found = (datetime.fromisoformat(moment), int(pk)) if moment else (None, 0)
    except ValueError:
        return None, 0
    return found if found[0] is None or found[0].tzinfo else (None, 0)
