"""Mail that was caught on this machine instead of leaving it."""

from email import message_from_string
from email.policy import default

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from outreach.selectors import caught_mail as selectors
from outreach.services import mail_catcher
from outreach.views.finding import mail_of
from realestate.web.requests import HtmxRequest, page

HEADERS = ("From", "To", "Subject", "Date", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post", "Message-ID")


@require_GET
def index(request: HtmxRequest) -> HttpResponse:
    """Show what was caught, newest first."""
    letters = selectors.letters(request.agent, after=request.GET.get("after", ""))
    return page(request, "outreach/mail.html", {"letters": letters, "zone": request.agent.timezone}, part="rows")


@require_GET
def letter(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show one mail: its headers and text, with links that work."""
    caught = mail_of(request, pk)
    parsed = message_from_string(caught.raw, policy=default)
    context = {
        "letters": selectors.letters(request.agent, after=request.GET.get("after", "")),
        "caught": caught,
        "headers": [(name, str(parsed[name])) for name in HEADERS if parsed[name]],
        "text": mail_catcher.text_of(caught),
        "zone": request.agent.timezone,
    }
    return page(request, "outreach/mail.html", context, part="letter")
