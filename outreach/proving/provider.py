"""A carrier on loopback that speaks Twilio's REST API and counts what it takes; some of its answers get lost."""

import json
import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from realestate.lib import clock

LOST_ANSWERS = 0.02  # taken, but the connection breaks before the answer
TOO_BUSY = 0.02  # 429: not taken
SLOWEST = 0.03  # seconds


class CountingCarrier:
    """Takes messages and remembers each. Lives in the process of the trial, which is never killed."""

    def __init__(self, seed: int) -> None:
        self.taken: list[dict[str, str]] = []
        self._dice = random.Random(seed)
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler_for(self))

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Serve until ``stop``."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()

    def taken_by_words(self) -> Counter[tuple[str, str]]:
        """Return how often each number got which words."""
        with self._lock:
            return Counter((message["to"], message["body"]) for message in self.taken)

    def roll(self) -> float:
        """Return the next random number in [0, 1)."""
        with self._lock:
            return self._dice.random()

    def take(self, form: dict[str, str]) -> dict[str, object]:
        """Take one message and return it as Twilio would."""
        with self._lock:
            sid = f"SM{len(self.taken):032x}"
            now = clock.real_now()
            self.taken.append({"sid": sid, "to": form["To"], "body": form["Body"], "at": now.isoformat()})
        return resource(sid, form["To"], form["Body"], now)

    def listed(self, to: str) -> list[dict[str, object]]:
        """Return the messages to one number."""
        with self._lock:
            mine = [m for m in self.taken if m["to"] == to]
        return [resource(m["sid"], m["to"], m["body"], datetime.fromisoformat(m["at"])) for m in mine]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A killed worker breaks its connections: that is the trial, not an error."""


def resource(sid: str, to: str, body: str, at: datetime) -> dict[str, object]:
    """Return a message resource with the fields Twilio's API description names."""
    stamp = at.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    account = "AC" + "0" * 32
    return {
        "sid": sid, "account_sid": account, "to": to, "from": "+14075550100", "body": body, "status": "queued",
        "num_segments": "1", "num_media": "0", "direction": "outbound-api", "api_version": "2010-04-01",
        "date_created": stamp, "date_updated": stamp, "date_sent": None, "error_code": None, "error_message": None,
        "price": None, "price_unit": "USD", "messaging_service_sid": None, "subresource_uris": {},
        "uri": f"/2010-04-01/Accounts/{account}/Messages/{sid}.json",
    }  # fmt: skip


def _handler_for(carrier: CountingCarrier) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            form = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
            if carrier.roll() < TOO_BUSY:
                self._answer(429, {"code": 20429, "message": "Too Many Requests", "status": 429, "more_info": ""})
                return
            taken = carrier.take(form)
            time.sleep(carrier.roll() * SLOWEST)
            if carrier.roll() < LOST_ANSWERS:
                self.close_connection = True
                self.connection.close()
                return
            self._answer(201, taken)

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            messages = carrier.listed(query.get("To", [""])[0])
            self._answer(200, {"messages": messages, "page": 0, "page_size": 50, "next_page_uri": None})

        def _answer(self, status: int, body: dict[str, object]) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the report speaks."""

    return Handler
