"""The live scoreboard."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from analytics.selectors import scoreboard as selectors
from realestate.web.requests import HtmxRequest, page


@require_GET
def scoreboard(request: HtmxRequest) -> HttpResponse:
    """Show the best leads; ``window`` says from when gains count, ``kiosk`` fills a screen on the wall."""
    asked = request.GET.get("window", "")
    window = asked if asked in selectors.WINDOWS else selectors.DEFAULT_WINDOW
    kiosk = "kiosk" in request.GET
    context = {
        "board": selectors.board(request.agent, window, most=selectors.MOST_ON_A_WALL if kiosk else selectors.MOST),
        "window": window,
        "windows": selectors.WINDOWS.items(),
        "kiosk": kiosk,
        "zone": request.agent.timezone,
    }
    return page(request, "analytics/scoreboard.html", context, part="board")
