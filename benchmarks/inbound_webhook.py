"""How soon a carrier gets its answer to a text of a person, over real HTTP, while texts come at a steady rate.

``python -m benchmarks.inbound_webhook [--rate 200] [--seconds 10]``. Each text comes at its own moment, whether or not
those before it were answered; the wait counts from that moment. The worker and the bus run as ``manage.py up`` runs
them, so the texts are understood meanwhile; how long that takes for all of them is told beside.
"""

import argparse
import asyncio
import os
import sys
import time
import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from benchmarks import _stage
from benchmarks._report import finish, percentile, report
from benchmarks.bus import cpu_seconds, serve
from realestate.lib import memory

if TYPE_CHECKING:
    from realestate.supervisor import Supervisor

TARGET_MS = 50.0
WORDS = ("Is it still for sale?", "Thanks, not now.", "Can I see it on Saturday?", "STOP")
LONGEST = 60.0  # seconds for one answer
WARM = 20
STARTS_WITHIN = 120.0
MOST_PATIENCE = 900.0  # seconds until all is understood


def main() -> None:
    """Run it and print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=200, help="Texts a second.")
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    # Answers to the texts go nowhere: a closed port of this machine, not the carrier.
    nowhere = "http://127.0.0.1:9"
    os.environ.update(TWILIO_AUTH_TOKEN="only-for-this-run", TWILIO_BASE_URL=nowhere, ENV_FILE="/dev/null")
    with _stage.services():
        count = options.rate * options.seconds
        requests = [_request(number, n) for n, (_, number) in enumerate(_stage.people(count)[1])]
        from outreach.proving.stage import free_port  # noqa: PLC0415

        port = free_port()
        server, others = serve(port), _others()
        memory.settle()
        try:
            asyncio.run(_ask_all(port, requests[:WARM], options.rate))
            used, began = cpu_seconds(server.pid), time.monotonic()
            waits = asyncio.run(_ask_all(port, requests[WARM:], options.rate))
            used, answered = cpu_seconds(server.pid) - used, time.monotonic()
            backlog = _not_understood()
            understood = _wait_until_understood()
        finally:
            others.stop()
            server.terminate()
            server.wait(timeout=20)
    met = report(
        f"inbound text to 2xx over HTTP at {options.rate} a second, p99",
        figure=percentile(waits, 0.99),
        unit="ms",
        target=TARGET_MS,
        p50=percentile(waits, 0.5),
        slowest=max(waits),
        texts=len(waits),
        web_cpu_ms_a_text=1000 * used / len(waits),
        not_understood_when_all_were_answered=backlog,
        all_understood_seconds_after_the_last_answer=understood - answered,
        understood_a_second=len(waits) / (understood - began),
    )
    finish(met)


def _others() -> "Supervisor":
    """Start the worker and the bus as ``manage.py up`` does; what they say goes to the error output."""
    from realestate import celery_app  # noqa: PLC0415
    from realestate.management.commands.up import programs  # noqa: PLC0415
    from realestate.supervisor import Supervisor  # noqa: PLC0415

    supervisor = Supervisor(out=sys.stderr)
    for program in programs():
        if program.name in {"worker", "bus"}:
            supervisor.start(program)
    give_up = time.monotonic() + STARTS_WITHIN
    while not celery_app.control.ping(timeout=1):  # starting costs more than anything that is measured here
        if time.monotonic() > give_up:
            supervisor.stop()
            raise RuntimeError("The worker does not start.")
    return supervisor


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


def _request(number: str, place: int) -> bytes:
    from django.conf import settings  # noqa: PLC0415
    from twilio.request_validator import RequestValidator  # noqa: PLC0415

    from outreach.proving.stage import NUMBER  # noqa: PLC0415

    path, words = "/webhooks/twilio/sms/", WORDS[place % len(WORDS)]
    form = {"MessageSid": f"SM{uuid.uuid4().hex}", "From": number, "To": NUMBER, "Body": words, "NumMedia": "0"}
    signature = RequestValidator(settings.TWILIO_AUTH_TOKEN).compute_signature(f"{settings.PUBLIC_URL}{path}", form)
    body = urlencode(form)
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Twilio-Signature: {signature}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def _ask_all(port: int, requests: list[bytes], rate: int) -> list[float]:
    """Send each request at its moment; return the milliseconds from that moment to the whole answer."""
    begin = time.perf_counter() + 0.1

    async def one(place: int, request: bytes) -> float:
        due = begin + place / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answer = await asyncio.wait_for(reader.read(), LONGEST)
        writer.close()
        assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
        return (time.perf_counter() - due) * 1000

    return list(await asyncio.gather(*(one(place, request) for place, request in enumerate(requests))))


if __name__ == "__main__":
    main()
