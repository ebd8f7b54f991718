"""Addresses of the way in: set-up, signing in and out, passwords, and taking a step back. Their names have no app."""

from django.contrib.auth import views as auth_views
from django.urls import path

from crm.views import sign_in
from crm.views.setup import setup
from crm.views.undo import undo

urlpatterns = [
    path("setup/", setup, name="setup"),
    path("login/", sign_in.SignIn.as_view(), name="login"),
    path("logout/", sign_in.SignOut.as_view(), name="logout"),
    path("password/", auth_views.PasswordChangeView.as_view(), name="password_change"),
    path("password/changed/", auth_views.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("password/forgotten/", sign_in.AskPassword.as_view(), name="password_reset"),
    path("password/sent/", auth_views.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path("password/<uidb64>/<token>/", auth_views.PasswordResetConfirmView.as_view(), name="password_reset_confirm"),
    path("password/done/", auth_views.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("undo/<str:token>/", undo, name="undo"),
]
