"""Files of messages: to the people of the brokerage, and for an hour to a carrier that fetches them."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from outreach.models import Attachment
from outreach.selectors.inbox import visible_to
from outreach.services import files
from outreach.services.files import FileRefused
from realestate.lib import scopes
from realestate.web import files as web
from realestate.web.requests import HtmxRequest


@require_safe
def file(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show a file to those who may read the conversation it belongs to."""
    mine = visible_to(request.agent).values("pk")
    row: Attachment = get_object_or_404(Attachment.objects.filter(message__conversation__in=mine), pk=pk)
    return _answer(row)


@login_not_required
@require_safe
def public(request: HttpRequest, token: str) -> HttpResponse:
    """Give a picture of ours to the carrier that takes it along. The signed address ends within the hour."""
    try:
        brokerage_id, pk = files.read_public(token)
    except FileRefused as refusal:
        raise Http404 from refusal
    with scopes.in_brokerage(brokerage_id):
        return _answer(get_object_or_404(Attachment, pk=pk))


def _answer(row: Attachment) -> HttpResponse:
    try:
        kept = files.read(row)
    except FileRefused as refusal:
        raise Http404 from refusal
    return web.answer(kept.content, content_type=kept.content_type, name=f"{row.pk}-{kept.name[-8:]}")
