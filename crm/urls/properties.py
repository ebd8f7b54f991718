"""Addresses of homes."""

from django.urls import path

from crm.views import properties

urlpatterns = [
    path("properties/", properties.properties, name="properties"),
    path("properties/<int:pk>/", properties.home, name="property"),
]
