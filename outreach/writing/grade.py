"""Grades for written texts: natural, on-brand quality as six yes-or-no questions. Pure.

A rubric that a script can answer is coarse, but it is the same every time; the graded set says how well it agrees with
people.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outreach.states import WritingChannel
from outreach.writing import fill, judge, variables
from outreach.writing.plan import TemplatePlan

GRADED = Path(__file__).resolve().parent / "graded.jsonl"
MOST_OF_US = 0.6  # of all "we" and "you": above, it is about us
STIFF = re.compile(
    r"\b(?:per our|pursuant|kindly|please be advised|at your earliest convenience|do not hesitate|herewith"
    r"|aforementioned|leverage|synergy|solutions?|valued customer|dear sir|to whom it may concern|touch base"
    r"|circle back|hope this (?:email|message|text) finds you well|just checking in|hassle[- ]free|win[- ]win)\b",
    re.IGNORECASE,
)
US = re.compile(r"\b(?:i|we|our|us|my)\b", re.IGNORECASE)
YOU = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grade:
    """What a text was found to be, by rule; ``score`` is the share of rules it meets, 0 to 1."""

    met: Mapping[str, bool]

    @property
    def score(self) -> float:
        return sum(self.met.values()) / len(self.met)

    @property
    def is_good(self) -> bool:
        """Whether it may stand as an example: lawful, and at most one other rule is missed."""
        missed = [name for name, is_met in self.met.items() if not is_met]
        return self.met["lawful"] and len(missed) <= 1

    @property
    def missed(self) -> list[str]:
        """The rules it does not meet."""
        return [name for name, is_met in self.met.items() if not is_met]


def grade(channel: str, text: str, *, brand: str, about: tuple[str, ...] = (), extra: int = 0) -> Grade:
    """Return how a filled text does.

    Args:
        about: what is particular to this person, such as their name and address; one of them is to be named.
        extra: characters that are added before it goes, such as the way out.
    """
    advised = {advice.code for advice in judge.advice(channel, text, extra=extra)}
    folded = text.casefold()
    us, you = len(US.findall(text)), len(YOU.findall(text))
    is_short = channel == WritingChannel.SMS
    return Grade(
        {
            "lawful": not judge.first_refusal("", text, brand=brand),
            "personal": not about or any(part.casefold() in folded for part in about if part),
            "one_question": "questions" not in advised,
            "right_length": "length" not in advised,
            "plain": "plainness" not in advised and not STIFF.search(text),
            "about_them": is_short or us <= MOST_OF_US * (us + you),
        }
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """One item of the graded set: the rules that a person found missed, and those that the rubric did."""

    id: str
    expected: tuple[str, ...]
    given: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return self.expected == self.given


def grade_plan(one: TemplatePlan) -> Grade:
    """Return how a template does, filled with the examples."""
    values = variables.examples()
    about = tuple(values[name] for name in fill.names_in(one.text) if name in variables.PERSONAL)
    extra = judge.added_to(one.channel, one.touch)
    return grade(one.channel, fill.fill(one.text, values).text, brand=values["brokerage"], about=about, extra=extra)


def read_graded(lines: Iterable[str], plans: Iterable[TemplatePlan]) -> list[Verdict]:
    """Return the rubric's word on each item of a graded set, JSON lines.

    An item has a text with its channel and touch, or names a template, to which ``add`` adds and which ``cut`` cuts
    down to so many words; ``missed`` is what a person found.
    """
    known = {one.key: one for one in plans}
    return [_verdict(json.loads(line), known) for line in lines if line.strip()]


def _verdict(item: Mapping[str, Any], known: Mapping[str, TemplatePlan]) -> Verdict:
    values = variables.examples()
    if "template" in item:
        one = known[item["template"]]
        channel, touch, text = one.channel, one.touch, fill.fill(one.text, values).text
    else:
        channel, touch, text = item["channel"], item["touch"], item["text"]
    if "cut" in item:
        text = " ".join(text.split()[: item["cut"]])
    text = f"{text}\n\n{item['add']}" if "add" in item else text
    extra = judge.added_to(channel, touch)
    found = grade(channel, text, brand=values["brokerage"], about=tuple(item["about"]), extra=extra)
    return Verdict(item["id"], tuple(item["missed"]), tuple(sorted(found.missed)))
