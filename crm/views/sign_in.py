"""In and out: log-in, log-out, and the ways to a new password."""

from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from crm.forms.sign_in import AskPasswordForm, ChangePasswordForm, SignInForm
from crm.services import password_links, setup
from realestate.lib import proxies
from realestate.lib.errors import DomainError
from realestate.web import toasts

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignIn(auth_views.LoginView):
    """The log-in page; on a new installation it leads to the set-up."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the set-up while there is nobody who could sign in."""
        return HttpResponseRedirect(reverse("setup")) if setup.is_open() else super().get(request, *args, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class SignOut(auth_views.LogoutView):
    """Ends the session; asks by POST only."""


@login_not_required
@require_http_methods(["GET", "POST"])
def ask_password(request: HttpRequest) -> HttpResponse:
    """Have a link for a new password mailed. It answers alike whether the address is known or not."""
    form = AskPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            password_links.ask(form.cleaned_data["email"], machine=proxies.counted_as(request))
        except DomainError as refusal:
            form.add_error("email", refusal.message)
        else:
            return HttpResponseRedirect(reverse("password_reset_done"))
    return render(request, "registration/password_ask.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_GET
def password_asked(request: HttpRequest) -> HttpResponse:
    """Say that a link is on its way, or where it is on a machine that sends no mail."""
    return render(request, "registration/password_asked.html", {"mail_is_caught": settings.MAIL_IS_CAUGHT})


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ChoosePassword(auth_views.PasswordResetConfirmView):
    """Takes the new password of who opened a mailed link, and lets them in."""

    template_name = "registration/password_choose.html"
    success_url = reverse_lazy("home")
    post_reset_login = True
    post_reset_login_backend = BACKEND

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the password."""
        response = super().form_valid(form)
        toasts.say(self.request, "Your password works from now on.")
        return response


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ChangePassword(auth_views.PasswordChangeView):
    """Takes a new password of who is signed in. Other places where they are signed in ask again."""

    form_class = ChangePasswordForm
    template_name = "crm/settings_password.html"
    extra_context = {"part": "password"}  # noqa: RUF012 - as Django declares it
    success_url = reverse_lazy("password_change")

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the password."""
        response = super().form_valid(form)
        toasts.say(self.request, "Your new password works from now on.")
        return response
