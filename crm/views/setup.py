"""First run: make the brokerage and its owner, and let them in."""

import structlog
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from crm.errors import InvalidAccount
from crm.forms.setup import SetupForm
from crm.services import setup as service
from realestate.web import toasts

log = structlog.get_logger()
BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Show or take the set-up, while there is no brokerage, to who sits at the machine or has the token of its log."""
    if not service.is_open():
        return HttpResponseRedirect(reverse("login"))
    given = request.POST.get("token") or request.GET.get("token", "")
    if not _sits_here(request) and not service.knows(given):
        log.warning("setup.wanted", open_it_with=f"{reverse('setup')}?token={service.token()}")
        raise Http404
    form = SetupForm(request.POST or None, initial={"token": given})
    if request.method == "POST" and form.is_valid():
        try:
            owner = service.set_up(form.first_run())
        except InvalidAccount as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            login(request, owner.user, backend=BACKEND)
            toasts.say(request, "Your brokerage is ready. Bring your people in next.")
            return HttpResponseRedirect(reverse("crm:people"))
    return render(request, "crm/setup.html", {"form": form}, status=422 if form.errors else 200)


def _sits_here(request: HttpRequest) -> bool:
    """Return whether the browser runs on this machine, with no proxy between that could stand for anybody.

    An https address means a proxy, and one that says nothing of whom it stands for looks like this machine.
    """
    if settings.IS_HTTPS or "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    address = request.META.get("REMOTE_ADDR", "")
    return address == "::1" or address.startswith("127.")
