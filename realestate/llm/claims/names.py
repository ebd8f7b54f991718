"""Names of people, firms and places, told by their capital letters and by the words around them. Pure.

Without a dictionary one cannot know every name; so what looks like one counts as one, and a wrong guess only costs a
draft. In the middle of a sentence a capital letter is enough. At its beginning, where every word has one, a word counts
that is not among the words which usually stand there.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from realestate.llm.claims.reading import Claim, Sheet, folded, tokens

NEVER_NAMES = frozenset([
    "i", "i'm", "i'll", "i've", "i'd", "ok", "okay", "stop", "help", "sms", "ps", "fyi", "am", "pm", "mr", "mrs", "ms",
    "dr", "hi", "hello", "hey", "dear", "yes", "no", "english", "spanish", "espanol", "ingles", "usted",
])  # fmt: skip
# Words that begin a sentence before a comma, a capital or a verb without being anybody's name.
COMMON = frozenset(Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8").split())
SOLO_VERBS = (
    r"(?:will|can|could|would|should|may|might|is|was|has|had|does|did|said|says|told|asked|asks|called|calls|texted"
    r"|emailed|wrote|wants|wanted|thinks|knows|handles|runs|works|lives|offers|offered|sells|buys|bought|sold|agreed"
    r"|accepted|confirmed|recommends|from|at|here|and|or)"
)
FIRMS = re.compile(
    r"\b(zillow|opendoor|redfin|offerpad|trulia|realtor\.com|keller williams|re/?max|coldwell(?: banker)?|century 21"
    r"|compass real estate|berkshire hathaway|sotheby'?s|homevestors|we buy ugly houses|rocket mortgage|quicken loans"
    r"|wells fargo|bank of america|fannie mae|freddie mac|airbnb|craigslist|facebook|venmo|zelle|paypal|cash ?app"
    r"|western union|bitcoin|whatsapp|telegram)\b",
    re.IGNORECASE,
)
# Where a name follows, written large or small.
INTRODUCED = re.compile(
    r"\b(?:my name(?:'s| is)|(?:this is|it's|i am|i'm) (?=[a-z']+ (?:from|with|at|and i)\b)|ask for|mi nombre es"
    r"|me llamo"
    r"|(?:colleague|coworker|manager|boss|partner|broker|attorney|lawyer|lender|appraiser|inspector|named)"
    r"(?: (?:is|called|named))?,?)\s+"
    r"(?P<name>[a-z\u00c0-\u024f][\w'-]+)",
    re.IGNORECASE,
)
SMALL = {"of", "the", "de", "la", "del", "&"}
CAPITAL = r"[A-Z\u00c0-\u00de][\w\u00c0-\u024f'&-]*"
RUN = re.compile(rf"{CAPITAL}(?:[ ]+(?:(?:of|the|de|la|del|&)[ ]+)?{CAPITAL})*")
STARTS = re.compile(r"(?:^|[.!?:;\n\"(¿¡]|\s-|\.\.\.)[\s\"'(\-*]*$")
AFTER_SOLO = re.compile(rf"^(?:\s*,|\s+{SOLO_VERBS}\b|\s*$|\s*\n|\s*[.!])")


def find(sheet: Sheet) -> Iterator[Claim]:
    """Yield the names of a text."""
    for pattern in (FIRMS, INTRODUCED):
        for found in sheet.take(pattern):
            words = found["name"] if pattern is INTRODUCED else found[0]
            if folded(words) not in COMMON:
                yield Claim("name", words, tuple(tokens(words)))
    for found in RUN.finditer(sheet.left):
        words = _without_start(sheet.left, found)
        if words:
            yield Claim("name", " ".join(words), tuple(token for word in words for token in tokens(word)))


def _without_start(text: str, found: re.Match[str]) -> list[str]:
    """Return the words of a run of capitals that make a name; none if it is only the beginning of a sentence."""
    words = [word for word in found[0].split() if folded(word).strip("'") not in NEVER_NAMES]
    if not words:
        return []
    if not STARTS.search(text[: found.start()]) or words[0] != found[0].split()[0]:
        return _trimmed(words)
    first = folded(words[0]).removesuffix("'s")
    if len(words) == 1:
        looks = AFTER_SOLO.match(text[found.end() :]) is not None or words[0].endswith("'s")
        return words if looks and not _is_common(first) else []
    return _trimmed(words[1:] if _is_common(first) else words)


def _trimmed(words: list[str]) -> list[str]:
    """Drop the small words at the ends of a run."""
    while words and folded(words[-1]) in SMALL:
        words = words[:-1]
    while words and folded(words[0]) in SMALL:
        words = words[1:]
    return words


def _is_common(word: str) -> bool:
    return word in COMMON or (word.endswith("ing") and word not in {"king", "sterling", "browning", "manning"})
