"""Settings, This device: notices from here on one's own phone and computer."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from crm.errors import InvalidAccount
from nurturing.models import PushSubscription
from nurturing.services import push
from realestate.lib.errors import Transient
from realestate.web import toasts
from realestate.web.requests import HtmxRequest

WORDS = "This is a test. Notices reach this device."


@require_GET
def index(request: HtmxRequest) -> HttpResponse:
    """Show one's own devices, and let this one sign up."""
    rows = PushSubscription.objects.filter(agent=request.agent).order_by("-pk")
    context = {
        "rows": rows, "part": "push", "public_key": push.public_key(), "is_demo": request.agent.brokerage.is_demo,
    }  # fmt: skip
    return render(request, "nurturing/settings_push.html", context)


@require_POST
def subscribe(request: HtmxRequest) -> HttpResponse:
    """Sign this browser up; its script sends what the browser gave it."""
    try:
        given = json.loads(request.body)
        label = str(given.get("label", ""))
        push.subscribe(request.agent, given["subscription"], label=label)
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"error": "This is no subscription of a browser."}, status=422)
    except InvalidAccount as refusal:
        return JsonResponse({"error": refusal.message}, status=422)
    toasts.say(request, "Notices reach this device now. Try it.")
    return JsonResponse({})


@require_POST
def test(request: HtmxRequest) -> HttpResponse:
    """Show a test on each of one's devices, and say what came of it."""
    rows = list(PushSubscription.objects.filter(agent=request.agent))
    if request.agent.brokerage.is_demo:
        toasts.say(request, "A demo says nothing to anybody outside.", tone="info")
        return redirect("nurturing:push")
    try:
        taken = sum(push.show(row, WORDS, url="/settings/push/", tag="test") for row in rows)
    except Transient as problem:
        toasts.say(request, str(problem), tone="attention")
    else:
        tone = "good" if taken == len(rows) else "attention"
        toasts.say(request, f"{taken} of {len(rows)} took it. Look whether it shows.", tone=tone)
    return redirect("nurturing:push")


@require_POST
def remove(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take one of one's devices off."""
    row = get_object_or_404(PushSubscription, pk=pk, agent=request.agent)
    row.delete()
    toasts.say(request, f"“{row}” is told nothing any more.", tone="info")
    return redirect("nurturing:push")


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Return the script that shows notices while no page is open. At the root, so that it may speak for every page."""
    script = Path(settings.BASE_DIR, "static", "js", "push-worker.js").read_text(encoding="utf-8")
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
