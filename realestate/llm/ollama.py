"""A model on one's own machine, by Ollama's SDK: nothing leaves the house, and nothing is charged."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import ollama
from django.conf import settings

from realestate.llm import budget, shapes
from realestate.llm.calls import Call, DriverError, Ill, Outcome, Reply, Stop, Unfit, Usage
from realestate.llm.prompts import Filled

CONNECT_SECONDS = 5.0
KEEP_LOADED = "10m"
SHAPE_IN_WORDS = "Answer with one JSON object of this schema and nothing else:\n"

BY_STATUS: dict[int, tuple[type[DriverError], Outcome]] = {
    400: (Unfit, Outcome.REJECTED), 404: (Ill, Outcome.MISSING), 429: (Unfit, Outcome.BUSY),
    503: (Ill, Outcome.OVERLOADED),
}  # fmt: skip


class Ollama:
    """Asks one model of an Ollama server."""

    name = "ollama"

    def __init__(self, *, host: str, model: str, most_seconds: float) -> None:
        self.model = model
        timeout = httpx.Timeout(most_seconds, connect=CONNECT_SECONDS)  # the SDK takes one for the client, not the call
        self._client = ollama.Client(host=host, timeout=timeout, follow_redirects=False)

    def complete(self, filled: Filled, *, seconds: float) -> Reply:
        """Ask, and wait for the whole answer. Raises ``DriverError``."""
        call = filled.call(seconds=seconds)
        with _failures():
            return _reply(self._client.chat(**self._request(call), stream=False), "", call)

    def stream(self, filled: Filled, *, seconds: float) -> Iterator[str | Reply]:
        """Ask, and yield the text as it comes, then the reply. Raises ``DriverError``.

        A stream whose last line does not say that it is done broke off.
        """
        call, ends_at = filled.call(seconds=seconds), time.monotonic() + seconds
        said: list[str] = []
        with _failures():
            for part in self._client.chat(**self._request(call), stream=True):
                if time.monotonic() > ends_at:
                    raise Ill(Outcome.TIMED_OUT, "Ollama was still writing when its time was up.")
                words = (part.message.content or "") if part.message else ""
                said.append(words)
                if words and call.shape is None:
                    yield words
                if part.done:
                    yield _reply(part, "".join(said), call)
                    return
        raise Ill(Outcome.BROKEN, "Ollama's answer broke off.")

    def list_models(self) -> list[str]:
        """Return the names of the models that are pulled. Raises ``DriverError``."""
        with _failures():
            return [model.model or "" for model in self._client.list().models]

    def _request(self, call: Call) -> dict[str, Any]:
        shape = shapes.for_provider(call.shape) if call.shape is not None else None
        system = f"{call.system}\n\n{SHAPE_IN_WORDS}{json.dumps(shape)}" if shape else call.system
        user = "\n\n".join(call.blocks)
        needed = budget.tokens(system) + budget.tokens(user) + call.max_tokens
        request: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "options": {
                "temperature": call.temperature,
                "num_predict": call.max_tokens,
                "num_ctx": budget.context_size(needed),  # else a long prompt is cut without a word
            },
            "keep_alive": KEEP_LOADED,
        }
        return request | ({"format": shape} if shape else {})


def make() -> Ollama:
    """Return the driver as the settings describe it."""
    return Ollama(host=settings.OLLAMA_HOST, model=settings.OLLAMA_MODEL, most_seconds=settings.LLM_SECONDS)


def _reply(last: ollama.ChatResponse, before: str, call: Call) -> Reply:
    text = before or (last.message.content or "" if last.message else "")
    data: Any = None
    if call.shape is not None:
        try:
            data = json.loads(text)
        except ValueError:
            data = None  # cut off, or never JSON: the gateway sees that it lacks the shape
    return Reply(
        text=text,
        data=data,
        stop=Stop.LENGTH if last.done_reason == "length" else Stop.END,
        usage=Usage(read=last.prompt_eval_count or 0, written=last.eval_count or 0),
        model=last.model or "",
    )


@contextmanager
def _failures() -> Iterator[None]:
    """Turn the SDK's errors, and those it lets through, into ours."""
    try:
        yield
    except ollama.ResponseError as error:
        raise _told(error) from error
    except httpx.TimeoutException as error:
        raise Ill(Outcome.TIMED_OUT, "Ollama did not answer in time.") from error
    except (httpx.ConnectError, ConnectionError) as error:
        raise Ill(Outcome.UNREACHABLE, "Ollama cannot be reached. Is it running?") from error
    except (httpx.HTTPError, ValueError) as error:
        raise Ill(Outcome.BROKEN, "Ollama's answer broke off.") from error


def _told(error: ollama.ResponseError) -> DriverError:
    if error.status_code < 0:  # a line {"error": …} in the middle of a stream that began with 200
        return Ill(Outcome.BROKEN, "Ollama's answer broke off.")
    kind, outcome = BY_STATUS.get(error.status_code, (Ill, Outcome.FAILED))
    return kind(outcome, f"Ollama answered {error.status_code}.")
