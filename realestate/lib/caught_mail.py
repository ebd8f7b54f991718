"""By which server a mail goes: a demo's never leaves this machine, whatever the settings name."""

from typing import Any

from django.conf import settings
from django.core.mail import get_connection


def connection(*, is_demo: bool) -> Any:
    """Return a connection to this machine's mail catcher for a demo, else to the server of the settings."""
    if settings.MAIL_IS_CAUGHT or not is_demo:
        return get_connection()
    here: dict[str, Any] = {"host": "127.0.0.1", "port": settings.MAIL_CATCHER_PORT, "username": "", "password": ""}
    return get_connection("django.core.mail.backends.smtp.EmailBackend", use_tls=False, use_ssl=False, **here)
