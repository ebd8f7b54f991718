"""What other apps add to a page: ``{% panels "lead" lead.pk slot="who" %}``, ``{% tabs "lead-write" lead.pk %}``."""

from typing import Any

from django import template

from realestate.lib.panels import panels_for, tabs_for

register = template.Library()


@register.inclusion_tag("components/panels.html")
def panels(page: str, pk: int, slot: str = "aside", hears: str = "") -> dict[str, Any]:
    """Draw one waiting box per guest of a page's slot; htmx fills each from its own URL once the page stands.

    ``hears`` names a live message, such as ``live:contact-12``, at which each box fills itself again.
    """
    return {
        "hears": hears,
        "panels": [
            {"title": panel.title, "url": panel.url(pk), "id": f"panel-{panel.url_name.replace(':', '-')}-{pk}"}
            for panel in panels_for(page, slot)
        ],
    }


@register.inclusion_tag("components/tabs.html")
def tabs(box: str, pk: int, *, current: str, target: str, label: str) -> dict[str, Any]:
    """Draw the row of tabs of a box, whoever added them.

    Args:
        current: the name of the tab that is open.
        target: where the box is, as a selector.
        label: what the row is for, to those who do not see it.
    """
    row = [
        {"url": tab.url(pk), "label": tab.label, "key": tab.key, "is_open": tab.name == current}
        for tab in tabs_for(box)
    ]
    return {"tabs": row, "target": target, "label": label}
