"""When a step is due and when it is too late. Pure.

A wait is elapsed time: one day is 24 hours, on both days that the clocks change as well. Local hours are not looked
at here; the compliance gate puts off what would arrive at night.
"""

from datetime import datetime, timedelta

# In minutes, the shortest first.
UNITS = {"minute": 1, "hour": 60, "day": 24 * 60, "week": 7 * 24 * 60}


def due_at(since: datetime, wait_minutes: int) -> datetime:
    """Return the moment a step is due, counted from the moment the step before it was resolved, or from the start."""
    return since + timedelta(minutes=wait_minutes)


def is_too_late(due: datetime, expires_after_minutes: int, now: datetime) -> bool:
    """Say whether a step has waited so long past its time that it would be out of place (T12)."""
    return now > due + timedelta(minutes=expires_after_minutes)


def is_over(started: datetime, days: int, now: datetime) -> bool:
    """Say whether a run has gone on for longer than its sequence is meant to."""
    return now > started + timedelta(days=days)


def minutes(words: str) -> int:
    """Return the minutes in "1 hour", "3 days", "90 minutes", "1 week".

    Raises:
        ValueError: not a whole number and a unit.
    """
    number, _, unit = str(words).strip().partition(" ")
    if not number.isdigit() or unit.removesuffix("s") not in UNITS:
        raise ValueError(f"“{words}” is not a length of time; write for example “1 hour” or “3 days”.")
    return int(number) * UNITS[unit.removesuffix("s")]


def words(wait_minutes: int) -> str:
    """Return a length of time in its largest whole unit: "1 hour", "3 days", "90 minutes"."""
    if wait_minutes == 0:
        return "no time"
    unit = max((name for name in UNITS if wait_minutes % UNITS[name] == 0 and name != "week"), key=UNITS.__getitem__)
    number = wait_minutes // UNITS[unit]
    return f"{number} {unit}{'' if number == 1 else 's'}"
