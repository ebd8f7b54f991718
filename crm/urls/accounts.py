"""Addresses of the way in: set-up, signing in and out, passwords, and taking a step back. Their names have no app."""

from django.urls import path

from crm.views import sign_in
from crm.views.setup import setup
from crm.views.undo import undo

urlpatterns = [
    path("setup/", setup, name="setup"),
    path("login/", sign_in.SignIn.as_view(), name="login"),
    path("logout/", sign_in.SignOut.as_view(), name="logout"),
    path("password/", sign_in.ChangePassword.as_view(), name="password_change"),
    path("password/forgotten/", sign_in.ask_password, name="password_reset"),
    path("password/sent/", sign_in.password_asked, name="password_reset_done"),
    path("password/<uidb64>/<token>/", sign_in.ChoosePassword.as_view(), name="password_reset_confirm"),
    path("undo/<str:token>/", undo, name="undo"),
]
