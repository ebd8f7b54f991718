"""The boxes that other apps add to a page: ``{% panels "lead" lead.pk slot="who" %}``."""

from typing import Any

from django import template

from realestate.lib.panels import panels_for

register = template.Library()


@register.inclusion_tag("components/panels.html")
def panels(page: str, pk: int, slot: str = "aside") -> dict[str, Any]:
    """Draw one waiting box per guest of a page's slot; htmx fills each from its own URL once the page stands."""
    return {
        "panels": [
            {"title": panel.title, "url": panel.url(pk), "id": f"panel-{panel.url_name.replace(':', '-')}-{pk}"}
            for panel in panels_for(page, slot)
        ]
    }
