"""First run: make the brokerage and its owner, and let them in."""

import structlog
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from crm.errors import InvalidAccount
from crm.forms.setup import CodeForm, SetupForm
from crm.services import setup as service
from realestate.web import toasts

log = structlog.get_logger()
BACKEND = "django.contrib.auth.backends.ModelBackend"
MAY = "may_set_up"  # in the session of who brought the code


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Show or take the set-up while there is no brokerage. Who sits elsewhere brings the code of the log first."""
    if not service.is_open():
        return HttpResponseRedirect(reverse("login"))
    if "token" in request.GET and service.knows(request.GET["token"]):
        request.session[MAY] = True
        return HttpResponseRedirect(reverse("setup"))
    if not _sits_here(request) and not request.session.get(MAY):
        return _ask_code(request)
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            owner = service.set_up(form.first_run())
        except InvalidAccount as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            login(request, owner.user, backend=BACKEND)
            toasts.say(request, "Your brokerage stands. Bring your people in next.")
            return HttpResponseRedirect(reverse("home"))
    return render(request, "crm/setup.html", {"form": form}, status=422 if form.errors else 200)


def _ask_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, which whoever runs the server reads in its log."""
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        if service.knows(form.cleaned_data["code"].strip()):
            request.session[MAY] = True
            return HttpResponseRedirect(reverse("setup"))
        form.add_error("code", "This is not the code of this installation.")
    # Not called a token: what is, never reaches the log. It is of no use once a brokerage is there.
    log.warning("setup.wanted", code=service.token())
    return render(request, "crm/setup_code.html", {"form": form}, status=403)


def _sits_here(request: HttpRequest) -> bool:
    """Return whether the browser runs on this machine, with no proxy between that could stand for anybody.

    An https address means a proxy, and one that says nothing of whom it stands for looks like this machine.
    """
    if settings.IS_HTTPS or "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    address = request.META.get("REMOTE_ADDR", "")
    return address == "::1" or address.startswith("127.")
