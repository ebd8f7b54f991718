"""One question on its way along the chain of drivers, until one of them has answered it."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.conf import settings

from realestate.lib import metrics
from realestate.lib.circuit import CircuitOpen
from realestate.llm import budget, drivers, facts, kept, orders, shapes
from realestate.llm.answer import ORDERS, REFUSAL, Answer, Attempt, Delta, Event, Restart
from realestate.llm.calls import DriverError, Ill, Outcome, Reply, Stop, Usage
from realestate.llm.drivers import BUILTIN, PLACES, Driver
from realestate.llm.facts import Facts
from realestate.llm.kept import Kept
from realestate.llm.ledger import Entry, Ledger
from realestate.llm.models import habits
from realestate.llm.prompts import Filled, InvalidPrompt
from realestate.llm.standing import Standing, standing

log = structlog.get_logger()

LEAST_SECONDS = 1.0  # with less left, no model is begun
# It may have been charged though no count came: then our guess is booked.
MAYBE_CHARGED = frozenset({Outcome.TIMED_OUT, Outcome.BROKEN, Outcome.ABANDONED})
UNSEEN = {
    Stop.LENGTH: (Outcome.CUT_OFF, "It ran out of room in the middle of its answer."),
    Stop.REFUSAL: (Outcome.REFUSED, "It declined to answer."),
}

Asking = Callable[[Driver, Filled, float], Iterator[str | Reply]]


@dataclass
class _Try:
    """One call of one driver: what becomes of it is written down whatever happens."""

    name: str
    model: str
    began: float
    outcome: Outcome = Outcome.ABANDONED
    because: str = "Nobody waited for it."
    usage: Usage | None = None
    request_id: str = ""
    first: float = 0.0
    shown: list[str] = field(default_factory=list)


@dataclass
class Turn:
    """One question, whom it was put to, and what came back.

    Attributes:
        ends_at: when no further model is begun, on the monotonic clock.
    """

    filled: Filled
    ledger: Ledger
    asking: Asking
    ends_at: float
    attempts: list[Attempt] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if any(orders.given_in(words) for words in self.filled.untrusted):
            self.doubts.add(ORDERS)

    def along(self, chain: list[str]) -> Generator[Event, None, Answer]:
        """Ask one after the other, yield what is to be shown, and return the answer."""
        for name in chain:
            why_not = self._why_not(name)
            if why_not:
                self.attempts.append(Attempt(driver=name, outcome=None, because=why_not))
                continue
            answer = yield from self._ask(name)
            if answer is not None:
                return answer
        raise InvalidPrompt(f"Nothing answers {self.filled.prompt.name!r} without a model.")

    def _why_not(self, name: str) -> str:
        """Return why a driver is passed over; '' if it is asked."""
        if name == BUILTIN:
            return ""
        if ORDERS in self.doubts:
            return "What was quoted gives orders to a machine, so no model is shown it."
        if REFUSAL in self.doubts:
            return "Another model declined, and no second opinion is sought."
        if self._kept(name) is not None:
            return ""  # whatever its state and the budget's: its answer is at hand
        if self.ends_at - time.monotonic() < LEAST_SECONDS:
            return "The time for this question was up."
        return standing(name).why_not or self._why_no_money(name)

    def _why_no_money(self, name: str) -> str:
        model = drivers.model_of(name)
        if not PLACES[name].costs_money or self.ledger.may_spend(model=model, worst=self._worst(model)):
            return ""
        return "This month’s budget for language models is used up."

    def _ask(self, name: str) -> Generator[Event, None, Answer | None]:
        """Put the question to one driver, twice where that is worth it. Returns None if the next one is to be asked."""
        again = self._kept(name)
        if again is not None:
            return (yield from self._given_again(name, again))
        driver, state = drivers.driver(name), standing(name)
        state.called()
        while True:
            trial = _Try(name, driver.model, time.monotonic())
            reply = yield from self._try(trial, driver, state)
            if reply is not None:
                return self._answer(name, reply.model or driver.model, reply.text, reply.data)
            if trial.shown:
                yield Restart(trial.because)
            elif state.may_retry(trial.outcome):
                continue
            self.attempts.append(Attempt(driver=name, outcome=trial.outcome, because=trial.because))
            return None

    def _try(self, trial: _Try, driver: Driver, state: Standing) -> Generator[Event, None, Reply | None]:
        """Call once. The entry is written also when the reader goes away in the middle."""
        is_outside = trial.name != BUILTIN
        try:
            with state.breaker.guard(counts=Ill) if is_outside else nullcontext():
                reply = yield from self._listen(trial, driver)
            trial.usage, trial.request_id = reply.usage, reply.request_id
            trial.outcome, trial.because = self._judged(trial.name, reply)
        except CircuitOpen:
            trial.outcome, trial.because, trial.usage = Outcome.UNREACHABLE, "It is left alone for a while.", Usage()
        except DriverError as error:
            trial.outcome, trial.because = error.outcome, error.words
            trial.usage, trial.request_id = error.usage, error.request_id
            state.rest(error.rest)
        finally:
            self._record(trial)
        if trial.outcome == Outcome.REFUSED:
            self.doubts.add(REFUSAL)
        if trial.outcome != Outcome.ANSWERED:
            return None
        if is_outside:
            answer = Kept(text=reply.text, data=reply.data, model=reply.model or driver.model)
            kept.keep(self.filled, answer, driver=trial.name, model=driver.model)
        return reply

    def _listen(self, trial: _Try, driver: Driver) -> Generator[Event, None, Reply]:
        seconds = min(settings.LLM_SECONDS, self.ends_at - time.monotonic())
        for part in self.asking(driver, self.filled, seconds):
            if isinstance(part, Reply):
                return part
            trial.first = trial.first or time.monotonic() - trial.began
            trial.shown.append(part)
            yield Delta(part)
        raise Ill(Outcome.BROKEN, "The answer broke off.")

    def _judged(self, name: str, reply: Reply) -> tuple[Outcome, str]:
        """Return what a whole reply is worth."""
        if reply.stop in UNSEEN:
            return UNSEEN[reply.stop]
        wrong = self._misshapen(reply)
        if name == BUILTIN:
            if wrong:
                raise InvalidPrompt(f"{self.filled.prompt.name} without a model: {wrong}")
            return Outcome.ANSWERED, ""
        if wrong:
            return Outcome.MISSHAPEN, wrong
        made_up = self._made_up(reply.text, reply.data)
        return (Outcome.UNGROUNDED, made_up) if made_up else (Outcome.ANSWERED, "")

    def _misshapen(self, reply: Reply) -> str:
        shape = self.filled.prompt.shape
        if shape is None:
            return "" if reply.text.strip() else "It said nothing."
        found = shapes.faults(reply.data, shape)
        return f"Not the shape that was asked for: {found[0]}." if found else ""

    def _made_up(self, text: str, data: Any) -> str:
        """Return in words what an answer says that its facts do not; '' if nothing.

        What a structured answer picks out of a quote may of course be in the quote.
        """
        prompt = self.filled.prompt
        if not prompt.grounded:
            return ""
        told: list[tuple[str, Facts]] = [(text, self.filled.allowed)]
        if prompt.shape is not None:
            wide = {**self.filled.allowed, "quoted": tuple(self.filled.untrusted)}
            fields = shapes.texts(data, prompt.shape)
            told = [(words, self.filled.allowed if name in prompt.says else wide) for name, words in fields]
        for words, allowed in told:
            found = facts.unsupported(words, allowed, secret=self.filled.system)
            if found:
                return "It says what the facts do not: " + ", ".join(sorted({claim.kind for claim in found})) + "."
        return ""

    def _kept(self, name: str) -> Kept | None:
        if name == BUILTIN or ORDERS in self.doubts:
            return None
        return kept.find(self.filled, driver=name, model=drivers.model_of(name))

    def _given_again(self, name: str, again: Kept) -> Generator[Event, None, Answer]:
        trial = _Try(name, again.model, time.monotonic(), outcome=Outcome.CACHED, usage=Usage())
        self._record(trial)
        if again.text:
            yield Delta(again.text)
        return self._answer(name, again.model, again.text, again.data, is_cached=True)

    def _answer(self, name: str, model: str, text: str, data: Any, *, is_cached: bool = False) -> Answer:
        prompt = self.filled.prompt
        return Answer(
            text="" if prompt.shape is not None else text, data=data, driver=name, model=model, prompt=prompt.name,
            version=prompt.version, is_cached=is_cached, doubts=frozenset(self.doubts), attempts=tuple(self.attempts),
        )  # fmt: skip

    def _worst(self, model: str) -> Usage:
        """Return the most that a call can use: nothing cached, and every token of its limit."""
        call = self.filled.call(seconds=0)
        read = sum(budget.tokens(part) + budget.A_BLOCK for part in (call.system, str(call.shape), *call.blocks))
        return Usage(cache_written=read, written=call.max_tokens + habits(model).room_to_think)

    def _record(self, trial: _Try) -> None:
        """Write a try down, for the ledger, the metrics and the log."""
        seconds, usage = time.monotonic() - trial.began, trial.usage
        is_free = trial.outcome not in MAYBE_CHARGED and not trial.shown
        is_measured = usage is not None and (usage != Usage() or is_free or trial.name == BUILTIN)
        if usage is None or not is_measured:
            usage = Usage(read=self._worst(trial.model).cache_written, written=budget.tokens("".join(trial.shown)))
        prompt = self.filled.prompt
        entry = Entry(
            purpose=prompt.purpose, prompt=prompt.name, version=prompt.version, driver=trial.name, model=trial.model,
            outcome=trial.outcome, usage=usage, is_measured=is_measured, seconds=seconds, first_seconds=trial.first,
            may_be_cached=bool(prompt.cache_seconds) and trial.name != BUILTIN,
            costs_money=PLACES[trial.name].costs_money, request_id=trial.request_id,
        )  # fmt: skip
        _count(entry)
        self.ledger.record(entry)


def _count(entry: Entry) -> None:
    metrics.llm_calls.labels(entry.driver, entry.outcome.value).inc()
    if entry.may_be_cached:
        metrics.llm_cache.labels("yes" if entry.outcome == Outcome.CACHED else "no").inc()
    if entry.outcome == Outcome.CACHED:
        return
    metrics.llm_seconds.labels(entry.driver).observe(entry.seconds)
    if entry.first_seconds:
        metrics.llm_first_seconds.labels(entry.driver).observe(entry.first_seconds)
    for kind in ("read", "written", "cache_read", "cache_written"):
        metrics.llm_tokens.labels(entry.driver, kind).inc(getattr(entry.usage, kind))
    if entry.outcome != Outcome.ANSWERED:
        log.warning(
            "llm.unanswered", driver=entry.driver, outcome=entry.outcome.value, prompt=entry.prompt,
            version=entry.version, request_id=entry.request_id,
        )  # fmt: skip
