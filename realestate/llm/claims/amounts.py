"""Prices, percentages and other numbers, in digits or words, English or Spanish. Pure."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from realestate.llm.claims.reading import Claim, Sheet, folded

SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11,
    "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60,
    "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300,
    "cuatrocientos": 400, "quinientos": 500,
}  # fmt: skip
SCALES = {"hundred": 100, "thousand": 1_000, "grand": 1_000, "k": 1_000, "mil": 1_000, "million": 1_000_000,
          "millon": 1_000_000, "millones": 1_000_000, "m": 1_000_000, "mm": 1_000_000, "bn": 10**9,
          "billion": 10**9}  # fmt: skip
# What is counted, by how people write it. A number with a unit is true only of that unit.
UNITS = {
    "bed": "bed beds bedroom bedrooms br brs bd recamara recamaras habitacion habitaciones cuarto cuartos",
    "bath": "bath baths bathroom bathrooms ba bano banos",
    "sqft": "sqft sf feet foot ft",
    "acre": "acre acres",
    "year": "year years yr yrs ano anos",
    "month": "month months mo mes meses",
    "week": "week weeks semana semanas",
    "day": "day days dia dias",
    "hour": "hour hours hr hrs hora horas",
    "minute": "minute minutes min mins minuto minutos",
    "mile": "mile miles mi block blocks milla millas",
    "home": "home homes house houses propert properties property listing listings casa casas unit units match matches",
    "offer": "offer offers bid bids oferta ofertas",
    "buyer": "buyer buyers comprador compradores investor investors",
    "car": "car cars garage",
    "story": "story stories storey floor floors level levels piso pisos",
    "showing": "showing showings viewing viewings visit visits",
    "point": "point points",
    "star": "star stars review reviews",
}
UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split()}
ONE_COUNTS_FOR = {
    "bed",
    "bath",
    "car",
    "story",
    "acre",
    "offer",
    "buyer",
}  # "one day" is an idiom, "one bedroom" is not
PRICE_NAMES = re.compile(r"price|budget|value|amount|offer|rent|cost|fee|cents|dollar|arv|mao|payment|proceeds")

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORD_NUMBER = (
    r"(?:(?:" + "|".join(sorted([*SMALL, "hundred", "thousand", "million", "mil", "millon"], key=len, reverse=True))
    + r")(?:[ -]+(?:and |y )?(?=[a-z]))?)+"
)  # fmt: skip
_SCALE = r"(?:k|m{1,2}|bn|thousand|grand|million|billion|hundred|mil|mill[oó]n(?:es)?)\b"
PRICE_RANGE = re.compile(
    rf"\$?\s?(?P<low>{_DIGITS})\s?(?:-|to|and)\s?\$?\s?(?P<high>{_DIGITS})\s?(?P<scale>{_SCALE})", re.IGNORECASE
)
PRICE = re.compile(
    rf"(?:US)?\$\s?(?P<a>{_DIGITS})\s?(?P<a_scale>{_SCALE})?"
    rf"|(?P<b>{_DIGITS})\s?(?P<b_scale>{_SCALE})?\s?(?:dollars?|usd|bucks|d[oó]lares)\b"
    rf"|(?P<c>{_DIGITS})\s?(?P<c_scale>k|grand|million|mill[oó]n(?:es)?)\b",
    re.IGNORECASE,
)
PRICE_IN_WORDS = re.compile(
    rf"\b(?P<words>{_WORD_NUMBER})\s?(?P<money>dollars?|bucks|grand|k|d[oó]lares)\b", re.IGNORECASE
)
PERCENT = re.compile(rf"(?P<value>{_DIGITS})\s?(?:%|percent\b|per cent\b|por ciento\b)", re.IGNORECASE)
PERCENT_IN_WORDS = re.compile(rf"\b(?P<words>{_WORD_NUMBER})\s?(?:percent|per cent|por ciento)\b", re.IGNORECASE)
# "3 bedrooms", "3 large bedrooms", "1,850 sq. ft."
_UNIT = r"(?:[\s-]*(?:[a-z.]+[\s-]+){0,2}?(?P<unit>" + "|".join(sorted(UNIT_OF, key=len, reverse=True)) + r")\b)?"
NUMBER = re.compile(
    rf"(?<![\w.])(?P<value>{_DIGITS})(?:st|nd|rd|th)?(?!\d)(?:\s?(?:to|-)\s?(?P<other>{_DIGITS}))?{_UNIT}",
    re.IGNORECASE,
)
WORD_NUMBER = re.compile(rf"\b(?P<words>{_WORD_NUMBER}){_UNIT}", re.IGNORECASE)
LEFT_OVER = re.compile(r"[^\W\d_]*\d[\d.,]*[^\W_]*")


def find(sheet: Sheet) -> Iterator[Claim]:
    """Yield the amounts of a text."""
    yield from _prices(sheet)
    yield from _percentages(sheet)
    yield from _counts(sheet)


def bare(name: str, value: str) -> Claim | None:
    """Return the claim that a fact makes whose value is a number alone: its name says what is counted."""
    number = _value(value.strip().lstrip("$"))
    if number is None:
        return None
    if PRICE_NAMES.search(name):
        return Claim("price", value, number)
    words = re.split(r"[_\W]+", folded(name))
    return Claim("number", value, (number, next((UNIT_OF[word] for word in words if word in UNIT_OF), "")))


def _prices(sheet: Sheet) -> Iterator[Claim]:
    for found in sheet.take(PRICE_RANGE):
        for end in ("low", "high"):
            yield Claim("price", found[0].strip(), _scaled(found[end], found["scale"]))
    for found in sheet.take(PRICE):
        for part in "abc":
            if found[part]:
                yield Claim("price", found[0].strip(), _scaled(found[part], found[f"{part}_scale"]))
    for found in sheet.take(PRICE_IN_WORDS):
        value = _spelled(f"{found['words']} {found['money']}")
        if value is not None:
            yield Claim("price", found[0].strip(), value)


def _percentages(sheet: Sheet) -> Iterator[Claim]:
    for found in sheet.take(PERCENT):
        yield Claim("percent", found[0], _value(found["value"]))
    for found in sheet.take(PERCENT_IN_WORDS):
        value = _spelled(found["words"])
        if value is not None:
            yield Claim("percent", found[0], value)


def _counts(sheet: Sheet) -> Iterator[Claim]:
    for found in sheet.take(NUMBER):
        unit = UNIT_OF.get(folded(found["unit"] or ""), "")
        for part in ("value", "other"):
            if found[part]:
                yield Claim("number", found[0].strip(), (_value(found[part]), unit))
    for found in sheet.take(WORD_NUMBER):
        value = _spelled(found["words"])
        unit = UNIT_OF.get(folded(found["unit"] or ""), "")
        if value is None:
            continue
        if not unit and value >= SCALES["thousand"]:
            yield Claim("price", found[0].strip(), value)
        elif (unit and (value != 1 or unit in ONE_COUNTS_FOR)) or value > SMALL["twelve"]:
            yield Claim("number", found[0].strip(), (value, unit))
    for found in sheet.take(LEFT_OVER):
        yield Claim("number", found[0], (folded(found[0]), ""))


def _value(digits: str) -> Decimal | None:
    try:
        return Decimal(digits.replace(",", "")).normalize()
    except InvalidOperation:
        return None


def _scaled(digits: str, scale: str | None) -> Decimal | None:
    value = _value(digits)
    return value if value is None or not scale else (value * SCALES[folded(scale)]).normalize()


def _spelled(words: str) -> Decimal | None:
    """Return the value of number words: "four hundred and twelve thousand". None if a word is no number."""
    total, part, seen = 0, 0, False
    for word in re.split(r"[\s-]+", folded(words).strip()):
        if word in {"and", "y", "a", "dollars", "dollar", "bucks", "dolares", "of", ""}:
            continue
        if word in SMALL:
            part += SMALL[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in SCALES:
            total, part = total + max(part, 1) * SCALES[word], 0
        else:
            return None
        seen = True
    return Decimal(total + part).normalize() if seen else None
