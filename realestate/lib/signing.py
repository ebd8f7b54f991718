"""Who sent a webhook: signatures of the services that call us. What cannot be proven is refused."""

import base64
import binascii
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from twilio.request_validator import RequestValidator

log = structlog.get_logger()

View = Callable[..., HttpResponse]


def verify_ghl(raw: bytes, signature_b64: str, keys: Iterable[str]) -> bool:
    """Return whether GoHighLevel signed these very bytes: Ed25519, with any of the published keys.

    A missing signature (or the ``N/A`` that stands for one) is no signature. The RSA header of old is not read:
    the vendor sends it no more, so only a forger would.

    Args:
        keys: public keys as base64 of their DER form: a PEM file's lines without its frame.
    """
    try:
        signature = base64.b64decode(signature_b64, validate=True)
    except (binascii.Error, ValueError):
        return False
    return any(_is_signed(raw, signature, key) for key in keys)


def verify_twilio(request: HttpRequest) -> bool:
    """Return whether Twilio signed this request for our public address."""
    return signed_by_twilio(request.get_full_path(), request.POST, request.headers.get("X-Twilio-Signature", ""))


def signed_by_twilio(path: str, form: QueryDict, signature: str) -> bool:
    """Return whether Twilio signed this form for a path of our public address, query included.

    Twilio signs the address it called. Behind a proxy a request does not know it, so ``PUBLIC_URL`` is used.
    """
    if not settings.TWILIO_AUTH_TOKEN:
        return False
    validator = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    return bool(validator.validate(f"{settings.PUBLIC_URL}{path}", form, signature))


_CHECKS: dict[str, Callable[[HttpRequest], bool]] = {"twilio": verify_twilio}


def signed_by(sender: str) -> Callable[[View], View]:
    """Let only requests through that the sender signed; others get 403 before anything is read from them."""
    check = _CHECKS[sender]

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not check(request):
                return refused(sender)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def refused(sender: str) -> HttpResponse:
    """Return the answer to what nobody proved to have sent."""
    log.warning("webhook.refused", sender=sender)
    return HttpResponse("The signature does not fit.", status=403, content_type="text/plain")


def _is_signed(raw: bytes, signature: bytes, key: str) -> bool:
    public = load_der_public_key(base64.b64decode(key))
    if not isinstance(public, Ed25519PublicKey):
        raise TypeError("GHL_WEBHOOK_PUBLIC_KEYS holds a key that is not Ed25519.")
    try:
        public.verify(signature, raw)
    except InvalidSignature:
        return False
    return True
