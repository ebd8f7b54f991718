"""For superusers, who belong to no brokerage: in which one they look around in the admin."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from crm.models import Brokerage
from realestate.middleware import CHOSEN


@login_not_required  # the admin's own lock: whoever is no superuser finds nothing here
@require_http_methods(["GET", "POST"])
def choose_brokerage(request: HttpRequest) -> HttpResponse:
    """Ask in which brokerage to go on, and go back to where they were heading."""
    if not (request.user.is_authenticated and request.user.is_superuser):
        raise Http404
    heading_for = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(heading_for, {request.get_host()}, request.is_secure()):
        heading_for = "/admin/"
    if request.method == "POST":
        chosen = get_object_or_404(Brokerage, pk=request.POST.get("brokerage") or 0)
        request.session[CHOSEN] = chosen.pk
        return HttpResponseRedirect(heading_for)
    context = {"rows": Brokerage.objects.order_by("name"), "next": heading_for, "chosen": request.session.get(CHOSEN)}
    return render(request, "crm/choose_brokerage.html", context)
