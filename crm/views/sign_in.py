"""In and out: log-in, log-out, and the way to a new password."""

from typing import Any

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordResetForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator

from crm.forms.sign_in import SignInForm
from crm.services import setup


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


class AskPassword(auth_views.PasswordResetView):
    """Mails a link for a new password. It answers alike whether the address is known or not."""

    form_class = PasswordResetForm
    html_email_template_name = "registration/password_reset_html_email.html"
    success_url = reverse_lazy("password_reset_done")
