"""What the admin pages of all apps share: lists that stay quick, records nobody edits, actions that count."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.messages import INFO
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from realestate.lib.errors import DomainError


class LeanAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """A list that never counts the whole table, newest first unless said otherwise."""

    show_full_result_count = False
    ordering = ["-pk"]
    list_per_page = 50


class ReadOnlyAdmin(LeanAdmin):
    """Rows to look at: they change by the pages and services, which announce what they do."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def each(
    page: ModelAdmin,
    request: HttpRequest,
    rows: Iterable[Any],
    do: Callable[[Any], object],
    *,
    words: str = "{done} done, {refused} refused.",
) -> None:
    """Call a service for every chosen row, and tell the operator in ``words`` how many it took and how many not."""
    done = refused = 0
    for row in rows:
        try:
            do(row)
            done += 1
        except DomainError:
            refused += 1
    page.message_user(request, words.format(done=done, refused=refused), INFO)
