"""The ways to ask a language model, behind one Protocol, and which of them this installation has.

A driver's SDK takes up to two seconds to import, so a driver's module is imported when it is first asked: the web
process starts without any of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Protocol

from django.conf import settings

from realestate.llm.calls import Reply
from realestate.llm.prompts import Filled


class Driver(Protocol):
    """One way to ask a language model. Keeps nothing between calls; safe across threads.

    Attributes:
        name: as in ``LLM_DRIVERS``.
        model: which model it asks.
    """

    name: str
    model: str

    def complete(self, filled: Filled, *, seconds: float) -> Reply:
        """Ask, and wait for the whole answer.

        Raises:
            DriverError: no answer came within so many seconds.
        """
        ...

    def stream(self, filled: Filled, *, seconds: float) -> Iterator[str | Reply]:
        """Ask, and yield the text bit by bit; what is yielded last is the whole reply. Closing it ends the call.

        Raises:
            DriverError: no answer came, or it broke off.
        """
        ...

    def list_models(self) -> list[str]:
        """Return the names of the models that could be asked.

        Raises:
            DriverError: nobody said.
        """
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a driver without importing it.

    Attributes:
        label: its name for people.
        switch: the setting that switches it on; '' where it is always on.
        model: the setting that names its model.
        costs_money: whether calls are charged, so that a budget can end them.
    """

    label: str
    module: str
    switch: str = ""
    model: str = ""
    costs_money: bool = False


BUILTIN = "builtin"
PLACES = {
    "claude": Place("Claude", "realestate.llm.claude", "ANTHROPIC_API_KEY", "ANTHROPIC_MODEL", costs_money=True),
    "ollama": Place("Ollama", "realestate.llm.ollama", "OLLAMA_HOST", "OLLAMA_MODEL"),
    BUILTIN: Place("Templates and rules", "realestate.llm.builtin"),
}


def is_set_up(name: str) -> bool:
    """Return whether a driver has what it needs to be asked."""
    switch = PLACES[name].switch
    return not switch or bool(getattr(settings, switch))


def model_of(name: str) -> str:
    """Return the model that a driver would ask, without importing it; '' for the built-in answers."""
    setting = PLACES[name].model
    return str(getattr(settings, setting)) if setting else ""


def in_order() -> list[str]:
    """Return the names of the drivers that can be asked, in the order of ``LLM_DRIVERS``; the last is ``builtin``."""
    return [*(name for name in settings.LLM_DRIVERS if is_set_up(name)), BUILTIN]


@cache
def driver(name: str) -> Driver:
    """Return this process's driver, importing its SDK at the first call."""
    made: Driver = import_module(PLACES[name].module).make()
    return made
