"""Answers that Homestretch gives by itself: short, true, and without a promise. Facts in, words out.

What can be answered, and how, stands in ``answers.yaml``. Every question of a message has to be one of those from its
first word to its last, with its facts known; otherwise there is no answer here, and a person is asked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import Pattern

import yaml

from outreach.replies.normalise import read

HANDED_OVER = "Thanks{name}. {agent} from {brokerage} will get back to you personally."
MORE = "Shall {agent} from {brokerage} call you?"
MOST_TOPICS = 2  # with the question back that makes three sentences
FILE = Path(__file__).with_name("answers.yaml")
HOME = (
    r"(?:it|this|that|(?:this|that) one|(?:the|this|that|your) (?:house|home|place|property|condo|listing|unit"
    r"|townhouse|apartment|one)(?: (?:on|at) it)?)"
)
# Words around a question that change nothing about it.
BEFORE = (
    r"(?:(?:(?:hi|hello|hey)(?: there| everyone| all)?|good (?:morning|afternoon|evening|day)|ok|okay|great|thanks"
    r"|thank you|so|and|also|please|wondering|quick question|by the way|may i ask|do you know"
    r"|i (?:was|am) (?:just )?wondering|im (?:just )?wondering|just wondering"
    r"|(?:can|could|would) you (?:please )?tell me) )*"
)
AFTER = r"(?: (?:please|thanks|thank you|now|right now|today|currently|by the way|in total|again|then|sir|maam))*"
_NAMED = re.compile(r"\{(\w+)\}")
_SENTENCES = re.compile(r"[^?!.\n]+\??")


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that people ask, and how it is answered."""

    name: str
    asked: Pattern[str]
    says: str

    @property
    def facts(self) -> list[str]:
        """The names of the facts that its answer states."""
        return _NAMED.findall(self.says)


@dataclass(frozen=True, slots=True)
class Known:
    """An answer out of facts, and the names of those that it states."""

    words: str
    facts: tuple[str, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """Return what can be answered, in the order of the file."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(Topic(row["topic"], _pattern(row["asks"]), row["says"]) for row in rows)


def to_question(question: str, facts: Mapping[str, str]) -> Known | None:
    """Return the answer to all that a message asks, in two or three sentences; None if some of it is not known.

    Args:
        facts: what may be stated, by name; those of the brokerage are always among them.
    """
    asked = _asked(question, home=facts.get("home_address", ""))
    if not asked or len(asked) > MOST_TOPICS:
        return None
    if any(not facts.get(name) for topic in asked for name in topic.facts):
        return None
    lines = [topic.says for topic in asked]
    lines[1:] = [line.replace("{home_address}", "It") for line in lines[1:]]
    said = " ".join([*lines, MORE])
    values = {**facts, "agent": facts.get("agent") or "a colleague"}
    names = tuple(dict.fromkeys(_NAMED.findall(said)))
    return Known(_NAMED.sub(lambda found: values[found[1]], said), tuple(name for name in names if facts.get(name)))


def at_handoff(*, first_name: str, agent: str, brokerage: str) -> str:
    """Return the last thing Homestretch says before a person takes over (T60: once per turn)."""
    who = agent or "A colleague"
    return HANDED_OVER.format(name=f", {first_name}" if first_name else "", agent=who, brokerage=brokerage)


def _asked(question: str, *, home: str) -> list[Topic]:
    """Return the topics of a message, each once; none if one of its questions is on no topic."""
    own = read(question).own
    if home:
        own = re.sub(rf"(?<!\w){re.escape(home)}(?!\w)", "it", own, flags=re.IGNORECASE)
    sentences = [part.strip() for part in _SENTENCES.findall(own) if part.strip(" ?")]
    marked = [part for part in sentences if part.endswith("?")]
    found = [_topic(part) for part in marked or sentences]
    if marked and None in found:
        return []
    return list(dict.fromkeys(topic for topic in found if topic is not None))


def _topic(sentence: str) -> Topic | None:
    plain = read(sentence).plain
    return next((topic for topic in topics() if topic.asked.fullmatch(plain)), None)


def _pattern(asks: list[str]) -> Pattern[str]:
    whole = "|".join(asks).replace("<home>", HOME)
    return re.compile(f"{BEFORE}(?:{whole}){AFTER}")
