"""Twilio's texts and news, taken in before Django: an ASGI application for two addresses, and no more.

Sessions, tokens against forgery, log-ins and pages mean nothing to a carrier, and cost several times what a text does.
What a view would be called for besides stays the same: the signature, the answer, the log line, the time that is
measured. Whatever is not a plain form of a plain size goes on to the pages, where the views of ``texts`` answer.
"""

import asyncio
import contextvars
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import structlog
from django.core.exceptions import SuspiciousOperation
from django.db import close_old_connections
from django.http import HttpResponse, QueryDict

from outreach.services import arrivals, arrivals_together
from outreach.webhooks import texts
from outreach.webhooks.gathering import Gatherer
from realestate.lib import access, scopes
from realestate.lib.signing import refused, signed_by_twilio

log = structlog.get_logger()

LARGEST = 64 * 1024  # bytes; a text of ten parts with ten pictures has a tenth of that
FORM = b"application/x-www-form-urlencoded"
ALONE = 4  # threads for what is taken alone; one may have to wait until somebody else is done with the person
MOST_WAITING = 2_000  # requests; beyond, the carrier is asked to come again

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Answer = TypeVar("Answer")
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Door:
    """One per process: ``opens_for`` says which requests are its own."""

    def __init__(self) -> None:
        self._takers = {"/webhooks/twilio/sms/": self._text, "/webhooks/twilio/status/": self._news}
        self._gatherer = Gatherer()
        # A stop waits behind no other text, and no text behind news: any of them may meet a person who is locked.
        self._stops = ThreadPoolExecutor(ALONE, thread_name_prefix="stop")
        self._alone = ThreadPoolExecutor(ALONE, thread_name_prefix="text")
        self._told = ThreadPoolExecutor(ALONE, thread_name_prefix="news")
        self._waiting = 0

    def opens_for(self, scope: Scope) -> bool:
        """Return whether a request is a plain form for one of the addresses."""
        if scope["type"] != "http" or scope["path"] not in self._takers or scope["method"] != "POST":
            return False
        headers = dict(scope["headers"])
        content_type, length = headers.get(b"content-type", b""), headers.get(b"content-length", b"")
        is_form = content_type.partition(b";")[0].strip().lower() == FORM
        return is_form and length.isdigit() and int(length) <= LARGEST and not scope["query_string"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that it opens for."""
        headers = dict(scope["headers"])
        correlation_id = access.correlation_id(headers.get(b"x-request-id", b"").decode("latin-1"))
        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
            began = time.perf_counter()
            signature = headers.get(b"x-twilio-signature", b"").decode("latin-1")
            response = await self._answer(scope["path"], await _body(receive), signature)
            access.note(scope["method"], scope["path"][1:], response.status_code, time.perf_counter() - began)
        response["X-Request-ID"] = correlation_id
        await _send(response, send)

    async def _answer(self, path: str, body: bytes, signature: str) -> HttpResponse:
        try:
            form = QueryDict(body)
        except SuspiciousOperation:  # more fields than anybody sends
            return HttpResponse(status=400)
        if not signed_by_twilio(path, form, signature):
            return refused("twilio")
        if self._waiting >= MOST_WAITING:
            return _later()
        self._waiting += 1
        try:
            return await self._takers[path](form.dict())
        except Exception:
            log.exception("webhook.failed", route=path)
            return _later()
        finally:
            self._waiting -= 1

    async def _text(self, form: dict[str, str]) -> HttpResponse:
        text = arrivals_together.plain(form)
        if text is not None:
            stored = await asyncio.wrap_future(self._gatherer.put(text))
            if stored is not None and text.is_stop and stored.is_new:
                await _by_itself(self._stops, _obey, stored.brokerage_id, text.key)
                self._gatherer.ring_for(stored)
            if stored is not None:
                return texts.silence()
        return await _by_itself(self._stops if _may_stop(text) else self._alone, texts.take_text, form)

    async def _news(self, form: dict[str, str]) -> HttpResponse:
        return await _by_itself(self._told, texts.take_news, form)


async def _by_itself(pool: ThreadPoolExecutor, do: Callable[..., Answer], *args: Any) -> Answer:
    run = contextvars.copy_context().run
    return await asyncio.get_running_loop().run_in_executor(pool, run, _do, do, *args)


def _may_stop(text: arrivals_together.Text | None) -> bool:
    return text is not None and text.is_stop


def _do(do: Callable[..., Answer], *args: Any) -> Answer:
    close_old_connections()  # as Django does before each request
    return do(*args)


def _obey(brokerage_id: int, key: str) -> None:
    with scopes.in_brokerage(brokerage_id):
        arrivals.obey(key)


def _later() -> HttpResponse:
    """Ask the carrier to come again."""
    return HttpResponse(status=503, headers={"Retry-After": "1"})


async def _body(receive: Receive) -> bytes:
    """Return the whole body; a server lets through no more than its announced length."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _send(response: HttpResponse, send: Send) -> None:
    headers = {**response.headers, "Content-Length": str(len(response.content)), "X-Content-Type-Options": "nosniff"}
    pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": pairs})
    await send({"type": "http.response.body", "body": response.content})
