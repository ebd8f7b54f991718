"""Notices on agents' own devices (Web Push, RFC 8030, 8291, 8292), each once and without a word about any lead.

A lock screen is read by whoever passes by, so a notice says what kind of thing waits, and the page tells the rest.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from django.conf import settings

from crm.errors import InvalidAccount
from crm.models import Agent, Receipt
from nurturing.models import Notice, PushSubscription
from realestate.lib import clock, metrics, sealing
from realestate.lib.errors import Transient

log = structlog.get_logger()

SECONDS = 10
KEPT_SECONDS = 3600  # by the push service, for a device that is off: what is older than that is no news
MOST = 10  # devices of one agent
LONGEST = 2_000
SERVICES = (
    "fcm.googleapis.com", "updates.push.services.mozilla.com", ".push.services.mozilla.com", ".push.apple.com",
    ".notify.windows.com",
)  # fmt: skip
GONE = (404, 410)
TOO_MANY = 429
# What each kind of notice says on a lock screen.
WORDS: Mapping[str, str] = {
    "alert": "A lead needs you now.",
    "handoff": "Somebody waits for your answer.",
    "assigned": "You have a new lead.",
    "step_failed": "A message did not go out.",
}


class _NoRedirects(requests.Session):
    """Goes where it is told, and nowhere else."""

    def resolve_redirects(self, *args: Any, **kwargs: Any) -> Any:
        """Follow nothing."""
        return iter(())


def subscribe(agent: Agent, given: Mapping[str, Any], *, label: str) -> PushSubscription:
    """Return the agent's browser, signed up; the same one again is the same row, with its new keys.

    Raises:
        InvalidAccount: it is no subscription, leads to no push service, or the agent has too many.
    """
    endpoint, keys = given.get("endpoint"), given.get("keys")
    if not isinstance(endpoint, str) or not isinstance(keys, Mapping) or len(endpoint) > LONGEST:
        raise InvalidAccount("The browser gave no address for notices.")
    check(endpoint)
    own = {name: str(keys.get(name, ""))[:200] for name in ("p256dh", "auth")}
    if not all(own.values()):
        raise InvalidAccount("The browser gave no keys for notices.")
    mark = hashlib.sha256(endpoint.encode()).hexdigest()
    others = PushSubscription.objects.filter(agent=agent).exclude(endpoint_hash=mark)
    if others.count() >= MOST:
        raise InvalidAccount(f"{MOST} devices are enough. Remove one first.")
    columns = {
        "agent": agent,
        "sealed": sealing.seal(json.dumps({"endpoint": endpoint, "keys": own}).encode()),
        "label": label[:60],
    }
    return PushSubscription.objects.update_or_create(endpoint_hash=mark, defaults=columns)[0]


def check(endpoint: str) -> None:
    """Refuse an address that is no push service's: whoever is signed in can type any.

    Raises:
        InvalidAccount: and why.
    """
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    fits = any(host.endswith(end) if end.startswith(".") else host == end for end in SERVICES)
    if parts.scheme != "https" or parts.netloc != host or not fits:
        raise InvalidAccount("This browser’s push service is not known here.")


def devices_for(notice_id: int) -> list[int]:
    """Return the browsers that show a notice; none for a demo, which says nothing to anybody outside."""
    notice = Notice.objects.select_related("brokerage").filter(pk=notice_id).first()
    if notice is None or notice.brokerage.is_demo:
        return []
    return list(PushSubscription.objects.filter(agent=notice.agent_id).values_list("pk", flat=True))


def tell(notice_id: int, subscription_id: int) -> bool:
    """Show a notice in a browser, once. Returns whether this call did it.

    Raises:
        Transient: the push service certainly did not take it, and may later.
    """
    notice = Notice.objects.get(pk=notice_id)
    row = PushSubscription.objects.filter(pk=subscription_id).first()
    if row is None:
        return False
    receipt, is_new = Receipt.objects.get_or_create(source=f"push.{row.pk}", key=str(notice.pk))
    if not is_new:
        return False
    words = WORDS.get(notice.kind, "There is something new for you.")
    try:
        return show(row, words, url=notice.url or "/", tag=f"notice-{notice.pk}")
    except Transient:
        receipt.delete()
        raise


def show(row: PushSubscription, words: str, *, url: str, tag: str) -> bool:
    """Show words in one browser. A browser that is gone for good is removed. Returns whether it was taken.

    Raises:
        Transient: no connection, or "too many"; nothing was shown.
    """
    kept = json.loads(sealing.unseal(row.sealed))
    check(kept["endpoint"])
    from pywebpush import WebPushException  # noqa: PLC0415 - heavy, and only who pushes needs it

    told = json.dumps({"title": "Homestretch", "body": words, "url": url, "tag": tag})
    try:
        _send(kept, told)
    except WebPushException as error:
        status = error.response.status_code if error.response is not None else 0
        return _refused(row, status)
    except (requests.ConnectTimeout, requests.ConnectionError) as error:
        raise Transient("The push service cannot be reached.") from error
    except requests.RequestException:  # it may have been shown; showing it again would be worse
        return False
    metrics.outside_calls.labels("push", "2xx").inc()
    PushSubscription.objects.filter(pk=row.pk).update(told_at=clock.now())
    return True


@cache
def public_key() -> str:
    """Return what a browser signs up with: the public half of this installation's key, in base64url."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - as below

    point = _vapid().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def _send(kept: Mapping[str, Any], told: str) -> None:
    from pywebpush import webpush  # noqa: PLC0415 - as above

    contact = settings.PUBLIC_URL if settings.PUBLIC_URL.startswith("https://") else "mailto:nobody@localhost"
    webpush(
        kept, told, vapid_private_key=_vapid(), vapid_claims={"sub": contact}, ttl=KEPT_SECONDS, timeout=SECONDS,
        headers={"Urgency": "high"}, requests_session=_NoRedirects(),
    )  # fmt: skip


def _refused(row: PushSubscription, status: int) -> bool:
    metrics.outside_calls.labels("push", f"{status // 100}xx").inc()
    if status == TOO_MANY or status >= 500:
        raise Transient("The push service takes no more right now.")
    if status in GONE:
        row.delete()
    else:
        log.warning("push.refused", subscription_id=row.pk, status=status)
    return False


@cache
def _vapid() -> Any:
    from pywebpush import Vapid  # noqa: PLC0415 - heavy, and only who pushes needs it

    return Vapid.from_string(settings.VAPID_PRIVATE_KEY)
