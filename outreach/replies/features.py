"""What the models see of a reply: its words and letters, its cues, its tone, and what was said before it."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from outreach.replies import cues
from outreach.replies.context import NOTHING_BEFORE, Context
from outreach.replies.lexicon import last_polarity, polarity, straight
from outreach.replies.linear import place_of
from outreach.replies.normalise import fold, own_words, words

BITS = 17
TOKEN = re.compile(r"[a-z0-9$%@&#]+(?:'[a-z]+)?|[^\w\s]")
NUMBER = re.compile(r"\d+")
NEGATORS = frozenset(["not", "no", "never", "cannot", "without", "dont", "cant", "wont", "nor", "nao", "pa"])
NEGATION_REACH = 3  # words
LETTERS = range(1, 6)  # lengths of the letter runs inside a word
LETTERS_BEFORE = range(3, 5)
LENGTHS = (1, 2, 3, 5, 8, 12, 20, 30)  # words
TONE_STEPS = (-0.7, -0.4, -0.1, 0.1, 0.4, 0.7)
LOOK_BACK = 3  # replies of theirs whose words still count


def features_of(text: str, context: Context = NOTHING_BEFORE) -> dict[int, float]:
    """Return the features of a reply, by their place in the weights."""
    own = straight(own_words(text))
    folded = fold(own)
    tokens = _tokens(folded)
    features: dict[int, float] = {}
    _add(features, (f"w:{run}" for run in _runs(_negated(tokens), 2)), 0.7)
    _add(features, (f"c:{run}" for run in _letters(tokens, LETTERS)), 1.0)
    marks = {**_shape(own, tokens), **_acts(folded, context), **_tone(own), **_history(context)}
    for name, value in marks.items():
        _put(features, name, value * 0.4)
    if context.before:
        before = _tokens(fold(own_words(context.before)))
        _add(features, (f"bw:{run}" for run in _runs(before, 2)), 0.5)
        _add(features, (f"bc:{run}" for run in _letters(before, LETTERS_BEFORE)), 0.4)
    if context.besides:
        rest = fold(own_words(context.besides))
        _add(features, (f"sw:{token}" for token in _tokens(rest)), 0.4)
        for name in cues.of_reply(words(rest)):
            _put(features, f"s:{name}", 0.4)
        _put(features, "s:tone", 0.4 * polarity(context.besides).compound)
    earlier = [token for said in context.theirs[-LOOK_BACK:] for token in _tokens(fold(own_words(said)))]
    _add(features, (f"hw:{token}" for token in earlier), 0.4)
    return features


def _tokens(folded: str) -> list[str]:
    return [NUMBER.sub("0", token) for token in TOKEN.findall(folded)]


def _negated(tokens: list[str]) -> Iterator[str]:
    """Yield the tokens; those that stand under a negation are marked."""
    left = 0
    for token in tokens:
        is_word = token[0].isalnum()
        left = left if is_word else 0
        yield f"!{token}" if left and is_word else token
        left = NEGATION_REACH if token in NEGATORS or token.endswith("n't") else max(0, left - 1)


def _runs(tokens: Iterable[str], most: int) -> Iterator[str]:
    """Yield single tokens, then pairs, up to ``most`` in a row."""
    row = list(tokens)
    for length in range(1, most + 1):
        for start in range(len(row) - length + 1):
            yield " ".join(row[start : start + length])


def _letters(tokens: Iterable[str], lengths: range) -> Iterator[str]:
    for token in tokens:
        padded = f" {token} "
        for length in lengths:
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]


def _shape(text: str, tokens: list[str]) -> dict[str, float]:
    count = sum(token[0].isalnum() for token in tokens)
    shape = {f"words<={limit}": 1.0 for limit in LENGTHS if count <= limit}
    shape |= {f"has {mark}": 1.0 for mark in "?!.," if mark in text}
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) > 4 and all(letter.isupper() for letter in letters):
        shape["capitals"] = 1.0
    return {**shape, "always": 1.0}


def _acts(folded: str, context: Context) -> dict[str, float]:
    """Return the cues of the reply, those of the message before it, and each pair of the two."""
    acts = [f"r:{name}" for name in cues.of_reply(words(folded))]
    asked = [f"b:{name}" for name in cues.of_ours(words(fold(context.before)))] if context.before else []
    return {
        **dict.fromkeys([*acts, *asked], 1.0),
        **{f"{before}>{reply}": 1.0 for before in asked for reply in acts},
    }


def _tone(own: str) -> dict[str, float]:
    """Return how good and bad the words are, as values and as steps."""
    tone, last = polarity(own), last_polarity(own)
    return {
        "tone": tone.compound,
        "tone +": tone.positive,
        "tone -": tone.negative,
        "tone last": last,
        **{f"tone>{step}": 1.0 for step in TONE_STEPS if tone.compound > step},
        **({"toneless": 1.0} if not (tone.positive or tone.negative) else {}),
        **({"mixed": 1.0} if tone.positive and tone.negative else {}),
    }


def _history(context: Context) -> dict[str, float]:
    """Return how far the conversation is, what we asked so far, and what they were like."""
    if not (context.ours or context.theirs):
        return {}
    count = len(context.theirs)
    marks = {f"replies<={limit}": 1.0 for limit in (0, 1, 2, 4, 7, 11) if count <= limit}
    asked = Counter(name for said in context.ours for name in cues.of_ours(words(fold(said))))
    acts = Counter(name for said in context.theirs for name in cues.of_reply(words(fold(said))))
    marks |= {f"asked:{name}": 1.0 for name in asked}
    marks |= {f"was:{name}": min(times, 3) / 3 for name, times in acts.items()}
    tones = [polarity(said).compound for said in context.theirs]
    if tones:
        marks |= {"tone so far": sum(tones) / len(tones), "lowest tone": min(tones), "last tone": tones[-1]}
    if context.theirs and context.before == context.theirs[-1]:
        marks["goes on"] = 1.0
    return marks


def _add(features: dict[int, float], names: Iterable[str], weight: float) -> None:
    """Add features that together have the length ``weight``: a long message weighs as much as a short one."""
    counts = {name: 1.0 + math.log(times) for name, times in Counter(names).items()}
    length = math.sqrt(sum(value * value for value in counts.values()))
    for name, value in counts.items():
        _put(features, name, weight * value / length)


def _put(features: dict[int, float], name: str, value: float) -> None:
    place = place_of(name, BITS)
    features[place] = features.get(place, 0.0) + value
