"""What the frame around every page holds: the nav, what ``+`` adds. Apps add theirs in ``AppConfig.ready``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

Counter = Callable[[HttpRequest], int]
Question = Callable[[HttpRequest], bool]


@dataclass(frozen=True, order=True)
class Entry:
    """One page that can be gone to, or one thing that can be added: where, what it is called, how it looks."""

    order: int
    label: str
    url_name: str
    icon: str
    key: str = ""
    count: Counter | None = field(default=None, compare=False)
    shown: Question | None = field(default=None, compare=False)
    also: tuple[str, ...] = ()
    is_aside: bool = False


@dataclass(frozen=True)
class NavItem:
    """One line of the nav as drawn.

    ``count`` is 0 when nothing waits, ``key`` follows ``g`` on the keyboard, ``is_aside`` sets it apart at the foot.
    """

    label: str
    url: str
    icon: str
    key: str
    count: int
    current: bool
    is_aside: bool


_nav: dict[str, Entry] = {}
_quick_add: dict[str, Entry] = {}


def add_nav(
    url_name: str,
    *,
    label: str,
    icon: str,
    order: int,
    key: str = "",
    count: Counter | None = None,
    shown: Question | None = None,
    also: tuple[str, ...] = (),
    is_aside: bool = False,
) -> None:
    """Add a page to the nav, for example ``add_nav("crm:people", label="People", icon="users", order=30, key="p")``.

    Args:
        count: how much waits there; asked once per full page, so it must cost one short query.
        shown: whether this person sees it at all; without, everybody does.
        also: further pages that belong under it.
        is_aside: sets it apart at the foot, for what is no daily work.
    """
    _nav[url_name] = Entry(order, label, url_name, icon, key, count, shown, also, is_aside)


def add_quick(url_name: str, *, label: str, icon: str, order: int = 100) -> None:
    """Add a line to the ``+`` menu; the address answers with a form."""
    _quick_add[url_name] = Entry(order, label, url_name, icon)


def nav_for(request: HttpRequest) -> list[NavItem]:
    """Return the nav in order; the current item is the one with the longest address that leads this request's."""
    entries = [entry for entry in sorted(_nav.values()) if entry.shown is None or entry.shown(request)]
    homes = {reverse(name): entry for entry in entries for name in (entry.url_name, *entry.also)}
    leading = [url for url in homes if request.path == url or (url != "/" and request.path.startswith(url))]
    current = homes.get(max(leading, key=len, default=""))
    return [
        NavItem(
            label=entry.label,
            url=reverse(entry.url_name),
            icon=entry.icon,
            key=entry.key,
            count=entry.count(request) if entry.count else 0,
            current=entry is current,
            is_aside=entry.is_aside,
        )
        for entry in entries
    ]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``nav`` and ``quick_add`` for an agent's full page, nothing for fragments and strangers."""
    htmx = getattr(request, "htmx", None)
    if getattr(request, "agent", None) is None or (htmx and not htmx.boosted):
        return {}
    added = [
        {"label": entry.label, "url": reverse(entry.url_name), "icon": entry.icon}
        for entry in sorted(_quick_add.values())
    ]
    return {"nav": nav_for(request), "quick_add": added}
