"""Twilio's webhooks about calls: it asks what to do next, and tells what became of it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from crm.models import Brokerage
from crm.services import hooks as stored
from crm.services.hooks import NotOurs, TooEarly
from outreach.models import Message
from outreach.services import calls, hooks, inbox
from outreach.writing import links, voice
from realestate.lib import clock, scopes
from realestate.lib.errors import DomainError
from realestate.lib.signing import signed_by


@csrf_exempt
@require_POST
@signed_by("twilio")
def inbound_call(request: HttpRequest) -> HttpResponse:
    """Somebody calls: put them through to who is at work, else let them leave words."""
    form = request.POST.dict()
    brokerage = stored.owner_of_number(form.get("To", ""))
    if brokerage is None:
        return _says(voice.goodbye())
    with scopes.in_brokerage(brokerage):
        try:
            message = inbox.receive_call(
                provider="twilio",
                external_id=form["CallSid"],
                from_number=form.get("From", ""),
                received_at=clock.now(),
            )
        except DomainError:  # a withheld number: nobody to write down, but they may still speak
            return _says(voice.take_words(brokerage.name, done_url=_url("call-done"), recording_url=_url("recording")))
        return _says(_answer(message, brokerage))


@csrf_exempt
@require_POST
@signed_by("twilio")
def missed(request: HttpRequest) -> HttpResponse:
    """The agent did not answer in time: let the caller leave words. After a talk, hang up."""
    form = request.POST.dict()
    brokerage = stored.owner_of_number(form.get("To", ""))
    if brokerage is None or form.get("DialCallStatus") == "completed":
        return _says(voice.goodbye())
    with scopes.in_brokerage(brokerage):
        message = Message.objects.filter(provider_id=form.get("CallSid", "")).first()
        if message is not None:
            calls.announce(message)
    return _says(voice.take_words(brokerage.name, done_url=_url("call-done"), recording_url=_url("recording")))


@csrf_exempt
@require_POST
@signed_by("twilio")
def done(request: HttpRequest) -> HttpResponse:
    """A caller has spoken into our mailbox."""
    form = request.POST.dict()
    brokerage = stored.owner_of_number(form.get("To", ""))
    if brokerage is not None:
        with scopes.in_brokerage(brokerage):
            message = Message.objects.filter(provider_id=form.get("CallSid", "")).first()
            if message is not None:
                calls.left_words(message, seconds=_number(form.get("RecordingDuration", "")))
    return _says(voice.goodbye())


@csrf_exempt
@require_POST
@signed_by("twilio")
def ready(request: HttpRequest, token: str) -> HttpResponse:
    """An agent's phone was picked up: ask for a key, and on the key dial the lead."""
    brokerage_id, message_id = links.read_call(token)
    has_key = bool(request.POST.get("Digits"))
    with scopes.in_brokerage(brokerage_id):
        line = calls.line_of(message_id, dials=has_key)
    if not line.number:
        return _says(voice.refuse(line.words))
    if not has_key:
        return _says(voice.ready(line.name, url=request.build_absolute_uri(request.path)))
    return _says(voice.join(line.number, caller=line.caller, after_url=_url("call-after", token)))


@csrf_exempt
@require_POST
@signed_by("twilio")
def after(request: HttpRequest, token: str) -> HttpResponse:
    """The lead's end of an agent's call is over, or was never picked up."""
    brokerage_id, message_id = links.read_call(token)
    with scopes.in_brokerage(brokerage_id):
        calls.after_dialling(
            message_id,
            status=request.POST.get("DialCallStatus", ""),
            seconds=_number(request.POST.get("DialCallDuration", "")),
        )
    return _says(voice.goodbye())


@csrf_exempt
@require_POST
@signed_by("twilio")
def keys(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody pressed a key during an automated call."""
    brokerage_id, message_id = links.read_call(token)
    with scopes.in_brokerage(brokerage_id):
        stopped = calls.take_key(message_id, request.POST.get("Digits", ""))
    return _says(voice.after_key(stopped=stopped))


@csrf_exempt
@require_POST
@signed_by("twilio")
def recording(request: HttpRequest) -> HttpResponse:
    """A recording is ready. It names no number of ours: the account's installation looks the call up."""
    form: dict[str, Any] = request.POST.dict()
    message = Message._base_manager.filter(provider_id=form.get("CallSid", "")).select_related("brokerage").first()
    if message is None:
        _keep(form, hooks.RECORDING, f"{form.get('RecordingSid', '')}:{form.get('RecordingStatus', '')}", None)
        return HttpResponse(status=204)
    with scopes.in_brokerage(message.brokerage):
        try:
            hooks.keep_recording(form)
        except (NotOurs, TooEarly):
            _keep(
                form,
                hooks.RECORDING,
                f"{form.get('RecordingSid', '')}:{form.get('RecordingStatus', '')}",
                message.brokerage,
            )
    return HttpResponse(status=204)


def call_status(form: dict[str, Any]) -> HttpResponse:
    """Take in news about a call; the signature is checked already. News that comes too early is kept."""
    ours = form.get("To", "") if form.get("Direction") == "inbound" else form.get("From", "")
    brokerage, known = stored.owner_of_number(ours), None
    if brokerage is not None:
        with scopes.in_brokerage(brokerage):
            known = calls.take_news(form.get("CallSid", ""), status=form.get("CallStatus", ""), payload=form)
    if known is None:
        order = form.get("SequenceNumber") or form.get("CallStatus", "")
        _keep(form, hooks.CALL_NEWS, f"{form.get('CallSid', '')}:{order}", brokerage)
    return HttpResponse(status=204)


def _answer(message: Message, brokerage: Brokerage) -> str:
    agent = calls.who_answers(message)
    if agent is None:
        calls.announce(message)
        return voice.take_words(brokerage.name, done_url=_url("call-done"), recording_url=_url("recording"))
    if brokerage.records_calls:
        calls.announce(message)
    return voice.answer(
        brokerage.name,
        agent_number=agent.phone,
        caller=brokerage.from_number,
        after_url=_url("call-missed"),
        recording_url=_url("recording"),
        records=brokerage.records_calls,
    )


def _keep(form: dict[str, Any], kind: str, external_id: str, brokerage: Brokerage | None) -> None:
    stored.keep("twilio", external_id=external_id, kind=kind, body=form, brokerage=brokerage)


def _url(name: str, *args: str) -> str:
    return settings.PUBLIC_URL + reverse(f"outreach:{name}", args=args)


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _says(twiml: str) -> HttpResponse:
    return HttpResponse(twiml, content_type="text/xml")
