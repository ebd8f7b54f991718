"""Scoring parcels for wholesalers: from a source's record and signals to a row that keeps both."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from crm.models import Property
from realestate.lib import clock
from realestate.lib.errors import DomainError
from scoring.models import ParcelAssessment
from scoring.rubric.parcels import Parcel, Signal
from scoring.rubric.score import Assessment, assess

Record = Mapping[str, Any]

NUMBERS = ("living_area", "year_built", "just_value", "last_sale_price")  # whole square feet, years and dollars
WORDS = {"county": 60, "parcel_id": 40, "situs_address": 160, "situs_city": 80, "situs_state": 2, "situs_zip": 10}


class UnreadableParcel(DomainError):
    """The record or a signal is not one that the score can read."""

    code = "unreadable_parcel"


@transaction.atomic
def assess_home(
    home: Property, record: Record, signals: Sequence[Record], *, source: str, as_of: date
) -> ParcelAssessment:
    """Score a home as its source tells of it, and return the row; the last one where nothing changed.

    Args:
        record: a unified parcel record; names and addresses in it are not kept.
        as_of: the day the source's facts are of, shown beside the score.
    Raises:
        UnreadableParcel: the record or a signal cannot be read.
    """
    parcel, read = _read(record, signals)
    Property.objects.select_for_update().get(pk=home.pk)  # so that two imports make no row twice
    found = assess(parcel, read, today=_today(home))
    answer = found.answer() | {"working": [asdict(line) for line in found.deal.working]}
    kept = {"parcel": _plain(asdict(parcel)), "signals": [_plain(asdict(signal)) for signal in read]}
    inputs_hash = _hash([kept, answer, found.rubric])
    last = ParcelAssessment.objects.filter(property=home).order_by("-assessed_at", "-id").first()
    if last is not None and last.inputs_hash == inputs_hash:
        return last
    row: ParcelAssessment = ParcelAssessment.objects.create(
        property=home,
        **_columns(found),
        answer=answer,
        **kept,
        source=source,
        as_of=as_of,
        inputs_hash=inputs_hash,
        assessed_at=clock.now(),
    )
    return row


def assess_record(record: Record, signals: Sequence[Record], *, source: str, as_of: date) -> ParcelAssessment:
    """Score a parcel that a source tells of, as the home of its county and parcel id, which is added if new.

    What is known of a home is not overwritten; what is not known of it is filled in.

    Raises:
        UnreadableParcel: it has no county or parcel id, or cannot be read.
    """
    county, parcel_id = record.get("county"), record.get("parcel_id")
    if not county or not parcel_id:
        raise UnreadableParcel("The parcel has no county, or no parcel id.")
    _check_kinds(record)
    _read(record, signals)
    told = _told(record)
    with transaction.atomic():
        home, _ = Property.objects.get_or_create(county=str(county).title(), parcel_id=parcel_id, defaults=told)
        missing = {name: value for name, value in told.items() if value and not getattr(home, name)}
        if missing:
            Property.objects.filter(pk=home.pk).update(**missing)
        return assess_home(home, record, signals, source=source, as_of=as_of)


def _check_kinds(record: Record) -> None:
    """Refuse a record whose values are of another kind than they are reckoned with, naming the field."""
    for name in NUMBERS:
        value = record.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise UnreadableParcel(f"{name} is {value!r}; it has to be a whole number.")
    for name, longest in WORDS.items():
        value = record.get(name)
        if value is not None and (not isinstance(value, str) or len(value) > longest):
            raise UnreadableParcel(f"{name} is {value!r}; it has to be words of at most {longest} letters.")


def _told(record: Record) -> dict[str, Any]:
    """Return the columns of a home that a record tells."""
    value = record.get("just_value")
    return {
        "situs_street": record.get("situs_address") or "No street address",
        "situs_city": record.get("situs_city") or "",
        "situs_state": record.get("situs_state") or "",
        "situs_postal_code": record.get("situs_zip") or "",
        "living_sqft": record.get("living_area"),
        "year_built": record.get("year_built"),
        "assessed_cents": value * 100 if value else None,
    }


def _read(record: Record, signals: Sequence[Record]) -> tuple[Parcel, list[Signal]]:
    try:
        return Parcel.from_record(record), [Signal.from_record(signal) for signal in signals]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableParcel(f"The parcel cannot be read: {type(error).__name__} {error}.") from error


def _today(home: Property) -> date:
    """Return the day where the land lies."""
    zone = home.market.timezone if home.market else home.brokerage.timezone
    return clock.now().astimezone(ZoneInfo(zone)).date()


def _columns(found: Assessment) -> dict[str, Any]:
    return {
        "score": found.score,
        "score_if_unknowns_best": found.score_if_unknowns_best,
        "needs_enrichment": found.needs_enrichment,
        "tier": found.tier,
        "rubric": found.rubric,
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _hash(inputs: Any) -> str:
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
