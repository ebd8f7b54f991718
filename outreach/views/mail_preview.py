"""Emails as a mail program shows them: in a frame of their own, that runs nothing and can reach nothing of ours."""

import hashlib

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from outreach.selectors import review
from outreach.writing.finish import finish
from realestate.lib.cache import Cached
from realestate.web.requests import HtmxRequest

WRITTEN = Cached[str]("mail_preview", seconds=900)
ALONE = csp(
    {
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],  # mail programs know no style sheets
        "img-src": ["https:"],
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-popups"],
    }
)
GONE = "<!doctype html><title>Preview</title><p>Change a word to see it again."


def address_of(html: str) -> str:
    """Keep a mail that is being written for a while, and return where its frame finds it; empty for no mail."""
    if not html:
        return ""
    key = hashlib.sha256(html.encode()).hexdigest()[:40]
    WRITTEN.keep(html, key)
    return reverse("outreach:mail-preview", args=[key])


@require_GET
@xframe_options_sameorigin
@ALONE  # type: ignore[arg-type]  # typed for views without arguments
def written(request: HtmxRequest, key: str) -> HttpResponse:
    """Show a mail that is being written."""
    html = WRITTEN.find(key)
    return HttpResponse(html or GONE, status=200 if html else 404)


@require_GET
@xframe_options_sameorigin
@ALONE  # type: ignore[arg-type]  # typed for views without arguments
def waiting(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show a mail that waits for its review."""
    rows = review.waiting_for(request.agent)
    message = rows.select_related("brokerage", "contact__brokerage", "point", "lead", "agent", "in_reply_to")
    found = message.filter(pk=pk).first()
    html = finish(found).html if found else ""
    if not html:
        raise Http404
    return HttpResponse(html)
