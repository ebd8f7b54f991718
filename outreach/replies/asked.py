"""Other readers of replies, for measuring: a language model, or DistilBERT with weights of your own.

They answer through the same Protocol as the built-in models (``judges.Judge``), so one command measures them all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from outreach.replies.context import Context
from outreach.replies.judges import Judge, intent_labels, shipped_judge, tone_labels
from outreach.replies.labelled import Labelled
from realestate.llm import drivers, prompts
from realestate.llm.budget import Said
from realestate.llm.drivers import BUILTIN
from realestate.llm.gateway import Gateway
from realestate.llm.ledger import NoLedger

DISTILBERT = "distilbert"
NAMES = (*drivers.PLACES, DISTILBERT)
SURE = 0.9  # a model of two tones that is less sure than this found neither
BATCH = 32  # messages
WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")


class NotHere(ValueError):
    """The reader that was asked for is not installed or not set up; says what to do."""


def judge_of(name: str, kind: str, labels: Sequence[str], *, weights: Path | None = None) -> Judge:
    """Return a reader by name, as a judge of a file with these labels.

    Args:
        name: out of ``NAMES``.
        kind: intent or sentiment.
        weights: the folder of DistilBERT's weights.
    Raises:
        NotHere: it is not set up.
        judges.UnknownLabels: the file's labels are none of ours.
    """
    if name == DISTILBERT:
        return DistilBert(weights, _into(kind, labels))
    if not drivers.is_set_up(name):
        raise NotHere(f"{name} is not set up: {drivers.PLACES[name].switch} is empty.")
    if name == BUILTIN:
        return shipped_judge(kind, labels)
    return LanguageModel(name, kind, _into(kind, labels), shipped_judge(kind, labels))


@dataclass
class LanguageModel:
    """A language model, asked by the gateway about each message. Where it does not answer, the built-in models do.

    Attributes:
        answered: how many messages it has told the meaning of, and ``asked`` of how many.
    """

    driver: str
    kind: str
    into: Mapping[str, str]
    otherwise: Judge
    answered: int = 0
    asked: int = 0
    gateway: Gateway = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = Gateway(NoLedger(), chain=[self.driver])

    @property
    def name(self) -> str:
        """Who judged, and how many messages it left to the built-in models."""
        return f"{self.driver} ({drivers.model_of(self.driver)}), {self.answered} of {self.asked} answered"

    def judge(self, rows: Sequence[Labelled]) -> list[str]:
        """Return the file's label for each row."""
        return [self._ask(row) or self.otherwise.judge([row])[0] for row in rows]

    def _ask(self, row: Labelled) -> str | None:
        prompt = prompts.load("outreach", "read_tone" if self.kind == "sentiment" else "read_reply")
        label = self.gateway.classify(prompt.fill(quotes={"message": row.text}, history=_said(row.context)))
        self.asked += 1
        if label.answer.driver == BUILTIN:
            return None
        self.answered += 1
        return self.into.get(label.name)


class DistilBert:
    """DistilBERT, or any classifier that transformers loads, with weights from a folder; never from the net."""

    name = "DistilBERT"

    def __init__(self, weights: Path | None, into: Mapping[str, str]) -> None:
        """Load the weights.

        Raises:
            NotHere: transformers is not installed, or the folder holds no weights.
        """
        self.into = into
        if weights is None or not any((weights / file).is_file() for file in WEIGHT_FILES):
            raise NotHere(
                f"There are no weights in {weights or '(no folder)'}: put config.json, the tokenizer's files and "
                f"{WEIGHT_FILES[0]} of a trained classifier there, and name the folder with --weights."
            )
        try:
            transformers = import_module("transformers")
        except ImportError as error:
            raise NotHere("transformers is not installed: uv pip install --group distilbert.") from error
        kept: dict[str, Any] = {"local_files_only": True}
        self.classify = transformers.pipeline(
            "text-classification",
            model=transformers.AutoModelForSequenceClassification.from_pretrained(weights, **kept),
            tokenizer=transformers.AutoTokenizer.from_pretrained(weights, **kept),
        )

    def judge(self, rows: Sequence[Labelled]) -> list[str]:
        """Return the file's label for each row.

        Raises:
            NotHere: the model's labels are neither tones nor meanings of ours.
        """
        told = self.classify([row.text for row in rows], truncation=True, batch_size=BATCH)
        return [self._label(answer["label"].casefold(), answer["score"]) for answer in told]

    def _label(self, label: str, score: float) -> str:
        if "neutral" in self.into and score < SURE:
            label = "neutral"
        if label not in self.into:
            raise NotHere(f"The model answers “{label}”; it should answer {', '.join(self.into)}.")
        return self.into[label]


def _into(kind: str, labels: Sequence[str]) -> dict[str, str]:
    return tone_labels(labels) if kind == "sentiment" else intent_labels(labels)


def _said(context: Context) -> list[Said]:
    """Return the message before a reply, and who wrote it."""
    if not context.before:
        return []
    is_theirs = bool(context.theirs) and context.theirs[-1] == context.before
    return [Said("them" if is_theirs else "us", context.before)]
