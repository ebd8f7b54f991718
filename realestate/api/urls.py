"""Addresses of the API that no app owns."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny

from realestate.api import tokens
from realestate.api.throttles import PerMachine

app_name = "api"
urlpatterns = [
    path("token/", tokens.Obtain.as_view(), name="token"),
    path("token/refresh/", tokens.Refresh.as_view(), name="token-refresh"),
    path(
        "schema/",
        SpectacularAPIView.as_view(
            authentication_classes=[], permission_classes=[AllowAny], throttle_classes=[PerMachine]
        ),
        name="schema",
    ),
]
