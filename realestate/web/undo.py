"""Undo: what was done is kept in the person's session for a while, and taken back by one POST.

``register("lead.assign", take_back)`` names how; ``offer`` keeps what is needed and returns the address for the toast.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from realestate.lib import clock
from realestate.lib.errors import DomainError

KEPT = 12
SECONDS = 600
SESSION_KEY = "undo"

TakeBack = Callable[[HttpRequest, dict[str, Any]], str]
_ways: dict[str, TakeBack] = {}


class TooLate(DomainError):
    """There is nothing left to take back."""

    code = "too_late"


def register(kind: str) -> Callable[[TakeBack], TakeBack]:
    """Name how one kind of act is taken back: ``function(request, data)`` does it and returns what it says."""

    def keep(function: TakeBack) -> TakeBack:
        _ways[kind] = function
        return function

    return keep


def offer(request: HttpRequest, kind: str, **data: Any) -> str:
    """Keep what undoing needs (plain values), and return the address whose POST undoes it, once, for ten minutes."""
    token = secrets.token_urlsafe(9)
    kept = dict(list(request.session.get(SESSION_KEY, {}).items())[-(KEPT - 1) :])
    kept[token] = {"kind": kind, "at": clock.real_now().timestamp(), "data": data}
    request.session[SESSION_KEY] = kept
    return reverse("undo", args=[token])


def take_back(request: HttpRequest, token: str) -> str:
    """Undo what the token stands for, and return the words that say so.

    Raises:
        TooLate: it was undone already, or too much time went by.
    """
    kept = dict(request.session.get(SESSION_KEY, {}))
    act = kept.pop(token, None)
    if act is None or clock.real_now().timestamp() - act["at"] > SECONDS:
        raise TooLate("This can no longer be undone from here.")
    said = _ways[act["kind"]](request, act["data"])
    request.session[SESSION_KEY] = kept
    return said
