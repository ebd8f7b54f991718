"""Calls of GoHighLevel's API for a brokerage: tokens sealed at rest, fresh when used, refreshed once at a time."""

from datetime import timedelta
from typing import Any

import httpx
import structlog
from django.conf import settings
from django.db import transaction

from crm.errors import InvalidAccount
from crm.models import Contact, ContactPoint, GhlConnection, GhlLink, Receipt
from crm.services import ghl_client as client
from crm.states import LinkKind, PointKind
from realestate.lib import clock, sealing
from realestate.lib.errors import DomainError

log = structlog.get_logger()

EARLY = timedelta(minutes=5)
UNAUTHORISED = 401


class GhlRefused(DomainError):
    """Their API said no. ``http_status`` is theirs, the message their own words."""

    code = "ghl_refused"

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.http_status = status


def connection() -> GhlConnection | None:
    """Return the connection of the brokerage in force that can call their API; None if it has none."""
    return next((row for row in GhlConnection.objects.filter(is_active=True).order_by("pk") if row.can_call), None)


def call(row: GhlConnection, method: str, path: str, **options: Any) -> dict[str, Any]:
    """Make one call and return the answer's JSON. A token that is no longer taken is refreshed once.

    Raises:
        GhlRefused: they said no; nothing was done.
        Unanswered, CircuitOpen: no clear answer; see ``realestate.lib.http``.
    """
    answer = client.call(row.location_id, _token(row), method, path, **options)
    if answer.status_code == UNAUTHORISED and row.refresh_token:  # refused at the door: nothing was done
        answer = client.call(row.location_id, _token(row, is_stale=True), method, path, **options)
    if answer.is_success:
        _note(row, "")
        return _json(answer)
    words = _words(answer)
    if answer.status_code in {UNAUTHORISED, 403}:
        _note(row, words)
    raise GhlRefused(answer.status_code, words)


def use_token(row: GhlConnection, token: str) -> GhlConnection:
    """Keep a private integration token, which does not expire, and try it. Returns the connection.

    Raises:
        InvalidAccount: their API does not take it for this location.
    """
    row.access_token, row.refresh_token, row.expires_at = sealing.seal(token.strip().encode()), "", None
    try:
        call(row, "GET", f"/locations/{row.location_id}")
    except GhlRefused as refusal:
        raise InvalidAccount(f"GoHighLevel did not take it: {refusal.message}", field="token") from refusal
    row.save(update_fields=["access_token", "refresh_token", "expires_at", "updated_at"])
    return row


@transaction.atomic
def use_code(row: GhlConnection, code: str, *, redirect_uri: str) -> GhlConnection:
    """Trade the code of an installation for tokens and keep them. An agency's is traded on for the location's.

    Raises:
        InvalidAccount: they refuse it, or it is of another location.
    """
    row = GhlConnection.objects.select_for_update().get(pk=row.pk)
    told = _granted(client.token(grant_type="authorization_code", code=code, redirect_uri=redirect_uri))
    if _of(told, "userType") == "Company":
        company_id = _of(told, "companyId")
        answer = client.location_token(_of(told, "access_token"), company_id=company_id, location_id=row.location_id)
        told = _granted(answer)
    if _of(told, "locationId") not in {"", row.location_id}:
        raise InvalidAccount("The app was installed for another location.", field="location_id")
    return _keep(row, told)


def forget(row: GhlConnection) -> GhlConnection:
    """Throw the tokens away. Webhooks still come in."""
    row.access_token, row.refresh_token, row.expires_at, row.problem = "", "", None, ""
    row.save(update_fields=["access_token", "refresh_token", "expires_at", "problem", "updated_at"])
    return row


