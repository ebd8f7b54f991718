"""Webhooks of other services: stored before anything is done with them, handled once, and kept with what became of it.

A hook of a location or number that no brokerage has waits, without a brokerage, until one does.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django_scopes.exceptions import ScopeError

from crm.models import Brokerage, GhlConnection, InboundHook
from crm.states import HOOK_STEPS, Carrier, HookState
from realestate.lib import clock, scopes, states
from realestate.lib.errors import DomainError
from realestate.lib.later import later

TASKS = {
    "ghl": "crm.handle_hook",
    "ghl-workflow": "crm.handle_hook",
    "twilio": "outreach.handle_hook",
    "mail": "outreach.handle_hook",
}
LOST_AFTER = timedelta(minutes=1)  # a task that has not run by then was lost, or waits for another hook
OFTEN_UNTIL = timedelta(minutes=10)
KEPT_WAITING = timedelta(days=3)
BATCH = 500
LONGEST_ID = 120


class NotOurs(DomainError):
    """The hook says nothing that is kept here; the message says why."""

    code = "not_ours"


class TooEarly(DomainError):
    """The hook speaks of something that another hook will bring. Order is not promised."""

    code = "too_early"


class UnknownTenant(DomainError):
    """No brokerage has the location or number."""

    code = "unknown_tenant"


@transaction.atomic
def keep(
    provider: str, *, external_id: str, kind: str, body: dict[str, Any], brokerage: Brokerage | None
) -> tuple[InboundHook, bool]:
    """Store a hook and queue its handling; the same ``external_id`` again changes nothing.

    Returns:
        The stored hook, and whether it is new.
    """
    hook, is_new = InboundHook.objects.get_or_create(
        provider=provider,
        external_id=external_id[:LONGEST_ID],
        defaults={"kind": kind, "body": body, "brokerage": brokerage},
    )
    if is_new and brokerage is not None:
        later(TASKS[provider], brokerage.pk, hook.pk)
    return hook, is_new


def run(hook_id: int, do: Callable[[InboundHook], None]) -> InboundHook:
    """Handle a hook of the brokerage in force with ``do``, in one transaction with what is noted of it.

    A hook that was handled is left alone. ``NotOurs`` marks it ignored, ``TooEarly`` lets it wait, any other
    refusal marks it failed; the words are kept.
    """
    try:
        with transaction.atomic():
            hook = _locked(hook_id)
            if hook.status != HookState.HANDLED:
                do(hook)
                _settle(hook, HookState.HANDLED)
            return hook
    except NotOurs as refusal:
        return _note(hook_id, HookState.IGNORED, refusal.message)
    except TooEarly as refusal:
        return _note(hook_id, HookState.RECEIVED, refusal.message)
    except DomainError as refusal:
        return _note(hook_id, HookState.FAILED, refusal.message)


def retry(hook: InboundHook) -> InboundHook:
    """Queue a hook once more, and return it. One that was handled stays as it is, so nothing happens twice.

    Raises:
        UnknownTenant: still nobody has its location or number.
    """
    if hook.brokerage_id is None:
        hook.brokerage = tenant_of(hook)
        hook.save(update_fields=["brokerage"])
    if hook.status != HookState.HANDLED and hook.brokerage_id is not None:
        later(TASKS[hook.provider], hook.brokerage_id, hook.pk)
    return hook


def tenant_of(hook: InboundHook) -> Brokerage:
    """Return whose hook it is, by our own record of locations and numbers.

    Raises:
        UnknownTenant: nobody's.
    """
    found: Brokerage | None = None
    if hook.provider == "ghl":
        row = GhlConnection._base_manager.filter(location_id=hook.body.get("locationId") or "").first()
        found = row.brokerage if row else None
    elif hook.provider == "twilio":
        found = owner_of_number(str(hook.body.get("To", ""))) or owner_of_number(str(hook.body.get("From", "")))
    if found is None:
        raise UnknownTenant("No brokerage has this location or number.")
    return found


def owner_of_number(number: str) -> Brokerage | None:
    """Return the brokerage that texts from a number (E.164), or None."""
    if not number:
        return None
    return Brokerage.objects.filter(from_number=number, carrier=Carrier.TWILIO, is_active=True).first()


def adopt() -> int:
    """Give the brokerage in force the hooks that waited for its locations and number; return how many."""
    brokerage = Brokerage.objects.get(pk=_tenant())
    locations = list(GhlConnection.objects.filter(is_active=True).values_list("location_id", flat=True))
    theirs = Q(provider="ghl", body__locationId__in=locations)
    if brokerage.carrier == Carrier.TWILIO and brokerage.from_number:
        theirs |= Q(provider="twilio", body__To=brokerage.from_number)
    strays = InboundHook.objects.filter(theirs, brokerage=None, status=HookState.RECEIVED)
    return strays.update(brokerage=brokerage)


def waiting() -> list[tuple[str, int]]:
    """Return task name and id of the hooks of the brokerage in force that wait and should be tried again now.

    Young ones every time, older ones every tenth minute. Those that waited three days are given up.
    """
    now = clock.real_now()
    mine = InboundHook.objects.filter(brokerage_id=_tenant(), status=HookState.RECEIVED)
    for hook in mine.filter(received_at__lt=now - KEPT_WAITING)[:BATCH]:
        _settle(hook, HookState.FAILED, hook.error or "It could not be handled in three days.")
    due = mine.filter(received_at__lt=now - LOST_AFTER)
    if now.minute % 10:
        due = due.filter(received_at__gte=now - OFTEN_UNTIL)
    rows = due.order_by("received_at").values_list("provider", "pk")[:BATCH]
    return [(TASKS[provider], pk) for provider, pk in rows]


def _locked(hook_id: int) -> InboundHook:
    return InboundHook.objects.select_for_update().get(pk=hook_id, brokerage_id=_tenant())


@transaction.atomic
def _note(hook_id: int, to: str, words: str) -> InboundHook:
    hook = _locked(hook_id)
    if hook.status != HookState.HANDLED:
        _settle(hook, to, words)
    return hook


def _settle(hook: InboundHook, to: str, words: str = "") -> None:
    handled_at = None if to == HookState.RECEIVED else clock.real_now()
    if hook.status == to:
        hook.error, hook.handled_at = words, handled_at
        hook.save(update_fields=["error", "handled_at"])
    elif to != HookState.RECEIVED:
        states.move(hook, to, table=HOOK_STEPS, error=words, handled_at=handled_at)


def _tenant() -> int:
    """Return the brokerage in force; these rows may have none, so their manager is not scoped."""
    brokerage_id = scopes.current_id()
    if brokerage_id is None:
        raise ScopeError("Hooks of a brokerage are looked at in its scope.")
    return brokerage_id
