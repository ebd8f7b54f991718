"""Language models on loopback: they speak the wire of Anthropic and Ollama, and say what a test tells them to.

Every request is held against the vendors' strict specifications where those are at hand (``HOMESTRETCH_REFERENCE``),
and always against what we know of them ourselves; a wrong one gets 400 and fails the test at its end.
"""

import json
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from realestate.lib import circuit
from realestate.llm import drivers
from realestate.llm.standing import standing
from tests.running import PATIENCE

SAMPLES = Path(__file__).parent / "data" / "contracts"
SPECS = {
    "/v1/messages": ("anthropic_messages.openapi.json", "MessageCreateRequest"),
    "/api/chat": ("strict/ollama.openapi.json", "ChatRequest"),
}
VERSION = "2026-10-21"
SAMPLING = {"temperature", "top_p", "top_k"}
RELEASED_AFTER = 20  # seconds: nobody waits longer, whatever a test forgets


@dataclass
class Says:
    """One answer.

    Attributes:
        cut_after: the connection breaks after so many events of a stream.
        hang_after: nothing more comes after so many events, and the connection stays open.
    """

    body: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    cut_after: int | None = None
    hang_after: int | None = None


@dataclass(frozen=True)
class Seen:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def words(self) -> str:
        """Everything that stands in it, for looking whether something does."""
        return json.dumps(self.body, ensure_ascii=False)


Reply = Says | Callable[[Seen], Says]


def sample(name: str, **changes: Any) -> Says:
    """Return a recorded answer."""
    text = (SAMPLES / name).read_text()
    kind = {"sse": "text/event-stream", "ndjson": "application/x-ndjson"}.get(name.split(".")[1], "application/json")
    return Says(text, kind=kind, **changes)


def error(status: str) -> Says:
    """Return a recorded error of Anthropic's: ``429``, ``529``, ``400_sampling_parameter``."""
    recorded = json.loads((SAMPLES / "anthropic_errors.json").read_text())[status]
    return Says(json.dumps(recorded["body"]), status=int(status[:3]), headers=dict(recorded["headers"]))


