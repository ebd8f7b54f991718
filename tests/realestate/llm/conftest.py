"""Fixtures of the language gateway's tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from realestate.llm import prompts
from realestate.llm.answer import Delta, Done, Event, Restart
from realestate.llm.calls import Usage
from realestate.llm.gateway import Gateway
from realestate.llm.ledger import Entry
from realestate.llm.prompts import Filled
from tests import language_models
from tests.language_models import Models

FOLDER = Path(__file__).parents[2] / "data" / "language"
FACTS = {
    "first_name": "Maria", "agent_name": "Dana Whitlock", "brokerage": "Gulf & Pine Realty",
    "address": "12 Alder Court", "price": "$412,000", "beds": "3 bedrooms",
}  # fmt: skip
BUILTIN = "Thanks for asking, Maria. Dana Whitlock at Gulf & Pine Realty will answer you."  # the template's
OLLAMA = "Hi Maria, Dana Whitlock will tell you."


class Book:
    """A ledger that remembers what it was told; ``budget`` False says that nothing more may be spent."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.budget = True
        self.asked: list[Usage] = []

    def may_spend(self, *, model: str, worst: Usage) -> bool:
        self.asked.append(worst)
        return self.budget

    def record(self, entry: Entry) -> None:
        self.entries.append(entry)

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(entry.driver, entry.outcome.value) for entry in self.entries]


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def models(settings: Any) -> Iterator[Models]:
    """Claude and Ollama on loopback; at the end every request to them was right."""
    with language_models.models(settings) as server:
        yield server


@pytest.fixture
def gateway(models: Models, book: Book) -> Gateway:
    return Gateway(book)


@pytest.fixture
def question() -> Filled:
    """A lead's question about a home, for a text message."""
    return ask("Is it still there?")


def ask(message: str, **changes: Any) -> Filled:
    prompt = prompts.read(FOLDER / "answer_question.v1.md")
    return prompt.fill(facts=FACTS | changes, quotes={"message": message}, choices={"channel": "sms"})


def intent(message: str) -> Filled:
    return prompts.read(FOLDER / "reply_intent.v2.md").fill(quotes={"message": message})


def step(message: str) -> Filled:
    facts = {"first_name": "Maria", "price": "$412,000"}
    return prompts.read(FOLDER / "next_step.v1.md").fill(facts=facts, quotes={"message": message})


def read(events: Iterator[Event]) -> tuple[str, Any, list[str]]:
    """Read a stream as a page does: an empty draft, words added, emptied at a restart. Returns draft and answer."""
    draft, answer, restarts = "", None, []
    for event in events:
        match event:
            case Delta(text):
                draft += text
            case Restart(because):
                draft = ""
                restarts.append(because)
            case Done(done):
                answer = done
    return draft, answer, restarts
