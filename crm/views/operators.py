"""For superusers, who belong to no brokerage: in which one they look around, and what they stop for others."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from crm.models import Brokerage, Instance, User
from crm.services import instance, kill_switch
from realestate.lib.errors import DomainError
from realestate.middleware import CHOSEN


@login_not_required  # the admin's own lock: whoever is no superuser finds nothing here
@require_http_methods(["GET", "POST"])
def choose_brokerage(request: HttpRequest) -> HttpResponse:
    """Ask in which brokerage to go on, and go back to where they were heading."""
    _superuser(request)
    heading_for = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(heading_for, {request.get_host()}, request.is_secure()):
        heading_for = "/admin/"
    if request.method == "POST":
        chosen = get_object_or_404(Brokerage, pk=request.POST.get("brokerage") or 0)
        request.session[CHOSEN] = chosen.pk
        return HttpResponseRedirect(heading_for)
    context = {"rows": Brokerage.objects.order_by("name"), "next": heading_for, "chosen": request.session.get(CHOSEN)}
    return render(request, "crm/choose_brokerage.html", context)


@login_not_required  # as above
@require_http_methods(["GET", "POST"])
def switches(request: HttpRequest) -> HttpResponse:
    """Show what is stopped, of the whole installation and of each brokerage; on POST stop or resume one of them."""
    user = _superuser(request)
    error, tried = "", request.POST.get("brokerage", "")
    if request.method == "POST":
        brokerage = get_object_or_404(Brokerage, pk=tried) if tried else None
        try:
            if "resume" in request.POST:
                kill_switch.resume(brokerage, by=user)
            else:
                kill_switch.stop(brokerage, by=user, because=request.POST.get("because", ""))
            return HttpResponseRedirect(reverse("crm:kill-switches"))
        except DomainError as refusal:
            error = refusal.message
    context = {
        "installation": Instance.objects.filter(pk=1).first(),
        "closed_because": instance.why_closed(),
        "rows": Brokerage.objects.order_by("name"),
        "history": kill_switch.history(),
        "error": error,
        "tried": tried,
    }
    return render(request, "crm/kill_switches.html", context, status=422 if error else 200)


def _superuser(request: HttpRequest) -> User:
    """Return who asks; whoever is no superuser finds nothing here."""
    if not (isinstance(request.user, User) and request.user.is_superuser):
        raise Http404
    return request.user