def person(row: GhlConnection, contact: Contact) -> str:
    """Return their id of a person of ours, who is made over there at the first need.

    Upserting is safe to repeat: it finds by number and address.

    Raises:
        GhlRefused, Unanswered, CircuitOpen: see ``call``.
    """
    known = GhlLink.objects.filter(kind=LinkKind.CONTACT, contact=contact).order_by("-as_of").first()
    if known is not None:
        return str(known.external_id)
    points = ContactPoint.objects.filter(contact=contact, is_wrong=False).order_by("-is_primary", "pk")
    first = {kind: next((p.value for p in points if p.kind == kind), "") for kind in PointKind.values}
    told = {
        "locationId": row.location_id, "firstName": contact.first_name, "lastName": contact.last_name,
        "phone": first[PointKind.PHONE], "email": first[PointKind.EMAIL], "source": "Homestretch",
    }  # fmt: skip
    answer = call(row, "POST", "/contacts/upsert", json={name: value for name, value in told.items() if value})
    external_id = str((answer.get("contact") or {}).get("id") or "")
    if not external_id:
        raise GhlRefused(200, "The answer names no contact.")
    GhlLink.objects.get_or_create(
        kind=LinkKind.CONTACT, external_id=external_id, defaults={"contact": contact, "as_of": clock.now()}
    )
    return external_id


def _token(row: GhlConnection, *, is_stale: bool = False) -> str:
    """Return a token that holds for a while yet.

    Their refresh tokens change with each use: the lock makes us use each once, and the new one is stored in the
    same transaction.
    """
    if not is_stale and (row.expires_at is None or row.expires_at > clock.real_now() + EARLY):
        return sealing.unseal(row.access_token).decode()
    with transaction.atomic():
        fresh = GhlConnection.objects.select_for_update().get(pk=row.pk)
        if fresh.access_token == row.access_token:  # nobody refreshed it meanwhile
            refresh = sealing.unseal(fresh.refresh_token).decode() if fresh.refresh_token else ""
            _keep(
                fresh, _granted(client.token(grant_type="refresh_token", refresh_token=refresh, user_type="Location"))
            )
    row.access_token, row.refresh_token, row.expires_at = fresh.access_token, fresh.refresh_token, fresh.expires_at
    return sealing.unseal(row.access_token).decode()


def _granted(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise InvalidAccount(f"GoHighLevel gave no token: {_words(answer)}", field="token")
    return _json(answer)


def _keep(row: GhlConnection, told: dict[str, Any]) -> GhlConnection:
    row.access_token = sealing.seal(_of(told, "access_token").encode())
    refresh = _of(told, "refresh_token")
    row.refresh_token = sealing.seal(refresh.encode()) if refresh else ""
    seconds = int(_of(told, "expires_in") or 86_399)
    row.expires_at = clock.real_now() + timedelta(seconds=seconds)
    row.company_id = _of(told, "companyId")[:40] or row.company_id
    row.problem = ""
    row.save(update_fields=["access_token", "refresh_token", "expires_at", "company_id", "problem", "updated_at"])
    return row


def _of(told: dict[str, Any], name: str) -> str:
    """Read a field by its name of 2021, or by that of v3."""
    first, *rest = name.split("_")
    return str(told.get(name) or told.get(first + "".join(word.capitalize() for word in rest)) or "")


def _note(row: GhlConnection, problem: str) -> None:
    if row.problem != problem[:200]:
        row.problem = problem[:200]
        GhlConnection.objects.filter(pk=row.pk).update(problem=row.problem)
        if problem:
            log.warning("ghl.refused", location=row.pk)


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _words(answer: httpx.Response) -> str:
    told = _json(answer)
    words = told.get("message") or told.get("error_description") or told.get("error") or f"HTTP {answer.status_code}"
    return "; ".join(map(str, words)) if isinstance(words, list) else str(words)


def sent_by_us(message_id: str) -> None:
    """Note that a message over there is ours, so that their news of it make no second line of the timeline."""
    if message_id:
        Receipt.objects.get_or_create(source="ghl.message", key=message_id[:120])


def can_install() -> bool:
    """Return whether this installation has a marketplace app of its own to connect with."""
    return bool(settings.GHL_CLIENT_ID and settings.GHL_CLIENT_SECRET)
