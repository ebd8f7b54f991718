"""How a benchmark speaks: one JSON object with the figure, its target and the machine it was measured on."""

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any


def report(name: str, *, figure: float, unit: str, target: float, lower_is_better: bool = True, **more: Any) -> bool:
    """Print the result and return whether the target was met.

    Args:
        more: further figures, printed beside the main one.
    """
    met = figure <= target if lower_is_better else figure >= target
    print(  # noqa: T201 - a benchmark's output is its result
        json.dumps(
            {
                "benchmark": name,
                "figure": round(figure, 3),
                "unit": unit,
                "target": f"{'<=' if lower_is_better else '>='} {target}",
                "met": met,
                **{key: round(value, 3) if isinstance(value, float) else value for key, value in more.items()},
                "machine": machine(),
            },
            indent=2,
        )
    )
    return met


def finish(met: bool) -> None:
    """End the benchmark: exit code 1 if a target was missed."""
    sys.exit(0 if met else 1)


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` (0-1) of all lie; nan for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def machine() -> dict[str, Any]:
    """Return what a figure depends on. The load is that of the minute before: a busy machine measures badly."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "python": platform.python_version(),
        "load": [round(load, 2) for load in os.getloadavg()],
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
