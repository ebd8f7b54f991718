"""GoHighLevel's webhooks: check who sent it, store it once, answer at once. What it asks for is done later.

The vendor calls again after any answer but 2xx, and stops calling a receiver that fails often. So what we do not
know gets a 2xx too, and only a failed store asks for another try.
"""

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from crm.services import ghl_intake
from realestate.lib.signing import verify_ghl

RETRY_SECONDS = "60"


@csrf_exempt
@require_POST
def ghl(request: HttpRequest) -> HttpResponse:
    """Take in an app webhook. Ed25519 over the raw body; a repeat of the same id, or body, changes nothing."""
    raw = request.body
    if not verify_ghl(raw, request.headers.get("X-GHL-Signature", ""), settings.GHL_WEBHOOK_PUBLIC_KEYS):
        return HttpResponse("The signature does not fit.", status=401, content_type="text/plain")
    try:
        ghl_intake.receive(raw)
    except DatabaseError:
        return _again()
    return HttpResponse(status=202)


@csrf_exempt
@require_POST
def ghl_workflow(request: HttpRequest, secret: str) -> HttpResponse:
    """Take in a workflow's custom webhook. It is unsigned: the secret in its address is all that vouches for it."""
    raw = request.body
    try:
        connection = ghl_intake.connection_of(secret)
        if connection is None:
            raise Http404
        ghl_intake.receive_workflow(connection, raw)
    except DatabaseError:
        return _again()
    return HttpResponse(status=202)


def _again() -> HttpResponse:
    return HttpResponse("Try again.", status=429, content_type="text/plain", headers={"Retry-After": RETRY_SECONDS})
