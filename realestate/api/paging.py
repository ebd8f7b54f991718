"""Lists in pages that stay put while rows come and go: a cursor, never an offset or a count."""

from rest_framework.pagination import CursorPagination


class NewestFirst(CursorPagination):
    """Newest rows first, 50 a page; ``page_size`` asks for up to 200."""

    ordering: tuple[str, ...] = ("-created_at", "-id")
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class LatestSaid(NewestFirst):
    """What was said last comes first."""

    ordering = ("-occurred_at", "-id")


class LatestStarted(NewestFirst):
    """What started last comes first."""

    ordering = ("-started_at", "-id")


class ByPriority(NewestFirst):
    """What goes before others comes first."""

    ordering = ("priority", "id")


class InOrderOfTheFile(NewestFirst):
    """Rows as they stand in their file."""

    ordering = ("number",)


class LatestTalk(NewestFirst):
    """Conversations in which something was said last come first."""

    ordering = ("-last_message_at", "-id")
