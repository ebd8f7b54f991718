"""Logs: one JSON object a line, with a correlation id that follows work from page to task.

Write ``log.info("message.held", reason="quiet_hours", message_id=12)``: an event and its keys, never a sentence.
"""

from typing import Any

import structlog

from realestate.lib.redact import redact

Config = dict[str, Any]
LEVELS = {
    "django": "INFO",
    "django.request": "ERROR",  # a refused request has its line already, without its address
    "django.server": "INFO",
    "django.db.backends": "INFO",
    "uvicorn.access": "WARNING",
    "httpx": "WARNING",
    "httpx2": "WARNING",  # the same for Anthropic's SDK
    "mail.log": "WARNING",
    "celery.app.trace": "WARNING",
}
FIRST_STEPS: list[Any] = [  # every line's, ours or a library's
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    structlog.processors.UnicodeDecoder(),
]


def configure(*, level: str, as_json: bool) -> Config:
    """Set up structlog, and return the LOGGING dictionary that sends libraries' lines the same way.

    Args:
        as_json: otherwise one readable line, for a person at a terminal.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *FIRST_STEPS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _readable
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": FIRST_STEPS,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, render],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["out"], "level": level},
        # Django gives some of these a handler of their own; all lines go one way here.
        "loggers": {name: {"handlers": [], "level": least, "propagate": True} for name, least in LEVELS.items()},
    }


def _readable(_logger: Any, _method: str, event: Any) -> str:
    """Return one line: time of day, level, event, keys; an error's text below it."""
    trace = event.pop("exception", None)
    head = f"{event.pop('timestamp', '')[11:19]} {event.pop('level', ''):8}{event.pop('event', '')}"
    event.pop("logger", None)
    keys = " ".join(f"{key}={value}" for key, value in event.items())
    return "\n".join(filter(None, [f"{head} {keys}".rstrip(), trace]))
