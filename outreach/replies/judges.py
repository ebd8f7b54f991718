"""Who tells what a reply means: the shipped models, or the same pipeline trained on a file. One interface for all.

A language model or DistilBERT is measured by the same command, through the same Protocol.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from outreach.replies import sentiment
from outreach.replies.features import BITS, features_of
from outreach.replies.labelled import Labelled
from outreach.replies.linear import LinearModel, place_of
from outreach.replies.shipped import models

# What a meaning of ours stands for in a file that knows fewer: the first that the file knows.
STANDS_FOR = {
    "interested": ("interested", "positive", "yes"),
    "appointment_request": ("appointment_request", "appointment", "interested", "positive", "yes"),
    "question": ("question", "ask", "inquiry", "help"),
    "objection": ("objection", "not_interested", "negative", "no"),
    "not_interested": ("not_interested", "stop_campaign", "decline", "negative", "no"),
    "stop_campaign": ("stop_campaign", "not_interested", "decline", "negative", "no"),
    "opt_out": ("opt_out", "optout", "stop", "unsubscribe", "not_interested"),
    "wrong_number": ("wrong_number", "wrong_person", "opt_out"),
    "review": ("review", "opt_out"),
    "help": ("help", "question"),
    "opt_in": ("opt_in", "interested"),
    "acknowledged": ("acknowledged", "acknowledgement", "thanks"),
    "unknown": (),
}
NONE_OF_THEM = ("unknown", "other", "none", "neutral", "not_opt_out", "ordinary", "out_of_scope", "oos")
TONES = {
    "negative": ("negative", "neg", "bad", "-1"),
    "neutral": ("neutral", "neu", "none"),
    "positive": ("positive", "pos", "good", "1"),
}
TWO_TONES = {"negative": ("0", "false", "no"), "positive": ("1", "true", "yes")}
ASKED_FIRST = ("intent", "tone")  # shipped models whose opinion is a feature of one that is trained on a file
SHARE_FLOOR, OPINION = 1e-3, 0.25  # least share that counts as an opinion; how much it weighs


class UnknownLabels(ValueError):
    """The labels of a file are not meanings of ours: train on such a file first."""


class Judge(Protocol):
    """Tells the label of each message."""

    @property
    def name(self) -> str:
        """Who judges, for people."""
        ...

    def judge(self, rows: Sequence[Labelled]) -> list[str]:
        """Return a label for each row, out of the file's own."""
        ...


def plain_label(label: str) -> str:
    """Return a label as ours are spelt: ``Opt-Out`` is ``opt_out``."""
    return "_".join(label.casefold().replace("-", " ").replace("_", " ").split())


@dataclass(frozen=True)
class Translated:
    """A reader of meanings (ours), whose answers are given in the labels of a file."""

    name: str
    read: Callable[[Labelled], str]
    into: dict[str, str]

    def judge(self, rows: Sequence[Labelled]) -> list[str]:
        """Return the file's label for each row."""
        return [self.into[self.read(row)] for row in rows]


@dataclass(frozen=True)
class Trained:
    """The pipeline of the shipped models, trained on the classes of a file; it hears the shipped ones first."""

    model: LinearModel
    name: str = "builtin, trained"

    def judge(self, rows: Sequence[Labelled]) -> list[str]:
        """Return the likeliest label of each row."""
        return [self.model.best(_seen(row))[0] for row in rows]


def shipped_judge(kind: str, labels: Iterable[str]) -> Judge:
    """Return the shipped models as a judge of a file with these labels.

    Raises:
        UnknownLabels: a label that no meaning of ours stands for.
    """
    if kind == "sentiment":
        into = tone_labels(labels)
        has_middle = len(set(into.values())) == 3
        return Translated("builtin, as shipped", lambda row: sentiment.tone_of(row.text, has_middle=has_middle), into)
    return Translated("builtin, as shipped", _intent, intent_labels(labels))


def train_judge(rows: Sequence[Labelled]) -> Trained:
    """Return the pipeline trained on these rows.

    Raises:
        ValueError: they have one label only.
    """
    training = import_module("outreach.replies.training")  # NumPy, needed only here
    recipe = training.Recipe(ridge=2.0, balance=0.85)
    seen = [_seen(row) for row in rows]
    return Trained(training.train(seen, [row.label for row in rows], bits=BITS, recipe=recipe))


def intent_labels(labels: Iterable[str]) -> dict[str, str]:
    """Return which label of a file each of our intents stands for."""
    known = {plain_label(label): label for label in sorted(labels)}
    rest = next((known[name] for name in NONE_OF_THEM if name in known), None)
    found = {ours: next((known[name] for name in names if name in known), rest) for ours, names in STANDS_FOR.items()}
    lost = sorted(set(known.values()) - set(found.values()))
    if lost or not all(found.values()):
        what = (
            f"“{lost[0]}” is" if lost else "There is no label for an unclear reply, such as “unknown”; its labels are"
        )
        raise UnknownLabels(f"{what} none of our meanings ({', '.join(STANDS_FOR)}); use --train.")
    return {ours: label for ours, label in found.items() if label}


def tone_labels(labels: Iterable[str]) -> dict[str, str]:
    """Return which label of a file each tone stands for; a file with two has no neutral, told by the sign."""
    known = {plain_label(label): label for label in sorted(labels)}
    for table in (TONES, TWO_TONES):
        found = {tone: next((known[name] for name in names if name in known), None) for tone, names in table.items()}
        told = {tone: label for tone, label in found.items() if label}
        if set(told.values()) == set(known.values()) and {"negative", "positive"} <= set(told):
            return told
    raise UnknownLabels(f"{', '.join(known)} are no tones: negative, neutral and positive, or 0 and 1; use --train.")


def _seen(row: Labelled) -> dict[int, float]:
    """Return the features of a message, the opinions of the shipped models among them."""
    features = features_of(row.text, row.context)
    opinions = {
        place_of(f"shipped {question}:{label}", BITS): OPINION * math.log(share + SHARE_FLOOR)
        for question in ASKED_FIRST
        for label, share in models()[question].shares(features).items()
    }
    for place, opinion in opinions.items():
        features[place] = features.get(place, 0.0) + opinion
    return features


def _intent(row: Labelled) -> str:
    reader = import_module("outreach.replies.understand")
    return str(reader.understand(row.text, context=row.context).intent)
