"""Phone numbers: one spelling for each (E.164), and what the numbering plan says about it.

North American numbers take a fast path: the library costs 15 us a number, more than a whole import row.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any

from realestate.lib.errors import DomainError

PUNCTUATION = str.maketrans("", "", " \t\u00a0().-/")
NANP = re.compile(r"\+?1?([2-9]\d{2}[2-9]\d{6})", re.ASCII)
E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
SERVICE_CODE = re.compile(r"(?:\+?1)?[2-9]11", re.ASCII)


class InvalidPhone(DomainError, ValueError):
    """The text is not a phone number of the region."""

    code = "invalid_phone"


class PhoneType(StrEnum):
    """What kind of line the numbering plan gives a number to."""

    LINE = "line"  # fixed or mobile: the North American plan does not tell which
    TOLL_FREE = "toll_free"
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    PERSONAL = "personal"
    PAGER = "pager"
    SERVICE = "service"  # 911, 411 and the other N11 codes
    OTHER = "other"


@dataclass(frozen=True)
class PhoneFacts:
    """A number's region (ISO code, None if the plan knows none), type, and whether it is assigned at all."""

    region: str | None
    type: PhoneType
    is_valid: bool


def normalise(raw: str, region: str = "US") -> str:
    """Return ``raw`` as E.164, so that every spelling of a number compares equal. An extension is dropped.

    Raises:
        InvalidPhone: not a number of ``region``, nor an international one.
    """
    match = NANP.fullmatch(raw.translate(PUNCTUATION)) if region == "US" else None
    if match and match[1][1:3] != "11":
        return f"+1{match[1]}"
    return _parsed(raw, region)


def display(e164: str) -> str:
    """Return a number as people write it: ``(407) 555-0142``; a foreign one in international form."""
    match = NANP.fullmatch(e164)
    if match:
        digits = match[1]
        return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    library = _library()
    try:
        number = library.parse(e164, None)
    except library.NumberParseException:
        return e164
    return str(library.format_number(number, library.PhoneNumberFormat.INTERNATIONAL))


def area_code(e164: str) -> str | None:
    """Return the three-digit area code of a +1 number, or None."""
    match = NANP.fullmatch(e164)
    return match[1][:3] if match else None


def region_and_type(e164: str) -> PhoneFacts:
    """Return what the numbering plan says about a number.

    A new area code that the pinned metadata does not know yet counts as invalid, by design.
    """
    if SERVICE_CODE.fullmatch(e164):
        return PhoneFacts(region=None, type=PhoneType.SERVICE, is_valid=False)
    if not E164.fullmatch(e164):
        return PhoneFacts(region=None, type=PhoneType.OTHER, is_valid=False)
    library = _library()
    try:
        number = library.parse(e164, None)
    except library.NumberParseException:
        return PhoneFacts(region=None, type=PhoneType.OTHER, is_valid=False)
    region = library.region_code_for_number(number)  # looked up once: ``is_valid_number`` would look again
    return PhoneFacts(
        region=region,
        type=_types().get(library.number_type(number), PhoneType.OTHER),
        is_valid=bool(region) and library.is_valid_number_for_region(number, region),
    )


def _parsed(raw: str, region: str) -> str:
    library = _library()
    try:
        number = library.parse(raw, region)
    except library.NumberParseException as error:
        raise InvalidPhone(f"“{raw}” is not a phone number.") from error
    if not library.is_valid_number(number):
        raise InvalidPhone(f"“{raw}” is not a phone number that can be reached.")
    return str(library.format_number(number, library.PhoneNumberFormat.E164))


@cache
def _library() -> Any:
    # Only its core, and only when asked for: its geocoder takes seconds to import.
    return import_module("phonenumbers")


@cache
def _types() -> dict[int, PhoneType]:
    kinds = _library().PhoneNumberType
    return {
        kinds.FIXED_LINE: PhoneType.LINE,
        kinds.MOBILE: PhoneType.LINE,
        kinds.FIXED_LINE_OR_MOBILE: PhoneType.LINE,
        kinds.VOIP: PhoneType.LINE,
        kinds.TOLL_FREE: PhoneType.TOLL_FREE,
        kinds.PREMIUM_RATE: PhoneType.PREMIUM,
        kinds.SHARED_COST: PhoneType.SHARED_COST,
        kinds.PERSONAL_NUMBER: PhoneType.PERSONAL,
        kinds.PAGER: PhoneType.PAGER,
    }
