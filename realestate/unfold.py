"""The admin's look, as data: our name, evergreen, and paper and warm night instead of the theme's own greys."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static


def mark(_request: HttpRequest) -> str:
    """Return where our mark is; without it browsers ask for one that is not there."""
    return static("img/mark.svg")


def doors(request: HttpRequest) -> list[dict[str, str]]:
    """Return what superusers reach beside the rows: the kill switches, and the brokerage whose rows they see."""
    if not getattr(request.user, "is_superuser", False):
        return []
    return [
        {"icon": "block", "title": "Kill switches", "link": "/admin/switches/"},
        {"icon": "real_estate_agent", "title": "Choose a brokerage", "link": "/admin/brokerage/"},
    ]


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Homestretch",
    "SITE_HEADER": "Homestretch",
    "SITE_SUBHEADER": "For operators",
    "SITE_SYMBOL": "home",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": mark}],
    "SITE_URL": "/",
    "SITE_DROPDOWN": doors,
    "SHOW_HISTORY": False,
    "COLORS": {
        "base": {
            "50": "oklch(97.5% .008 95)",
            "100": "oklch(95.5% .01 95)",
            "200": "oklch(91% .012 95)",
            "300": "oklch(84% .013 95)",
            "400": "oklch(71% .012 95)",
            "500": "oklch(55% .012 95)",
            "600": "oklch(44% .012 95)",
            "700": "oklch(36% .011 95)",
            "800": "oklch(27% .008 95)",
            "900": "oklch(20.5% .006 95)",
            "950": "oklch(15.5% .005 95)",
        },
        "primary": {
            "50": "oklch(97% .014 165)",
            "100": "oklch(94% .025 165)",
            "200": "oklch(88% .045 165)",
            "300": "oklch(79% .065 165)",
            "400": "oklch(71% .08 165)",
            "500": "oklch(62% .08 165)",
            "600": "oklch(42% .07 165)",
            "700": "oklch(37% .06 165)",
            "800": "oklch(32% .05 165)",
            "900": "oklch(27% .04 165)",
            "950": "oklch(21% .03 165)",
        },
    },
}
