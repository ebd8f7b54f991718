"""A brokerage's connections to GoHighLevel as its people manage them: made, tested, taken apart and put together."""

import secrets

from crm.errors import InvalidAccount
from crm.models import GhlConnection, InboundHook
from crm.models.doors import InboundHookQuerySet
from crm.services import ghl_api, ghl_intake, hooks
from crm.states import HookState
from realestate.lib.errors import Transient
from realestate.lib.later import later

SECRET_BYTES = 32
MOST_AT_ONCE = 500


def connect(location_id: str) -> GhlConnection:
    """Connect a location to the brokerage in force, and have what already came from it taken in.

    Raises:
        InvalidAccount: no location is named, or it belongs to a connection already.
    """
    row = ghl_intake.connect(location_id)
    later("crm.handle_hooks", row.brokerage_id)
    return row


def disconnect(row: GhlConnection) -> GhlConnection:
    """Stop taking in what comes from a location, and stop calling it. Its webhooks are still kept."""
    return _switch(row, is_active=False)


def reconnect(row: GhlConnection) -> GhlConnection:
    """Go on with a location that was disconnected; what it sent meanwhile is taken in now."""
    _switch(row, is_active=True)
    passed_over = InboundHook.objects.of_location(row).filter(status=HookState.IGNORED, error=ghl_intake.SWITCHED_OFF)
    _queue(passed_over)
    return row


def rotate_secret(row: GhlConnection) -> str:
    """Give the workflow hook a new address at once, and return the secret of the old one, which is now closed."""
    old, row.hook_secret = row.hook_secret, secrets.token_urlsafe(SECRET_BYTES)
    row.save(update_fields=["hook_secret", "updated_at"])
    return old


def put_secret_back(row: GhlConnection, secret: str) -> GhlConnection:
    """Open the workflow hook at its former address again, which closes the newer one."""
    row.hook_secret = secret
    row.save(update_fields=["hook_secret", "updated_at"])
    return row


def use_token(row: GhlConnection, token: str) -> GhlConnection:
    """Try a private integration token, and keep it sealed if their API takes it for this location.

    Raises:
        InvalidAccount: they do not take it, they do not answer, or the brokerage is a demo; nothing is kept.
    """
    if row.brokerage.is_demo:
        raise InvalidAccount("A demo brokerage calls nobody outside.", field="token")
    before = row.problem
    try:
        return ghl_api.use_token(row, token)
    except Transient as silence:
        raise InvalidAccount("GoHighLevel did not answer. Nothing was kept; try again.", field="token") from silence
    except InvalidAccount:
        # What they think of a token that is not kept says nothing of the one that is.
        GhlConnection.objects.filter(pk=row.pk).update(problem=before)
        raise


def retry(hook: InboundHook) -> InboundHook:
    """Handle a kept webhook once more, now, and return it with what became of it."""
    return ghl_intake.handle(hook.pk)


def retry_failed(row: GhlConnection) -> int:
    """Queue what failed of a location once more, oldest first; return how many."""
    return _queue(InboundHook.objects.of_location(row).filter(status=HookState.FAILED))


def _queue(rows: InboundHookQuerySet) -> int:
    chosen = list(rows.order_by("received_at")[:MOST_AT_ONCE])
    for hook in chosen:
        hooks.retry(hook)
    return len(chosen)


def _switch(row: GhlConnection, *, is_active: bool) -> GhlConnection:
    row.is_active = is_active
    row.save(update_fields=["is_active", "updated_at"])
    return row
