"""Claude by Anthropic's SDK: the request, the stream, and what its errors mean.

The SDK retries twice and waits ten minutes unless told otherwise; here it does neither, because the gateway has other
drivers to ask. API version 2026-10-21 takes no sampling parameters, so a prompt's temperature is not sent.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anthropic
import httpx2  # the SDK's own HTTP library: what breaks a stream in the middle comes through unwrapped
from anthropic.types import Message
from django.conf import settings

from realestate.llm import models, shapes
from realestate.llm.calls import Call, DriverError, Ill, Outcome, Reply, Stop, Unfit, Usage
from realestate.llm.prompts import Filled

CONNECT_SECONDS = 5.0
LIST_SECONDS = 10.0
BUSY_REST = 60.0  # seconds, where a 429 does not say
CAPPED_REST = 900.0  # a 429 without retry-after is the month's cap of the tier: asking again soon is in vain
TOOL = "answer"

STOPS = {
    "end_turn": Stop.END,
    "stop_sequence": Stop.END,
    "tool_use": Stop.END,
    "max_tokens": Stop.LENGTH,
    "model_context_window_exceeded": Stop.LENGTH,
    "refusal": Stop.REFUSAL,
}
# By the word of the error, because an error in mid-stream comes with status 200.
BY_TYPE: dict[str, tuple[type[DriverError], Outcome]] = {
    "rate_limit_error": (Unfit, Outcome.BUSY),
    "overloaded_error": (Ill, Outcome.OVERLOADED),
    "timeout_error": (Ill, Outcome.TIMED_OUT),
    "authentication_error": (Ill, Outcome.DENIED),
    "permission_error": (Ill, Outcome.DENIED),
    "billing_error": (Ill, Outcome.UNPAID),
    "not_found_error": (Ill, Outcome.MISSING),
    "invalid_request_error": (Unfit, Outcome.REJECTED),
    "request_too_large": (Unfit, Outcome.REJECTED),
}
BY_STATUS: dict[int, tuple[type[DriverError], Outcome]] = {
    400: (Unfit, Outcome.REJECTED), 401: (Ill, Outcome.DENIED), 402: (Ill, Outcome.UNPAID),
    403: (Ill, Outcome.DENIED), 404: (Ill, Outcome.MISSING), 413: (Unfit, Outcome.REJECTED),
    422: (Unfit, Outcome.REJECTED), 429: (Unfit, Outcome.BUSY), 503: (Ill, Outcome.OVERLOADED),
    504: (Ill, Outcome.TIMED_OUT), 529: (Ill, Outcome.OVERLOADED),
}  # fmt: skip


class Claude:
    """Asks one model of Anthropic's."""

    name = "claude"

    def __init__(self, *, key: str, model: str, base_url: str) -> None:
        self.model = model
        self._client = anthropic.Anthropic(api_key=key, base_url=base_url, max_retries=0)

    def complete(self, filled: Filled, *, seconds: float) -> Reply:
        """Ask, and wait for the whole answer. Raises ``DriverError``."""
        call = filled.call(seconds=seconds)
        with _failures():
            message = self._client.messages.create(**self._request(call), timeout=_timeout(seconds))
        return _reply(message, call, request_id=message._request_id or "")

    def stream(self, filled: Filled, *, seconds: float) -> Iterator[str | Reply]:
        """Ask, and yield the text as it comes, then the reply. Raises ``DriverError``.

        A stream that ends without its ``message_stop`` broke off, though the SDK says nothing.
        """
        call, ends_at, is_whole = filled.call(seconds=seconds), time.monotonic() + seconds, False
        with _failures(), self._client.messages.stream(**self._request(call), timeout=_timeout(seconds)) as events:
            for event in events:
                if time.monotonic() > ends_at:
                    raise Ill(Outcome.TIMED_OUT, "Claude was still writing when its time was up.")
                if event.type == "text" and call.shape is None:
                    yield event.text
                is_whole = is_whole or event.type == "message_stop"
            if not is_whole:
                raise Ill(Outcome.BROKEN, "Claude's answer broke off.", request_id=events.request_id or "")
            yield _reply(events.get_final_message(), call, request_id=events.request_id or "")

    def list_models(self) -> list[str]:
        """Return the ids of the models that the key may use. Raises ``DriverError``."""
        with _failures():
            return [model.id for model in self._client.models.list(timeout=_timeout(LIST_SECONDS))]

    def _request(self, call: Call) -> dict[str, Any]:
        habits = models.habits(self.model)
        request: dict[str, Any] = {
            "model": self.model,
            "max_tokens": call.max_tokens + habits.room_to_think,
            "system": [_cached(call.system)],
            "messages": [{"role": "user", "content": _content(call)}],
        }
        if habits.thinking:
            request["thinking"] = {"type": habits.thinking}
        if habits.effort:
            request["output_config"] = {"effort": habits.effort}
        if call.shape is not None:
            request |= _tool(call.shape, demanded=habits.demands_tool)
        return request


