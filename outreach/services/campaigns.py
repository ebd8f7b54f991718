"""The campaigns that can be stopped: who makes them registers their names, outreach knows only the keys."""

from collections.abc import Callable, Iterable

from outreach.models import LetterBatch

LETTERS = "letters:"

_namers: list[Callable[[], Iterable[tuple[str, str]]]] = []


def add_names(names: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """Register who lists campaigns of the brokerage in force, as key and name. Called once, at start."""
    _namers.append(names)


def known() -> list[tuple[str, str]]:
    """Return all campaigns of the brokerage in force: key ("sequence:3") and name."""
    return [pair for names in _namers for pair in names()]


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Return what people call each of these campaigns, letters among them; an unknown key names itself."""
    wanted = list(keys)
    batches = [key.removeprefix(LETTERS) for key in wanted if key.startswith(LETTERS)]
    written = LetterBatch.objects.filter(pk__in=[pk for pk in batches if pk.isdecimal()]).values_list("pk", "name")
    names = dict(known()) | {f"{LETTERS}{pk}": f"Letters: {name}" for pk, name in written}
    return {key: names.get(key, key) for key in wanted}
