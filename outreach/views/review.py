"""The review queue: one text at a time, read as it would arrive; or several, read together."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from outreach.errors import ChangedMeanwhile, InvalidTemplate, NotWaiting
from outreach.models import Message
from outreach.selectors import review as selectors
from outreach.services import reviewed, reviewing
from outreach.writing.finish import finish
from realestate.web import toasts
from realestate.web.requests import HtmxRequest, page

MOST_TOGETHER = 20


@require_GET
def index(request: HtmxRequest) -> HttpResponse:
    """Show the queue, with its first text open."""
    listing = _listing(request)
    rows = listing["queue"].rows
    one = _one(_find(request, rows[0].pk)) if rows else None
    return page(request, "outreach/review.html", {**listing, "one": one, "view": "list"}, part="one")


@require_GET
def text(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show one text beside the queue."""
    context = {"one": _one(_find(request, pk)), "view": "one", "zone": request.agent.timezone}
    if not request.htmx:
        context |= _listing(request)
    return page(request, "outreach/review.html", context, part="one")


@require_POST
def decide(request: HtmxRequest, pk: int) -> HttpResponse:
    """Approve, approve in other words, or reject; then on to the next."""
    message = _find(request, pk)
    act = request.POST.get("act", "")
    try:
        if act == "approve":
            reviewing.approve(message, by=request.agent, seen=request.POST.get("seen", ""))
            toasts.say(request, "Approved. It goes out as soon as the rules allow.")
        elif act == "edit":
            subject, body = request.POST.get("subject", ""), request.POST.get("body", "")
            reviewing.approve_edited(message, subject=subject, body=body, by=request.agent)
            toasts.say(request, "Approved in your words.")
        elif act == "reject":
            reviewing.reject(message, by=request.agent, reason=request.POST.get("reason", ""))
            toasts.say(request, "Rejected. It will not be sent, and the count begins anew.", tone="attention")
        else:
            raise Http404
    except InvalidTemplate as refusal:
        one = {**_one(message), "subject": request.POST.get("subject", ""), "body": request.POST.get("body", "")}
        context = {**_listing(request), "one": {**one, "error": refusal.message}, "view": "one"}
        return render(request, "outreach/review.html", context, status=422)
    return HttpResponseRedirect(_next(request, after=pk))


@require_POST
def together(request: HtmxRequest) -> HttpResponse:
    """Show several texts in full, or approve those that were shown."""
    ids = [int(pk) for pk in request.POST.getlist("pk") if pk.isdecimal()][:MOST_TOGETHER]
    rows = list(selectors.waiting_for(request.agent).filter(pk__in=ids).select_related("contact").order_by("pk"))
    if not rows:
        toasts.say(request, "Choose some texts first.", tone="attention")
        return HttpResponseRedirect(reverse("outreach:review"))
    if not request.POST.get("yes"):
        shown = [(row, reviewed.text_hash(row)) for row in rows]
        return render(request, "outreach/review_together.html", {"shown": shown})
    done = 0
    for row in rows:
        try:
            reviewing.approve(row, by=request.agent, seen=request.POST.get(f"seen-{row.pk}", ""))
            done += 1
        except (ChangedMeanwhile, NotWaiting):
            continue
    left = len(rows) - done
    said = f"{done} approved." + (f" {left} had changed or gone meanwhile and were left." if left else "")
    toasts.say(request, said, tone="attention" if left else "good")
    return HttpResponseRedirect(reverse("outreach:review"))


def _find(request: HtmxRequest, pk: int) -> Message:
    rows = selectors.waiting_for(request.agent)
    return get_object_or_404(
        rows.select_related("brokerage", "contact__brokerage", "point", "lead", "agent", "in_reply_to"), pk=pk
    )


def _listing(request: HtmxRequest) -> dict[str, Any]:
    after = request.GET.get("after", "")
    found = selectors.queue(request.agent, after=int(after) if after.isdecimal() else 0)
    return {"queue": found, "zone": request.agent.timezone, "tab": "review", "to_review": len(found.rows)}


def _one(message: Message) -> dict[str, Any]:
    wording = getattr(message, "wording", None)
    return {
        "message": message,
        "subject": message.subject,
        "body": message.body,
        "finished": finish(message),
        "wording": wording,
        "seen": reviewed.text_hash(message),
        "why": reviewing.why_read(message),
    }


def _next(request: HtmxRequest, *, after: int) -> str:
    rows = selectors.waiting_for(request.agent).order_by("pk")
    pk = rows.filter(pk__gt=after).values_list("pk", flat=True).first() or rows.values_list("pk", flat=True).first()
    return reverse("outreach:review-text", args=[pk]) if pk else reverse("outreach:review")
