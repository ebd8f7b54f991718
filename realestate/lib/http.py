"""Calls to other people's HTTP services: always with a time-out, counted, and behind a breaker.

What may pass (no answer, 429, 5xx) becomes ``Transient``; every other answer is returned for the caller to read.
"""

from typing import Any

import httpx

from realestate.lib import circuit, metrics
from realestate.lib.errors import Transient

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
BUSY = 429


class Unanswered(Transient):
    """No answer came, or one that says: not now.

    Attributes:
        was_sent: whether the request may have reached the other side; if so, its effect is unknown, and only what
            is safe to repeat may be repeated.
        retry_after: seconds that the service asks us to wait, if it says.
    """

    def __init__(self, message: str, *, was_sent: bool, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.was_sent = was_sent
        self.retry_after = retry_after


class Client:
    """A client of one service. Keeps its connections; safe across threads.

    Args:
        service: its name in metrics and in the breaker, such as ``ghl``.
        base_url: where it lives; paths of calls are added to it.
    """

    def __init__(
        self, service: str, base_url: str, *, headers: dict[str, str] | None = None, seconds: float = ANSWER_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:  # fmt: skip
        self.service = service
        self._breaker = circuit.breaker(service)
        timeout = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
        self._client = httpx.Client(base_url=base_url, headers=headers, timeout=timeout, transport=transport)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Make one call. ``options`` are httpx's: ``json``, ``params``, ``headers``, ``data``.

        Raises:
            Unanswered: nobody answered, or the answer was 429 or 5xx.
            CircuitOpen: the service failed too often lately; nothing was sent.
        """
        with self._breaker.guard(counts=Unanswered):
            return self._call(method, path, options)

    def _call(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        try:
            response = self._client.request(method, path, **options)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            self._count("unreachable")
            raise Unanswered(f"{self.service} cannot be reached.", was_sent=False) from error
        except httpx.TransportError as error:
            self._count("no_answer")
            raise Unanswered(f"{self.service} did not answer.", was_sent=True) from error
        self._count(f"{response.status_code // 100}xx")
        if response.status_code == BUSY or response.is_server_error:
            raise Unanswered(
                f"{self.service} answered {response.status_code}.",
                was_sent=response.status_code != BUSY, retry_after=_seconds(response.headers.get("Retry-After")),
            )  # fmt: skip
        return response

    def _count(self, outcome: str) -> None:
        metrics.outside_calls.labels(self.service, outcome).inc()


def _seconds(header: str | None) -> float | None:
    """Read a Retry-After in seconds; its form with a date is not worth a wait of unknown length."""
    return float(header) if header and header.isdigit() else None
