"""Addresses of scoring's part of the API."""

from django.urls import path

from scoring.api import values

app_name = "scoring-api"
urlpatterns = [
    path("properties/<int:pk>/value/", values.HomeValue.as_view(), name="home-value"),
]
