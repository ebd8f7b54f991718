"""The words of a letter: its template filled, its end with the way out, and the code that answers it."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from realestate.lib.errors import DomainError

# Crockford's alphabet: no letter looks like a digit, so a code survives being read from paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
CODE_LENGTH = 8  # 40 random bits
END = "\n\n--\n"
FIELDS: Mapping[str, str] = {
    "name": "neighbor",
    "first_name": "neighbor",
    "street": "your home",
    "city": "your area",
    "agent_name": "your agent",
    "brokerage": "our office",
}
LONGEST = 2_400  # characters: what one page holds in a readable size
_FIELD = re.compile(r"\{([a-z_]+)\}")
_CODE = re.compile(rf"([{ALPHABET}]{{1,8}})-([{ALPHABET}]{{{CODE_LENGTH}}})")

STANDARD = """Dear {first_name},

I am {agent_name} with {brokerage}. I help people in {city} buy and sell homes.

If you ever think about selling {street}, I would be glad to tell you what similar homes nearby have sold for, \
without any obligation. If you do not, that is quite all right, and there is nothing you need to do.

You can reach me at the number above, or by the code below, where you also decide how we may be in touch.

Kind regards,
{agent_name}
{brokerage}"""


class InvalidLetter(DomainError):
    """Words or an address that make no letter; ``field`` says which."""

    code = "invalid_letter"


@dataclass(frozen=True)
class Code:
    """A letter's code taken apart: whose letter it is, and the random part with it, as it is stored."""

    brokerage_id: int
    text: str


def new_code(brokerage_id: int) -> str:
    """Return a fresh code. Its first part says which brokerage it belongs to, the second is random."""
    return f"{_digits(brokerage_id)}-{''.join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))}"


def read_code(text: str) -> Code | None:
    """Return a code as somebody typed it, in any case, with spaces or look-alike letters; None if it is none."""
    plain = re.sub(r"[^A-Z0-9]", "", text.upper()).translate(LOOKALIKES)
    found = _CODE.fullmatch(f"{plain[:-CODE_LENGTH]}-{plain[-CODE_LENGTH:]}")
    if found is None:
        return None
    number = 0
    for digit in found[1]:
        number = number * len(ALPHABET) + ALPHABET.index(digit)
    return Code(brokerage_id=number, text=found[0])


def answer_url(code: str) -> str:
    """Return the short page on which a letter is answered."""
    return settings.PUBLIC_URL + reverse("outreach:letter-answer", args=[code])


def check(template: str) -> None:
    """Refuse a template that could not be filled.

    Raises:
        InvalidLetter: it is empty, too long for a page, or has a field that is not known.
    """
    if not template.strip():
        raise InvalidLetter("Write something first.", field="body")
    if len(template) > LONGEST:
        raise InvalidLetter(f"A page holds {LONGEST:,} characters; this has {len(template):,}.", field="body")
    known = ", ".join(f"{{{name}}}" for name in FIELDS)
    for name in _FIELD.findall(template):
        if name not in FIELDS:
            raise InvalidLetter(f"{{{name}}} is not known. Known are {known}.", field="body")
    if re.search(r"[{}]", _FIELD.sub("", template)):
        raise InvalidLetter("A brace is not closed, or what is inside is no field.", field="body")


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return the template with every field replaced; what is not known reads naturally without.

    Raises:
        InvalidLetter: as ``check``.
    """
    check(template)
    return _FIELD.sub(lambda found: " ".join(values.get(found[1], "").split()) or FIELDS[found[1]], template).strip()


def with_end(words: str, *, brand: str, postal_address: str, code: str) -> str:
    """Return the letter with its end: who wrote, from where, and how to get no more of them (LTR-2)."""
    url = answer_url(code).split("://", 1)[-1]
    end = (
        f"To answer, or to get no more letters from us, go to {url} or scan the square. Your code is {code}."
        f"\n{brand}, {postal_address}"
    )
    return f"{words.strip()}{END}{end}"


def _digits(number: int) -> str:
    text = ""
    while number:
        number, place = divmod(number, len(ALPHABET))
        text = ALPHABET[place] + text
    return text or "0"
