"""How the wholesaler's score answers a file of cases: what was expected, what came, and which disagree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.rubric.parcels import Parcel, Signal
from scoring.rubric.score import assess

Record = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One parcel with its signals, and what its score should be, as they were read."""

    name: str
    parcel: Record
    signals: Sequence[Record]
    expected: Record


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One case that was answered otherwise than it asks for: the parts that differ, on both sides."""

    name: str
    expected: dict[str, Any]
    given: dict[str, Any]


def cases_in(told: Record) -> list[Case]:
    """Return the cases of a file that holds each parcel with its signals and what is expected."""
    return [
        Case(
            name=str(case.get("name", number)),
            parcel=case.get("parcel", {}),
            signals=case.get("signals", ()),
            expected=case.get("expected", {}),
        )
        for number, case in enumerate(told["cases"], start=1)
    ]


def cases_of_county(leads: Record, records: Record, signals: Record) -> list[Case]:
    """Return the cases of a county: expected leads, its unified records, and the signals by parcel.

    A lead is matched by ``source_oid``, since a county may list one parcel twice.
    """
    rows = {row["source_oid"]: row for row in records["rows"]}
    return [
        Case(
            name=str(lead["parcel_id"]),
            parcel=rows.get(lead["source_oid"], {}),
            signals=signals["by_parcel"].get(lead["parcel_id"], ()),
            expected={key: value for key, value in lead.items() if key not in ("parcel_id", "source_oid")},
        )
        for lead in leads["leads"]
    ]


def disagreements(cases: Iterable[Case], *, today: date) -> list[Failure]:
    """Return the cases that the score answers otherwise. A case that expects nothing or cannot be read disagrees."""
    return [failure for failure in (_compare(case, today) for case in cases) if failure]


def _compare(case: Case, today: date) -> Failure | None:
    expected = dict(case.expected)
    try:
        parcel = Parcel.from_record(case.parcel)
        answer = assess(parcel, [Signal.from_record(signal) for signal in case.signals], today=today).answer()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return Failure(name=case.name, expected=expected, given={"error": f"{type(error).__name__}: {error}"})
    if not expected:
        return Failure(name=case.name, expected={}, given=answer)
    differing = [key for key, value in expected.items() if answer.get(key) != value]
    if not differing:
        return None
    return Failure(
        name=case.name,
        expected={key: expected[key] for key in differing},
        given={key: answer.get(key) for key in differing},
    )
