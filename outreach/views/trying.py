"""Settings, Sending: who carries messages, and a test to oneself."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from outreach.services import trying
from outreach.states import Channel
from realestate.web.requests import HtmxRequest, page


@require_http_methods(["GET", "POST"])
def sending(request: HtmxRequest) -> HttpResponse:
    """Show how messages leave; on POST send a test to the signed-in agent and say what the provider answered."""
    tried, channel = None, request.POST.get("channel", "")
    if request.method == "POST":
        if channel not in Channel.values:
            raise Http404
        tried = trying.send_test(request.agent, channel)
    context = {
        "brokerage": request.agent.brokerage,
        "mail_is_caught": request.agent.brokerage.is_demo or settings.MAIL_IS_CAUGHT,
        "mail_host": settings.EMAIL_HOST,
        "tried": tried,
        "channel": channel,
        "part": "sending",
    }
    return page(request, "outreach/settings_sending.html", context, part="ways")
