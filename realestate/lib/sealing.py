"""Small secrets at rest, and keyed hashes.

What is sealed can be opened with the present ``SECRET_KEY`` or one of ``SECRET_KEY_FALLBACKS``, so a key can be
changed without losing what older ones sealed.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from realestate.lib.errors import DomainError


class CannotUnseal(DomainError):
    """None of the known secret keys opens this."""

    code = "cannot_unseal"


def new_key() -> bytes:
    """Return 32 fresh random bytes."""
    return secrets.token_bytes(32)


def seal(value: bytes) -> str:
    """Return ``value`` encrypted and authenticated under the present secret key, as text."""
    return _fernet().encrypt(value).decode()


def unseal(sealed: str) -> bytes:
    """Return what was sealed.

    Raises:
        CannotUnseal: the secret key is another one, or the text was changed.
    """
    try:
        return _fernet().decrypt(sealed.encode())
    except InvalidToken:
        raise CannotUnseal("The secret key of this installation does not open this value.") from None


def keyed_hash(key: bytes, value: str) -> str:
    """Return the HMAC-SHA-256 of ``value`` in hex. Without the key, numbers cannot be tried out (PRIV-4)."""
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"homestretch.sealing:{secret}".encode()).digest())