def make() -> Claude:
    """Return the driver as the settings describe it."""
    return Claude(key=settings.ANTHROPIC_API_KEY, model=settings.ANTHROPIC_MODEL, base_url=settings.ANTHROPIC_BASE_URL)


def _cached(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}


def _content(call: Call) -> list[dict[str, Any]]:
    """Return the data as blocks, with a cache mark after what the next call will repeat."""
    return [
        _cached(text) if number == call.stable else {"type": "text", "text": text}
        for number, text in enumerate(call.blocks, 1)
    ]


def _tool(shape: Any, *, demanded: bool) -> dict[str, Any]:
    """Return the one tool there is: the sheet to write the answer on. It does nothing."""
    sheet = {
        "name": TOOL,
        "description": "Write the answer down. This only fills in a form; nothing is sent and nothing is changed.",
        "input_schema": shapes.for_provider(shape),
        "strict": True,
    }
    choice = {"type": "tool", "name": TOOL} if demanded else {"type": "auto"}
    return {"tools": [sheet], "tool_choice": {**choice, "disable_parallel_tool_use": True}}


def _timeout(seconds: float) -> anthropic.Timeout:
    return anthropic.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))


def _reply(message: Message, call: Call, *, request_id: str) -> Reply:
    """Return what a message says, its blocks picked by kind: thinking may stand before them."""
    stop = STOPS.get(message.stop_reason or "")
    usage = Usage(
        read=message.usage.input_tokens,
        written=message.usage.output_tokens,
        cache_read=message.usage.cache_read_input_tokens or 0,
        cache_written=message.usage.cache_creation_input_tokens or 0,
    )
    if stop is None:
        raise Ill(Outcome.BROKEN, f"Claude stopped: {message.stop_reason}.", usage=usage, request_id=request_id)
    text = "".join(block.text for block in message.content if block.type == "text")
    sheets = [block.input for block in message.content if block.type == "tool_use" and block.name == TOOL]
    data = (sheets[0] if sheets else _as_json(text)) if call.shape is not None else None
    return Reply(text=text, data=data, stop=stop, usage=usage, model=message.model, request_id=request_id)


def _as_json(text: str) -> Any:
    """Read an answer that was written out instead of put on the sheet."""
    try:
        return json.loads(text)
    except ValueError:
        return None


@contextmanager
def _failures() -> Iterator[None]:
    """Turn the SDK's errors, and those it lets through, into ours."""
    try:
        yield
    except anthropic.APIStatusError as error:
        raise _told(error) from error
    except (anthropic.APITimeoutError, httpx2.TimeoutException) as error:
        raise Ill(Outcome.TIMED_OUT, "Claude did not answer in time.") from error
    except anthropic.APIConnectionError as error:
        raise Ill(Outcome.UNREACHABLE, "Claude cannot be reached.") from error
    except (anthropic.AnthropicError, httpx2.HTTPError, ValueError) as error:
        raise Ill(Outcome.BROKEN, "Claude's answer broke off.") from error


def _told(error: anthropic.APIStatusError) -> DriverError:
    kind, outcome = BY_TYPE.get(error.type or "") or BY_STATUS.get(error.status_code, (Ill, Outcome.FAILED))
    rest = 0.0
    if outcome == Outcome.BUSY:
        rest = _asked_rest(error.response.headers.get("retry-after"))
    words = f"Claude answered {error.type or error.status_code}."
    return kind(outcome, words, rest=rest, request_id=error.request_id or "")


def _asked_rest(header: str | None) -> float:
    if header is None:
        return CAPPED_REST
    try:
        return max(float(header), 0.0)
    except ValueError:
        return BUSY_REST  # a date; not worth a wait of unknown length
