"""No personal data in logs: a last net under every line, whoever wrote it.

Our own events carry ids only; this catches what slips through, such as a library's message or an error's text.
"""

import re
from collections.abc import MutableMapping
from typing import Any

HIDDEN = "[redacted]"
PERSONAL_KEYS = frozenset({
    "name", "first_name", "last_name", "full_name", "contact_name", "email", "mail", "phone", "mobile", "address",
    "street", "mailing_address", "situs", "birth_date", "ssn", "body", "text", "content", "subject", "payload",
    "password", "token", "secret", "authorization", "cookie", "api_key", "ip",
})  # fmt: skip
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*")
_PHONE = re.compile(r"(?<![\w.-])(?:\+\d{8,15}|(?:\+?1[ .-]?)?(?:\(\d{3}\)|\d{3})[ .-]?\d{3}[ .-]?\d{4})(?![\w-])")
# PostgreSQL repeats whole rows in its errors.
_ROW = re.compile(r"(Failing row contains|Key \([^)]*\)=) ?\(.*?\)(?=$|[\s.\"\\])", re.DOTALL)
_QUERY = re.compile(r"(?<=[\w/])\?[^\s\"']+")

# Addresses that open something by themselves: a new password, an unsubscribe link, a workflow's hook.
_KEY_IN_PATH = re.compile(r"(?<=/)(?=[\w:=-]*\d)[\w:=-]{20,}(?=[/\s\"']|$)")


def clean_text(text: str) -> str:
    """Return the text with mail addresses, phone numbers, database rows, URL queries and secret addresses taken out."""
    text = _ROW.sub(rf"\1 {HIDDEN}", text)
    text = _KEY_IN_PATH.sub("…", text)
    text = _QUERY.sub("?…", text)
    return _PHONE.sub("[phone]", _EMAIL.sub("[email]", text))


def clean(value: Any) -> Any:
    """Return a value of a log line without personal data, at any depth."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool | int | float | None):
        return value
    if isinstance(value, dict):
        return {key: HIDDEN if str(key).lower() in PERSONAL_KEYS else clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [clean(inner) for inner in value]
    return clean_text(str(value))


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Clean one structlog event; the last step before it is written."""
    kept: dict[str, Any] = clean(dict(event))
    return kept
