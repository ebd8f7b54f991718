"""The one way to ask a language model: whichever of them answers, the caller gets one coherent answer.

The drivers of ``LLM_DRIVERS`` are asked in order, and templates and rules last, so there is always an answer. An answer
counts only if it is whole, has the shape that was asked for, and says nothing that its facts do not; otherwise the
next one is asked. No model can act: an answer is words or fields, never a recipient, a price or a step.

Apps come in by ``crm.services.language``, which hands in the ledger of the brokerage in force.
"""

import time
from collections.abc import Generator, Iterator, Sequence

from django.conf import settings

from realestate.llm import drivers
from realestate.llm.answer import Answer, Done, Event, Label
from realestate.llm.calls import Reply
from realestate.llm.drivers import BUILTIN, Driver
from realestate.llm.ledger import Ledger
from realestate.llm.prompts import Filled, InvalidPrompt
from realestate.llm.turn import Asking, Turn

ALL_TOGETHER = 2.0  # times LLM_SECONDS, for all models of one question


class Gateway:
    """Asks the models of this installation on behalf of one ledger.

    Args:
        chain: names of drivers, in order; by default those that are set up. The built-in answers always come last.
        within: seconds for all models of one question; by default twice ``LLM_SECONDS``.
    """

    def __init__(self, ledger: Ledger, *, chain: Sequence[str] | None = None, within: float | None = None) -> None:
        self._ledger, self._within = ledger, within
        names = drivers.in_order() if chain is None else chain
        self.chain = [*(name for name in names if name != BUILTIN), BUILTIN]

    def complete(self, filled: Filled) -> Answer:
        """Return the answer to a prompt that asks for words.

        Raises:
            InvalidPrompt: the prompt asks for a shape.
        """
        if filled.prompt.shape is not None:
            raise InvalidPrompt(f"{filled.prompt.name} asks for a shape, not for words.")
        return _end_of(self._turn(filled, _whole))

    def stream(self, filled: Filled) -> Iterator[Event]:
        """Yield the words of the answer as they come, and ``Done`` at last.

        A model that fails in mid-answer costs a ``Restart``, never the turn. Closing the iterator ends the call.
        """
        answer = yield from self._turn(filled, _bit_by_bit)
        yield Done(answer)

    def extract(self, filled: Filled) -> Answer:
        """Return the answer to a prompt that asks for a shape; its ``data`` has exactly that shape.

        Raises:
            InvalidPrompt: the prompt asks for words.
        """
        if filled.prompt.shape is None:
            raise InvalidPrompt(f"{filled.prompt.name} asks for words, not for a shape.")
        return _end_of(self._turn(filled, _whole))

    def classify(self, filled: Filled) -> Label:
        """Return the label of a prompt whose ``output`` is a list of labels.

        Raises:
            InvalidPrompt: it is none.
        """
        if not filled.prompt.labels:
            raise InvalidPrompt(f"{filled.prompt.name} has no labels.")
        answer = self.extract(filled)
        data = dict(answer.data or {})
        return Label(data["label"], float(data["confidence"]), answer)

    def _turn(self, filled: Filled, asking: Asking) -> Generator[Event, None, Answer]:
        within = self._within or ALL_TOGETHER * settings.LLM_SECONDS
        return Turn(filled, self._ledger, asking, time.monotonic() + within).along(self.chain)


def _whole(driver: Driver, filled: Filled, seconds: float) -> Iterator[str | Reply]:
    yield driver.complete(filled, seconds=seconds)


def _bit_by_bit(driver: Driver, filled: Filled, seconds: float) -> Iterator[str | Reply]:
    return driver.stream(filled, seconds=seconds)


def _end_of(events: Generator[Event, None, Answer]) -> Answer:
    """Run to the end and return what was returned there."""
    while True:
        try:
            next(events)
        except StopIteration as end:
            answer: Answer = end.value
            return answer
