"""Messages that wait for their hour: taken back, or sent at once."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from outreach.models import Message
from outreach.services import scheduling, sending
from outreach.views.composer import what_waits
from outreach.views.finding import lead_of, message_of
from realestate.web import toasts
from realestate.web.requests import HtmxRequest


@require_POST
def take_back(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take a waiting message back."""
    message = message_of(request, pk)
    sending.cancel(message, reason=f"Taken back by {request.agent.name}.")
    toasts.say(request, "Taken back. It will not be sent.")
    return _answer(request, message)


@require_POST
def send_now(request: HtmxRequest, pk: int) -> HttpResponse:
    """Send a scheduled message without waiting for its hour; the gate has its say as ever."""
    message = scheduling.send_now(message_of(request, pk))
    toasts.say(request, "It goes out now, if nothing forbids it at this hour.")
    return _answer(request, message)


def _answer(request: HtmxRequest, message: Message) -> HttpResponse:
    """Answer with what still waits. Other parts of the page hear ``said``."""
    if message.lead_id is None or not request.htmx:
        return redirect("outreach:conversation", pk=message.conversation_id)
    response = what_waits(request, lead_of(request, message.lead_id))
    response["HX-Trigger"] = "said"
    return response
