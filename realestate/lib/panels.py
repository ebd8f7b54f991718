"""Panels: boxes that a higher app adds to a lower app's page.

The page shows an empty box with the panel's URL, and htmx fills it. So the page needs no import of its guests.
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
