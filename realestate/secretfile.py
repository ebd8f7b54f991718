"""The secrets of one installation: made once, at the first start, in a file that only its owner can read."""

import base64
import fcntl
import os
import secrets
import uuid
from pathlib import Path

NAMES = ("SECRET_KEY", "POSTGRES_PASSWORD", "INSTANCE_ID", "VAPID_PRIVATE_KEY")
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def read(path: Path) -> dict[str, str]:
    """Return the secrets in a file of ``NAME=value`` lines; none if there is no such file."""
    if not path.exists():
        return {}
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def read_or_make(path: Path) -> dict[str, str]:
    """Return the secrets, first making those that the file lacks. Safe beside other processes that do the same."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = read(path)
        made = {name: new(name) for name in NAMES if name not in known}
        file.writelines(f"{name}={value}\n" for name, value in made.items())
    return {**known, **made}


def replace(path: Path, **values: str) -> None:
    """Give some secrets other values, in one step, and keep the rest."""
    secrets_now = read_or_make(path) | values
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in secrets_now.items())
    unfinished.rename(path)


def new(name: str) -> str:
    """Return a fresh value for a secret: an id for the installation, a key of the curve P-256, else 64 characters."""
    if name == "VAPID_PRIVATE_KEY":  # as RFC 8292 has it: a number below the curve's order
        number = secrets.randbelow(P256_ORDER - 1) + 1
        return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")
    return str(uuid.uuid4()) if name == "INSTANCE_ID" else secrets.token_urlsafe(48)
