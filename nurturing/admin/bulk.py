"""Actions of the admin: one service call per row, and a count of what was done and what refused."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.messages import INFO
from django.http import HttpRequest

from realestate.lib.errors import DomainError


def each(page: "ModelAdmin[Any]", request: HttpRequest, rows: Iterable[Any], do: Callable[[Any], object]) -> None:
    """Call a service for every chosen row, and tell the operator how it went."""
    done = refused = 0
    for row in rows:
        try:
            do(row)
            done += 1
        except DomainError:
            refused += 1
    page.message_user(request, f"{done} done, {refused} refused.", INFO)
