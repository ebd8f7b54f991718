"""How soon a carrier gets its answer to a text of a person, over real HTTP, while texts come at a steady rate.

``python -m benchmarks.inbound_webhook [--rate 200] [--seconds 30]``. Every program runs as ``manage.py up`` starts it,
the worker too, so the texts are understood meanwhile; how long that takes for all of them is told beside. Most texts
are of people who are known, some of new numbers, some are a STOP, which has to be obeyed before it is answered. The
carrier is a process of its own; see ``_carrier``.
"""

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from benchmarks import _stage
from benchmarks._processes import cpu_seconds_of_tree
from benchmarks._report import finish, percentile, report

if TYPE_CHECKING:
    from realestate.supervisor import Supervisor

TARGET_MS = 50.0
NEW, STOPS = 0.10, 0.02  # shares of the texts
WORDS = (
    "Is it still for sale?", "Thanks, not now.", "Can I see it on Saturday?", "How many bedrooms does it have?",
    "Yes please, send me the details", "Who is this?", "What is the price?", "I am still thinking about it",
    "We just closed on another one, sorry", "Call me tomorrow after 5", "ok", "Could you do 10k less?",
)  # fmt: skip
WARM = 40
OK = 200
PATH = "/webhooks/twilio/sms/"
STARTS_WITHIN = 120.0
MOST_PATIENCE = 1800.0  # seconds until all is understood


