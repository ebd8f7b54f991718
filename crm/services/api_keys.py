"""Keys for API clients: shown once, kept as a hash, revoked at once."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from crm.errors import InvalidAccount
from crm.models import Agent, ApiKey
from realestate.lib import clock

BEGINNING = "hs_"
NOTED_EVERY = timedelta(minutes=1)


def create(agent: Agent, *, name: str) -> tuple[ApiKey, str]:
    """Return a new key of an agent, and its text, which cannot be had again.

    Raises:
        InvalidAccount: the key has no name.
    """
    if not name.strip():
        raise InvalidAccount("Name the key, so that you know later what it is for.", field="name")
    prefix = BEGINNING + secrets.token_hex(4)
    secret = secrets.token_urlsafe(32)
    row = ApiKey.objects.create(agent=agent, name=name.strip()[:80], prefix=prefix, key_hash=_hash(secret))
    return row, f"{prefix}.{secret}"


def revoke(key: ApiKey) -> ApiKey:
    """Make a key useless from now on, and return it."""
    if key.revoked_at is None:
        key.revoked_at = clock.real_now()
        key.save(update_fields=["revoked_at", "updated_at"])
    return key


def find(text: str) -> ApiKey | None:
    """Return the valid key behind a text, of whatever brokerage, and note that it was used; None for any other text."""
    prefix, _, secret = text.partition(".")
    rows = ApiKey._base_manager.filter(prefix=prefix, revoked_at=None)
    row = rows.select_related("agent__user", "agent__brokerage").first()
    # A plain hash is enough: the secret is 256 random bits, not a password.
    if row is None or not hmac.compare_digest(row.key_hash, _hash(secret)):
        return None
    now = clock.real_now()
    if row.last_used_at is None or now - row.last_used_at > NOTED_EVERY:
        ApiKey._base_manager.filter(pk=row.pk).update(last_used_at=now)
    return row


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
