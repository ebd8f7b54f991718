"""Stand-ins of other people's services on loopback: they take a call only if the vendor's own description allows it.

The descriptions are the vendors' and are not part of this project. ``HOMESTRETCH_REFERENCE`` names the folder that
holds them (``contracts/specs/strict``); without it, calls are taken unchecked, so the same tests run everywhere.
"""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

FORM = "application/x-www-form-urlencoded"
Answer = tuple[int, Any]


@dataclass
class Call:
    """One call as it came."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, list[str]]:
        """The fields of a form."""
        return parse_qs(self.body.decode(), keep_blank_values=True)

    @property
    def json(self) -> Any:
        """The JSON of the body."""
        return json.loads(self.body)


@dataclass
class Vendor:
    """A stand-in: what reached it, what it answers, and what the description had against a call."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    undescribed: set[str] = field(default_factory=set)  # parts of paths that the vendor has, and describes nowhere
    answers: dict[tuple[str, str], Callable[[Call], Answer]] = field(default_factory=dict)

    def on(self, method: str, path: str, answer: Answer | Callable[[Call], Answer]) -> None:
        """Answer calls whose path ends so."""
        self.answers[method, path] = answer if callable(answer) else lambda _: answer

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call; 404 for one that nobody expects."""
        for (method, path), answer in self.answers.items():
            if method == call.method and call.path.endswith(path):
                return answer(call)
        return 404, {"message": "kit mock: nothing here"}


@contextmanager
def vendor(spec: str, host: str) -> Iterator[Vendor]:
    """Run a stand-in for the service that ``spec`` describes, which lives at ``host`` in truth."""
    stand_in = Vendor()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            call = Call(
                self.command, parts.path, parse_qs(parts.query), dict(self.headers.items()), self.rfile.read(length)
            )
            stand_in.calls.append(call)
            is_described = not any(part in call.path for part in stand_in.undescribed)
            wrong = objections(spec, host, call, dict(parse_qsl(parts.query))) if is_described else ""
            if wrong:
                stand_in.refused.append(wrong)
                status, body = 422, {"message": f"kit mock: the request does not match the contract: {wrong}"}
            else:
                status, body = stand_in.answer(call)
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header(
                "Content-Type", "application/octet-stream" if isinstance(body, bytes) else "application/json"
            )
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 - the standard library's names

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()


def has_specs() -> bool:
    """Return whether the vendors' descriptions are on this machine."""
    return bool(os.environ.get("HOMESTRETCH_REFERENCE"))


def objections(spec: str, host: str, call: Call, query: dict[str, str]) -> str:
    """Return what the description has against a call; empty if nothing, or if there is no description here."""
    if not has_specs():
        return ""
    unknown = _unknown_fields(spec, call)
    if unknown:
        return f"unknown form fields {sorted(unknown)}"
    found = _description(spec).iter_request_errors(_Request(host, call, query))
    return "; ".join(_words(error) for error in found)


def _words(error: BaseException) -> str:
    causes = [str(cause) for cause in getattr(error.__cause__, "schema_errors", [])]
    return " / ".join([str(error), *causes])


class _Request:
    """A call as openapi-core reads it."""

    def __init__(self, host: str, call: Call, query: dict[str, str]) -> None:
        self.host_url, self.path, self.method = host, call.path, call.method.lower()
        self.body = call.body or None
        self.content_type = call.headers.get("Content-Type", "application/json")
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(query), header=Headers(call.headers), cookie=ImmutableMultiDict(), path={}
        )


def _unknown_fields(spec: str, call: Call) -> set[str]:
    """openapi-core drops unknown form fields before it checks; so their names are compared here."""
    if not call.headers.get("Content-Type", "").startswith(FORM):
        return set()
    document = _document(spec)
    for template, operations in document["paths"].items():
        operation = operations.get(call.method.lower(), {})
        if _fits(template, call.path) and "requestBody" in operation:
            schema = operation["requestBody"]["content"][FORM]["schema"]
            while "$ref" in schema:
                schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            return set(call.form) - set(schema["properties"])
    return set()


def _fits(template: str, path: str) -> bool:
    ours, theirs = template.split("/"), path.split("/")
    return len(ours) == len(theirs) and all(a == b or "{" in a for a, b in zip(ours, theirs, strict=True))


@cache
def _document(spec: str) -> dict[str, Any]:
    folder = Path(os.environ["HOMESTRETCH_REFERENCE"]) / "contracts" / "specs" / "strict"
    found: dict[str, Any] = json.loads((folder / f"{spec}.openapi.json").read_text())
    return found


@cache
def _description(spec: str) -> OpenAPI:
    return OpenAPI.from_dict(_document(spec))
