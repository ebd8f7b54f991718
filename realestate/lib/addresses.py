"""Addresses of databases: one URL from the environment, in the form that each library wants."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit


def django_database(url: str) -> dict[str, Any]:
    """Return the entry of ``DATABASES`` for a ``postgresql://`` URL.

    A Unix socket is named in the query: ``postgresql://user:password@/name?host=/folder``. What else the query
    holds (``sslmode=require``) is passed to libpq.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme!r}.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def postgres_socket_url(*, folder: str, user: str, password: str, name: str) -> str:
    """Return the URL of a database behind a Unix socket."""
    return f"postgresql://{user}:{quote(password, safe='')}@/{name}?host={quote(folder, safe='/')}"


def redis_for_celery(url: str) -> str:
    """Return a Redis URL as Celery writes it; only sockets differ (``redis+socket``, ``virtual_host``)."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"


def redis_database(url: str, number: int) -> str:
    """Return the same Redis with another database number."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return urlunsplit(parts._replace(path=f"/{number}"))
    query = {**dict(parse_qsl(parts.query)), "db": str(number)}
    # By hand: urlunsplit drops the empty host, and redis-py wants three slashes.
    return f"unix://{parts.path}?{urlencode(query)}"


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    implicit_tls: bool


def mail_server(url: str) -> MailServer:
    """Return the server of ``smtp://`` (plain), ``smtp+tls://`` (STARTTLS) or ``smtps://`` (TLS from the start)."""
    parts = urlsplit(url)
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise ValueError("EMAIL_URL must look like smtp+tls://user:password@mail.example:587.")
    return MailServer(
        host=parts.hostname,
        port=parts.port or ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        implicit_tls=parts.scheme == "smtps",
    )