def claude_says(text: str = "", *, data: Any = None, stop: str = "", model: str = "claude-sonnet-5-5") -> Callable:
    """Return an answer of Claude's: whole or in a stream, as it was asked for."""
    block = {"type": "text", "text": text}
    if data is not None:
        block = {"type": "tool_use", "id": "toolu_test", "name": "answer", "input": data}
    stop = stop or ("tool_use" if data is not None else "end_turn")
    usage = {"input_tokens": 300, "output_tokens": 20, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
    message = {
        "id": "msg_test", "type": "message", "role": "assistant", "model": model, "content": [block],
        "stop_reason": stop, "stop_sequence": None, "usage": usage,
    }  # fmt: skip

    def answer(seen: Seen) -> Says:
        headers = {"request-id": "req_test"}
        if not seen.body.get("stream"):
            return Says(json.dumps(message), headers=headers)
        return Says(_as_events(message, block), kind="text/event-stream", headers=headers)

    return answer


def ollama_says(text: str = "", *, data: Any = None, done_reason: str = "stop") -> Callable:
    """Return an answer of Ollama's: whole or in a stream, as it was asked for."""
    words = json.dumps(data) if data is not None else text
    counts = {"done": True, "done_reason": done_reason, "prompt_eval_count": 120, "eval_count": 12}

    def answer(seen: Seen) -> Says:
        line = {"model": "llama3.1:8b", "created_at": "2026-11-18T15:10:01Z"}
        message = {"role": "assistant", "content": words}
        if not seen.body.get("stream"):
            return Says(json.dumps(line | {"message": message} | counts))
        half = len(words) // 2
        parts = [words[:half], words[half:]]
        lines = [line | {"message": {"role": "assistant", "content": part}, "done": False} for part in parts]
        lines.append(line | {"message": {"role": "assistant", "content": ""}} | counts)
        return Says("".join(f"{json.dumps(one)}\n" for one in lines), kind="application/x-ndjson")

    return answer


class Models:
    """A server that plays both vendors. ``says(...)`` queues answers; the last one is given again and again."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.faults: list[str] = []
        self._queue: dict[str, deque[Reply]] = {"/v1/messages": deque(), "/api/chat": deque()}
        self._fixed: dict[str, Reply] = {}
        self.over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def claude(self, *replies: Reply) -> None:
        """Let Claude give these answers, one after the other."""
        self._queue["/v1/messages"] = deque(replies)

    def ollama(self, *replies: Reply) -> None:
        """Let Ollama give these answers, one after the other."""
        self._queue["/api/chat"] = deque(replies)

    def fixed(self, path: str, body: Any) -> None:
        """Give this answer to every GET of a path."""
        self._fixed[path] = Says(json.dumps(body))

    def asked(self, path: str) -> list[Seen]:
        """Return the requests to one path."""
        return [seen for seen in self.seen if seen.path == path]

    def answer(self, seen: Seen) -> Says:
        """Return what is to be answered to a request."""
        self.seen.append(seen)
        wrong = faults_of(seen)
        if wrong:
            self.faults += wrong
            return Says(json.dumps({"error": f"the request does not match the contract: {wrong}"}), status=400)
        queue = self._queue.get(seen.path)
        if not queue:
            return self._fixed.get(seen.path) or Says('{"error": "not found"}', status=404)
        reply = queue.popleft() if len(queue) > 1 else queue[0]
        return reply if isinstance(reply, Says) else reply(seen)

    def __enter__(self) -> "Models":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def models(settings: Any, *, order: tuple[str, ...] = ("claude", "ollama")) -> Iterator[Models]:
    """Run the server, point the settings at it, and check at the end that every request was right."""
    with Models() as server:
        settings.LLM_DRIVERS = list(order)
        settings.LLM_SECONDS = PATIENCE  # a busy machine may need long to load the SDK alone
        settings.ANTHROPIC_API_KEY = "test-key"
        settings.ANTHROPIC_BASE_URL = server.url
        settings.ANTHROPIC_MODEL = "claude-sonnet-5-5"
        settings.OLLAMA_HOST = server.url
        settings.OLLAMA_MODEL = "llama3.1:8b"
        forget()
        try:
            yield server
        finally:
            forget()
    assert server.faults == []


def forget() -> None:
    """Forget the drivers of this process, and how they stood."""
    drivers.driver.cache_clear()
    standing.cache_clear()
    circuit.breaker.cache_clear()


def faults_of(seen: Seen) -> list[str]:
    """Return what is wrong with a request."""
    if seen.path not in SPECS:
        return []
    wrong = _own_rules(seen)
    check = _validator(*SPECS[seen.path])
    if check is not None:
        wrong += [f"{'.'.join(map(str, fault.path))}: {fault.message[:200]}" for fault in check.iter_errors(seen.body)]
    return wrong


def _own_rules(seen: Seen) -> list[str]:
    if seen.path == "/api/chat":
        return [] if {"model", "messages"} <= set(seen.body) else ["model or messages is missing"]
    wrong = [f"{name} is not taken any more" for name in SAMPLING & set(seen.body)]
    wrong += [f"{name} is missing" for name in {"model", "max_tokens", "messages"} - set(seen.body)]
    if seen.headers.get("anthropic-version") != VERSION:
        wrong.append(f"anthropic-version is {seen.headers.get('anthropic-version')}")
    if seen.headers.get("authorization") != "Bearer test-key":
        wrong.append("the key is missing")
    marks = json.dumps(seen.body).count('"cache_control"')
    return wrong + ([f"{marks} cache marks, 4 are the most"] if marks > 4 else [])


@cache
def _validator(file: str, schema: str) -> Draft202012Validator | None:
    folder = os.environ.get("HOMESTRETCH_REFERENCE", "")
    path = Path(folder) / "contracts" / "specs" / file
    if not folder or not path.exists():
        return None
    document = json.loads(path.read_text())
    return Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": document["components"]})


def _as_events(message: dict[str, Any], block: dict[str, Any]) -> str:
    """Return a message as server-sent events, its text or its fields in two pieces."""
    empty = {**block, "text": ""} if block["type"] == "text" else {**block, "input": {}}
    whole = block["text"] if block["type"] == "text" else json.dumps(block["input"])
    kind, key = ("text_delta", "text") if block["type"] == "text" else ("input_json_delta", "partial_json")
    half = len(whole) // 2
    begun = {**message, "content": [], "stop_reason": None, "usage": {**message["usage"], "output_tokens": 1}}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": begun},
        {"type": "content_block_start", "index": 0, "content_block": empty},
        {"type": "ping"},
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": kind, key: part}}
            for part in (whole[:half], whole[half:])
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": message["stop_reason"], "stop_sequence": None},
            "usage": {"output_tokens": message["usage"]["output_tokens"]},
        },
        {"type": "message_stop"},
    ]
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)


def _handler_for(server: Models) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            self._send(server.answer(Seen(self.path.split("?")[0], self._headers(), {})))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            self._send(server.answer(Seen(self.path.split("?")[0], self._headers(), body)))

        def _headers(self) -> dict[str, str]:
            return {name.lower(): value for name, value in self.headers.items()}

        def _send(self, says: Says) -> None:
            is_stream = says.kind != "application/json"
            if not is_stream and says.hang_after is not None:
                server.over.wait(RELEASED_AFTER)
                return
            self.send_response(says.status)
            self.send_header("Content-Type", says.kind)
            for name, value in says.headers.items():
                self.send_header(name, value)
            if not is_stream:
                self.send_header("Content-Length", str(len(says.body.encode())))
                self.end_headers()
                self.wfile.write(says.body.encode())
                return
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self._stream(says)

        def _stream(self, says: Says) -> None:
            end = "\n\n" if "event-stream" in says.kind else "\n"
            for number, event in enumerate(says.body.strip("\n").split(end), 1):
                data = (event + end).encode()
                try:
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
                    self.wfile.flush()
                except OSError:
                    return  # the reader went away
                if number == says.cut_after:
                    self.close_connection = True
                    self.connection.shutdown(2)
                    return
                if number == says.hang_after:
                    server.over.wait(RELEASED_AFTER)
                    self.close_connection = True
                    return
            self.wfile.write(b"0\r\n\r\n")

    return Handler