def main() -> None:
    """Run it and print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=200, help="Texts a second.")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--leave-unread", action="store_true", help="End once all were answered.")
    options = parser.parse_args()
    # Answers to the texts go nowhere: a closed port of this machine, not the carrier.
    os.environ.update(
        TWILIO_AUTH_TOKEN="only-for-this-run", TWILIO_BASE_URL="http://127.0.0.1:9", ENV_FILE="/dev/null",
        PORT=str(_free_port()), DEMO="0",
    )  # fmt: skip
    with _stage.services():
        kinds = ["known"] * WARM + _kinds(options.rate * options.seconds)
        numbers = [number for _, number in _stage.people(len(kinds))[1]]
        requests = [
            _request(kind, f"+1321{2_000_000 + place}" if kind == "new" else number)
            for place, (kind, number) in enumerate(zip(kinds, numbers, strict=True))
        ]
        with _running() as supervisor:
            _send(requests[:WARM], rate=20)
            _wait_until_understood()  # the first text of each process costs what no other does
            _wait_for_the_bus()
            began, before = time.monotonic(), _cpu(supervisor)
            answers = _send(requests[WARM:], rate=options.rate)
            backlog, after, answered = _not_understood(), _cpu(supervisor), time.monotonic()
            left = 0.0 if options.leave_unread else _wait_until_understood() - answered
    cpu_ms = {name: 1000 * (after[name] - before[name]) / len(answers) for name in after}
    ending: dict[str, float] = {"seconds": answered - began, "not_understood_when_all_were_answered": backlog}
    if not options.leave_unread:
        ending |= {"seconds_until_all_were_understood": left, "understood_a_second": backlog / left if left else 0.0}
    finish(_report(kinds[WARM:], answers, cpu_ms, rate=options.rate, **ending))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _kinds(count: int) -> list[str]:
    """Return what each text is, the same in every run."""
    by_kind = {"new": round(count * NEW), "stop": round(count * STOPS)}
    kinds = [kind for kind, share in by_kind.items() for _ in range(share)]
    kinds += ["known"] * (count - len(kinds))
    random.Random(7).shuffle(kinds)  # noqa: S311 - nothing to keep secret
    return kinds


def _request(kind: str, number: str) -> str:
    from django.conf import settings  # noqa: PLC0415 - Django is set up by ``services``
    from twilio.request_validator import RequestValidator  # noqa: PLC0415

    from outreach.proving.stage import NUMBER  # noqa: PLC0415

    words = "STOP" if kind == "stop" else WORDS[int(number[-5:]) % len(WORDS)]
    form = {
        "ToCountry": "US", "ToState": "FL", "SmsMessageSid": "", "NumMedia": "0", "ToCity": "ORLANDO",
        "FromZip": "32801", "SmsSid": "", "FromState": "FL", "SmsStatus": "received", "FromCity": "ORLANDO",
        "Body": words, "FromCountry": "US", "To": NUMBER, "ToZip": "32801", "NumSegments": "1",
        "MessageSid": f"SM{uuid.uuid4().hex}", "AccountSid": f"AC{0:032x}", "From": number, "ApiVersion": "2010-04-01",
    }  # fmt: skip
    signature = RequestValidator(settings.TWILIO_AUTH_TOKEN).compute_signature(f"{settings.PUBLIC_URL}{PATH}", form)
    body = urlencode(form)
    return (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Twilio-Signature: {signature}\r\nAccept: */*\r\n"
        "User-Agent: TwilioProxy/1.1\r\nI-Twilio-Idempotency-Token: 8a2f3d1c-5b6e-4f7a-9c0d-1e2f3a4b5c6d\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )


@contextmanager
def _running() -> Iterator["Supervisor"]:
    """Run every program as ``manage.py up`` does; what they say goes to a file beside their data."""
    from django.conf import settings  # noqa: PLC0415

    from realestate import celery_app  # noqa: PLC0415
    from realestate.management.commands.up import answers, programs, raise_open_files  # noqa: PLC0415
    from realestate.supervisor import Supervisor  # noqa: PLC0415

    raise_open_files()
    os.environ["LOG_LEVEL"] = "INFO"  # as they run; the line of each request costs too
    with (settings.DATA_DIR / "said.log").open("w") as said:
        supervisor = Supervisor(out=said)
        try:
            for program in programs():
                supervisor.start(program)
            give_up = time.monotonic() + STARTS_WITHIN
            # Starting costs more than anything that is measured here.
            while not (answers(f"{settings.PUBLIC_URL}/health/live") and celery_app.control.ping(timeout=1)):
                if time.monotonic() > give_up:
                    raise RuntimeError("The programs do not start.")
                time.sleep(0.2)
            yield supervisor
        finally:
            supervisor.stop(("beat", "worker", "web", "bus", "mail"))


def _send(requests: list[str], *, rate: int) -> list[tuple[int, float]]:
    """Have the carrier send them; return the status and the milliseconds of each."""
    from django.conf import settings  # noqa: PLC0415

    path: Path = settings.DATA_DIR / "requests.jsonl"
    path.write_text("".join(f"{json.dumps(request)}\n" for request in requests))
    command = [sys.executable, "-m", "benchmarks._carrier", str(settings.PORT), str(rate), str(path)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return [(status, waited) for status, waited in json.loads(done.stdout)]


def _cpu(supervisor: "Supervisor") -> dict[str, float]:
    """Return the processor time that each program has used, in seconds."""
    from django.conf import settings  # noqa: PLC0415

    from realestate.lib import redis  # noqa: PLC0415

    pids = {one.program.name: one.child.pid for one in supervisor.running if one.program.name != "mail"}
    pids["postgres"] = int((settings.DATA_DIR / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
    pids["redis"] = int(redis.client().info("server")["process_id"])
    return {name: cpu_seconds_of_tree(pid) for name, pid in pids.items()}


def _not_understood() -> int:
    from outreach.models import Message  # noqa: PLC0415
    from outreach.states import MessageStatus  # noqa: PLC0415

    return Message._base_manager.filter(status=MessageStatus.ARRIVED).count()


def _wait_until_understood() -> float:
    """Return the moment when the last text was understood."""
    give_up = time.monotonic() + MOST_PATIENCE
    while _not_understood():
        if time.monotonic() > give_up:
            raise RuntimeError(f"{_not_understood()} texts were not understood in {MOST_PATIENCE:.0f} s.")
        time.sleep(0.25)
    return time.monotonic()


def _wait_for_the_bus() -> None:
    """Wait until what happened in warming up has been acted on by everybody."""
    from realestate.lib.streams import health  # noqa: PLC0415

    give_up = time.monotonic() + STARTS_WITHIN
    while (status := health.status()).lag or status.outbox:
        if time.monotonic() > give_up:
            raise RuntimeError("The bus does not come to rest.")
        time.sleep(0.25)


def _report(kinds: list[str], answers: list[tuple[int, float]], cpu_ms: dict[str, float], **ending: float) -> bool:
    waits = [waited for _, waited in answers]
    errors = sum(status != OK for status, _ in answers)
    by_kind = {kind: [waited for one, waited in zip(kinds, waits, strict=True) if one == kind] for kind in set(kinds)}
    met = report(
        f"inbound text to 2xx over HTTP, p99 of {len(waits)} texts",
        figure=percentile(waits, 0.99),
        unit="ms",
        target=TARGET_MS,
        p50=percentile(waits, 0.5),
        slowest=max(waits),
        errors=errors,
        p99_by_kind={kind: round(percentile(of_kind, 0.99), 1) for kind, of_kind in sorted(by_kind.items())},
        texts_by_kind={kind: len(of_kind) for kind, of_kind in sorted(by_kind.items())},
        cpu_ms_a_text={name: round(spent, 2) for name, spent in cpu_ms.items()},
        **ending,
    )
    return met and errors == 0


if __name__ == "__main__":
    main()
