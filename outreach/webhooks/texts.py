"""Twilio's webhooks about texts: check the signature, store once, answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from crm.models import Brokerage
from crm.services import hooks as stored
from outreach.services import delivery, hooks
from outreach.webhooks import voice
from realestate.lib import scopes
from realestate.lib.errors import DomainError
from realestate.lib.signing import signed_by

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


@csrf_exempt
@require_POST
@signed_by("twilio")
def inbound_sms(request: HttpRequest) -> HttpResponse:
    """Store a text from a person; a worker understands it. A repeat of the same MessageSid changes nothing (T55).

    What cannot be read (a short code writes, nobody has the number) is kept; Twilio would not send it again.
    """
    return take_text(request.POST.dict())


@csrf_exempt
@require_POST
@signed_by("twilio")
def message_status(request: HttpRequest) -> HttpResponse:
    """Take in news about a text or call of ours. What overtakes our own note of it is kept and retried."""
    return take_news(request.POST.dict())


def take_text(form: dict[str, str]) -> HttpResponse:
    """Do what ``inbound_sms`` does, with a form that Twilio signed."""
    # The tenant comes from our own record of the number, never from the sender's word.
    brokerage = stored.owner_of_number(form.get("To", ""))
    if brokerage is None:
        _keep(form, hooks.TEXT, brokerage=None)
        return silence()
    with scopes.in_brokerage(brokerage):
        try:
            hooks.take_down_twilio_text(form)
        except DomainError:
            _keep(form, hooks.TEXT, brokerage=brokerage)
    return silence()


def take_news(form: dict[str, str]) -> HttpResponse:
    """Do what ``message_status`` does, with a form that Twilio signed."""
    if "CallSid" in form:
        return voice.call_status(form)
    brokerage = stored.owner_of_number(form.get("From", ""))
    if brokerage is None:
        _keep(form, hooks.NEWS, brokerage=None)
        return HttpResponse(status=204)
    with scopes.in_brokerage(brokerage):
        status, code = form.get("MessageStatus", ""), form.get("ErrorCode", "")
        if delivery.take_in(form.get("MessageSid", ""), status=status, error_code=code, payload=form) is None:
            _keep(form, hooks.NEWS, brokerage=brokerage)
    return HttpResponse(status=204)


def _keep(form: dict[str, Any], kind: str, *, brokerage: Brokerage | None) -> None:
    sid = form.get("MessageSid", "")
    external_id = sid if kind == hooks.TEXT else f"{sid}:{form.get('MessageStatus', '')}"
    stored.keep("twilio", external_id=external_id, kind=kind, body=form, brokerage=brokerage)


def silence() -> HttpResponse:
    """Return the answer to a text: nothing is said by it."""
    return HttpResponse(EMPTY_TWIML, content_type="text/xml")
