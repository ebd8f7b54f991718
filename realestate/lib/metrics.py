"""Numbers about ourselves, for Prometheus. Labels are few and never personal: a route, not a path."""

import os

from prometheus_client import REGISTRY as ONE_PROCESS
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

request_seconds = Histogram(
    "homestretch_request_seconds", "Time from request to answer.", ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
task_seconds = Histogram(
    "homestretch_task_seconds", "Time a background task took.", ["task", "outcome"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600),
)  # fmt: skip
breaker_open = Gauge(
    "homestretch_breaker_open", "1 while calls to a service are held back.", ["service"], multiprocess_mode="max"
)
outside_calls = Counter("homestretch_outside_calls", "Calls to other people's services.", ["service", "outcome"])
llm_calls = Counter("homestretch_llm_calls", "Attempts to get an answer of a language model.", ["driver", "outcome"])
llm_seconds = Histogram(
    "homestretch_llm_seconds", "Time until the whole answer of a language model.", ["driver"],
    buckets=(0.05, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60),
)  # fmt: skip
llm_first_seconds = Histogram(
    "homestretch_llm_first_seconds", "Time until the first words of a streamed answer.", ["driver"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30),
)  # fmt: skip
llm_tokens = Counter("homestretch_llm_tokens", "Tokens, as providers count them.", ["driver", "kind"])
llm_cache = Counter("homestretch_llm_cache", "Questions whose answer may be given again.", ["found"])


def exposition() -> bytes:
    """Return the numbers of all our processes as Prometheus reads them.

    They meet in the folder ``PROMETHEUS_MULTIPROC_DIR``, which ``manage.py up`` sets; else only this process's.
    """
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(ONE_PROCESS)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return generate_latest(registry)
