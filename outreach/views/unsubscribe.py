"""The unsubscribe page: looking changes nothing, only a POST does (T29)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from crm.models import Brokerage
from outreach.services import unsubscribing
from outreach.writing import links


@login_not_required
@csrf_exempt  # mail programs post without a cookie (RFC 8058); the signed link is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page; on POST stop all email to this person at once, without log-in."""
    brokerage_id, point_id = links.read_unsubscribe(token)
    brokerage = get_object_or_404(Brokerage, pk=brokerage_id)
    is_done = request.method == "POST"
    if is_done:
        by_machine = "List-Unsubscribe" in request.POST
        unsubscribing.stop_email(brokerage, point_id, source="one-click" if by_machine else "page")
    return render(request, "outreach/unsubscribe.html", {"brokerage": brokerage, "is_done": is_done})
