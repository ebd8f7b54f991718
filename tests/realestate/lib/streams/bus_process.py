"""A bus process of the tests: ``python -m tests.realestate.lib.streams.bus_process DATABASE REDIS_URL LEASE [PAUSE]``.

With a pause it stops dead for so long between a handler's commit and the acknowledgement, and says on stdout when.
"""

import os
import signal
import sys
import time

import django
import structlog
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "realestate.settings")
django.setup()
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # stdout is for the test
connections["default"].settings_dict["NAME"] = sys.argv[1]

from realestate.lib import bus  # noqa: E402
from realestate.lib.streams import delivery  # noqa: E402
from realestate.lib.streams.worker import BusWorker  # noqa: E402
from tests.realestate.lib.streams import steps  # noqa: E402


def linger(seconds):
    """Make each delivery wait after its commit, before it is acknowledged."""
    deliver = delivery.deliver

    def slow(*args, **kwargs):
        outcome = deliver(*args, **kwargs)
        print(outcome, flush=True)
        time.sleep(seconds)
        return outcome

    delivery.deliver = slow


def main():
    bus._kinds.clear()
    bus._handlers.clear()
    steps.register()
    if len(sys.argv) > 4:
        linger(float(sys.argv[4]))
    worker = BusWorker(sys.argv[2], lease_seconds=float(sys.argv[3]))
    signal.signal(signal.SIGTERM, lambda *_: worker.ask_to_stop())
    worker.start()
    print("started", flush=True)
    worker.wait()
    sys.exit(0 if worker.stop() else 1)


if __name__ == "__main__":
    main()
