"""What the agent was told: the bell, and the list behind it."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from nurturing.models import Notice
from nurturing.services import agent_notices
from nurturing.views.finding import notice_of
from realestate.web.requests import HtmxRequest, page

PAGE = 40
MOST_COUNTED = 99


@require_GET
def notices(request: HtmxRequest) -> HttpResponse:
    """List the agent's notices, newest first."""
    rows = Notice.objects.filter(agent=request.agent)
    before = request.GET.get("before", "")
    if before.isdigit():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    context = {
        "notices": found[:PAGE],
        "next": found[PAGE - 1].pk if len(found) > PAGE else 0,
        "unseen": any(notice.status == "new" for notice in found),
        "zone": request.agent.timezone,
    }
    return page(request, "nurturing/notices.html", context, part="rows")


@require_GET
def bell(request: HtmxRequest) -> HttpResponse:
    """Draw the inside of the bell: how many are new."""
    unseen = Notice.objects.unseen().filter(agent=request.agent)[: MOST_COUNTED + 1].count()
    return render(request, "nurturing/notices.html#bell", {"unseen_count": unseen, "most": MOST_COUNTED})


@require_POST
def open_notice(request: HtmxRequest, pk: int) -> HttpResponse:
    """Mark one as seen and go where it leads."""
    notice = agent_notices.see(notice_of(request, pk))
    return HttpResponseRedirect(notice.url or reverse("nurturing:notices"))


@require_POST
def see_all(request: HtmxRequest) -> HttpResponse:
    """Mark all as seen."""
    agent_notices.see_all(request.agent)
    return HttpResponseRedirect(reverse("nurturing:notices"))
