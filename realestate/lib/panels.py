"""Panels and tabs: what a higher app adds to a lower app's page.

A panel is a box of its own: the page shows it empty with the panel's URL, and htmx fills it. A tab is one of several
ways to fill the same box. Either way the page needs no import of its guests.
"""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, order=True)
class Panel:
    """One guest on a page: its place in the order, and the URL name that fills it."""

    order: int
    slot: str
    url_name: str
    title: str

    def url(self, pk: int) -> str:
        """Return the address that fills the box for the page's row ``pk``."""
        return reverse(self.url_name, args=[pk])


_panels: dict[str, list[Panel]] = {}


def add_panel(page: str, url_name: str, *, title: str, slot: str = "aside", order: int = 100) -> None:
    """Add a panel to a page, for example ``add_panel("lead", "scoring:lead-panel", title="Score", slot="who")``."""
    panels = _panels.setdefault(page, [])
    panels.append(Panel(order=order, slot=slot, url_name=url_name, title=title))
    panels.sort()


def panels_for(page: str, slot: str = "aside") -> list[Panel]:
    """Return a page's panels in one slot, in order."""
    return [panel for panel in _panels.get(page, []) if panel.slot == slot]


@dataclass(frozen=True, order=True)
class Tab:
    """One way to fill a box: its place in the row, its word and key, and the URL that fills the box with it."""

    order: int
    name: str
    label: str
    url_name: str
    arguments: tuple[str, ...] = ()
    query: str = ""
    key: str = ""

    def url(self, pk: int) -> str:
        """Return the address that fills the box for the page's row ``pk``."""
        return reverse(self.url_name, args=[pk, *self.arguments]) + (f"?{self.query}" if self.query else "")


_tabs: dict[str, list[Tab]] = {}


def add_tab(box: str, tab: Tab) -> None:
    """Add a tab to a box: ``add_tab("lead-write", Tab(30, "note", "Note", "crm:lead-write", ("note",)))``."""
    tabs = _tabs.setdefault(box, [])
    tabs.append(tab)
    tabs.sort()


def tabs_for(box: str) -> list[Tab]:
    """Return a box's tabs, in order."""
    return list(_tabs.get(box, []))
