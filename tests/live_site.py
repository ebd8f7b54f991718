"""A real web process on the worker's test database, for browser tests: pages, sockets and all.

Rows must be committed (``transactional_db``), since another process reads them.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from django.conf import settings
from django.db import connection
from django.test import Client

from crm.models import User

STARTS_WITHIN = 60


@contextmanager
def web_process() -> Iterator[str]:
    """Run uvicorn on a free port; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    name = connection.settings_dict["NAME"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "realestate.settings",
        "DATABASE_URL": settings.DATABASE_URL.replace("/homestretch?", f"/{name}?"),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "realestate.asgi:application",
        "--no-proxy-headers",
        "--port",
        str(port),
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def session_cookie(user: User, address: str) -> dict[str, str]:
    """Return the cookie of a session in which the user is signed in, as Playwright takes it."""
    browser = Client()
    browser.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": browser.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": address,
    }


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise RuntimeError(f"The web process ended with {process.returncode}.")
        try:
            asked = HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/health/live")
            if asked.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The web process does not answer.")
