"""Take back what was just done."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from crm.views.answers import go_back, say_done
from realestate.web import undo as undoing
from realestate.web.requests import HtmxRequest


@require_POST
def undo(request: HtmxRequest, token: str) -> HttpResponse:
    """Undo one act by its token, and draw the page anew."""
    say_done(request, undoing.take_back(request, token), tone="info")
    return go_back(request, "crm:people")
