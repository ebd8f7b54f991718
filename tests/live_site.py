"""A real web process on the worker's test database, for browser tests: pages, sockets and all.

Rows must be committed (``transactional_db``), since another process reads them.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from django.conf import settings
from django.db import connection
from django.test import Client

from crm.models import User
from tests.running import PATIENCE, eventually, free_port


@contextmanager
def web_process() -> Iterator[str]:
    """Run uvicorn on a free port; yields its address."""
    port = free_port()
    name = connection.settings_dict["NAME"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "realestate.settings",
        "DATABASE_URL": settings.DATABASE_URL.replace("/homestretch?", f"/{name}?"),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "uvicorn", "realestate.asgi:application", "--port", str(port)]
    command += ["--no-proxy-headers", "--log-level", "error"]
    process = subprocess.Popen(command, env=environment)
    try:
        eventually("an answer of the web process", lambda: _answers(port, process))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def session_cookie(user: User, address: str) -> dict[str, str]:
    """Return the cookie of a session in which the user is signed in, as Playwright takes it."""
    browser = Client()
    browser.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": browser.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": address,
    }


def _answers(port: int, process: "subprocess.Popen[bytes]") -> bool:
    assert process.poll() is None, f"The web process ended with {process.returncode}."
    try:
        asked = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        asked.request("GET", "/health/live")
        return asked.getresponse().status == 200
    except OSError:
        return False
