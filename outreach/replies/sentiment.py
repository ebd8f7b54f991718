"""Sentiment of a short message, -1 to 1, from a small list of words. No network, the same answer every time.

An honest measure of tone, not of intent: see ``intent`` for what a person wants.
"""

import math
import re

from outreach.replies.normalise import read

GOOD = {
    3: "love loved awesome amazing fantastic perfect excellent wonderful thrilled excited delighted best incredible"
    " beautiful gorgeous stunning encanta perfecto excelente",
    2: "great good nice happy glad interested helpful thanks thank appreciate pleased enjoy enjoyed cool fun lovely"
    " excellent impressive recommend comfortable easy friendly fast smooth sweet better bueno genial gracias interesa"
    " bonito mesi bon obrigado obrigada otimo bom",
    1: "yes yeah yep sure ok okay fine like liked likes hope interesting works ready clean quick fair please welcome"
    " definitely absolutely sounds si claro wi sim well right worth win free",
}
BAD = {
    3: "hate hated awful terrible horrible worst disgusting furious scam pathetic useless disgusted ridiculous garbage"
    " nightmare fraud liar liars",
    2: "bad angry annoyed annoying upset disappointed disappointing disappointment poor sad rude wrong frustrated"
    " frustrating worse waste wasted broken fail failed fails failure sucks suck crap stupid dirty overpriced boring"
    " harass harassing spam lied lies lost hurts mess mad malo molesto terrible",
    1: "no nope nah cant wont dont slow late problem problems issue issues expensive worry worried unfortunately sorry"
    " difficult hard tired sick never nothing cold delayed delay cancelled missed stuck confused doubt weird ugh caro",
}
NEGATIONS = frozenset(
    [
        "not",
        "no",
        "never",
        "dont",
        "doesnt",
        "didnt",
        "isnt",
        "wasnt",
        "arent",
        "werent",
        "cant",
        "couldnt",
        "wont",
        "wouldnt",
        "nothing",
        "hardly",
        "barely",
        "without",
        "aint",
        "nor",
        "neither",
        "nao",
        "nunca",
        "pa",
    ]
)
STRONGER = {
    "very": 1.4,
    "really": 1.3,
    "so": 1.2,
    "super": 1.4,
    "extremely": 1.6,
    "too": 1.2,
    "absolutely": 1.4,
    "totally": 1.3,
    "muy": 1.4,
    "muito": 1.4,
    "most": 1.2,
}
WEAKER = {"kind": 0.6, "kinda": 0.6, "bit": 0.6, "somewhat": 0.6, "little": 0.7, "maybe": 0.6, "fairly": 0.8}
HAPPY = re.compile(r"[:;=]-?[)dp]|<3|[😀😁😂😃😄😊😍🥰😎👍🙏🎉❤🏡🙂🤩💯]", re.IGNORECASE)
UNHAPPY = re.compile(r"[:;=]-?[(/\\]|[😞😠😡😢😭👎💩🙄😤☹🤮😒]")
SIGN_WEIGHT = 2.0
NEGATION_REACH = 3  # words
AFTER_BUT = 1.5  # what follows "but" is what a person means
SOFTENING = 12.0  # how many points make a strong tone

WEIGHTS = {word: float(weight) for weight, words in GOOD.items() for word in words.split()}
WEIGHTS |= {word: -float(weight) for weight, words in BAD.items() for word in words.split()}


def score(text: str) -> float:
    """Return the tone of a message: -1 hostile, 0 neutral, 1 delighted."""
    reading = read(text)
    tokens = reading.plain.split()
    points = sum(_points(tokens, place) for place in range(len(tokens)))
    points += SIGN_WEIGHT * (len(HAPPY.findall(reading.own)) - len(UNHAPPY.findall(reading.own)))
    if "!" in reading.own:
        points *= 1.15
    return round(points / math.sqrt(points * points + SOFTENING), 3)


def _points(tokens: list[str], place: int) -> float:
    weight = WEIGHTS.get(tokens[place], 0.0)
    if not weight:
        return 0.0
    before = tokens[max(0, place - NEGATION_REACH) : place]
    for word in before[-2:]:
        weight *= STRONGER.get(word, WEAKER.get(word, 1.0))
    if any(word in NEGATIONS for word in before):
        weight *= -0.7 if weight > 0 else -0.4
    return weight * (AFTER_BUT if "but" in tokens[:place] else 1.0)
