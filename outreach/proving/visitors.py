"""Those who call the web processes: an agent who clicks twice, people who answer STOP, an agent who takes over."""

import threading
import time
import uuid
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from urllib.parse import urlencode

from django.conf import settings
from twilio.request_validator import RequestValidator

from outreach.proving.stage import NUMBER

TOKEN = "proof" * 6 + "ok"  # 32 letters and digits, as Django's own
PATIENCE = 120.0  # seconds a visitor goes on asking
TIMEOUT = 20.0  # seconds for one answer


class NoAnswer(Exception):
    """No web process answered for a long time, or one answered with a refusal."""


class Visitors:
    """Callers of the web processes. Who gets no answer asks again with the very same request, as browsers do."""

    def __init__(self, ports: list[int], session: str) -> None:
        self._ports = cycle(ports)
        self._lock = threading.Lock()
        self._session = session
        self.asked_again = 0

    def click_twice(self, lead_id: int, body: str, key: uuid.UUID) -> None:
        """Send a text by hand with two clicks at once, at two web processes; return when both were answered."""
        form = {"channel": "sms", "body": body, "idempotency_key": str(key)}
        second = threading.Thread(target=self._as_agent, args=(f"/people/{lead_id}/message/send/", form))
        second.start()
        self._as_agent(f"/people/{lead_id}/message/send/", form)
        second.join()

    def take_over(self, conversation_id: int) -> None:
        """Take a conversation over."""
        self._as_agent(f"/inbox/{conversation_id}/take-over/", {})

    def say_stop(self, number: str) -> None:
        """Answer STOP, by the carrier's webhook."""
        form = {"MessageSid": f"SM{uuid.uuid4().hex}", "From": number, "To": NUMBER, "Body": "STOP", "NumMedia": "0"}
        path = "/webhooks/twilio/sms/"
        signer = RequestValidator(settings.TWILIO_AUTH_TOKEN)
        signature = signer.compute_signature(f"{settings.PUBLIC_URL}{path}", form)
        self._post(path, form, {"X-Twilio-Signature": signature})

    def wait_for_doors(self, count: int) -> None:
        """Return when ``count`` web processes have answered."""
        for _ in range(count):
            self._until_answered(lambda door: _ask(door, "GET", "/health/live", "", {}), other_door=False)

    def _as_agent(self, path: str, form: dict[str, str]) -> None:
        cookies = f"{settings.SESSION_COOKIE_NAME}={self._session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        self._post(path, form, {"Cookie": cookies, "X-CSRFToken": TOKEN})

    def _post(self, path: str, form: dict[str, str], headers: dict[str, str]) -> None:
        told = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        self._until_answered(lambda port: _ask(port, "POST", path, urlencode(form), told))

    def _until_answered(self, ask: Callable[[int], int], *, other_door: bool = True) -> None:
        """Ask until somebody answers well; a broken connection or a server's error is no answer."""
        give_up = time.monotonic() + PATIENCE
        port, status = self._next(), 0
        while time.monotonic() < give_up:
            try:
                status = ask(port)
            except (OSError, HTTPException):
                status = 0
            if 200 <= status < 400:
                return
            if 400 <= status < 500:
                break
            self.asked_again += 1
            time.sleep(0.05)
            port = self._next() if other_door else port
        raise NoAnswer(f"The last answer was {status}.")

    def _next(self) -> int:
        with self._lock:
            return next(self._ports)


def _ask(port: int, method: str, path: str, body: str, headers: dict[str, str]) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
