"""Addresses of outreach's part of the API."""

from django.urls import path

from outreach.api import letters, messages, opt_out

app_name = "outreach-api"
urlpatterns = [
    path("communications/", messages.Messages.as_view(), name="communications"),
    path("letters/", letters.Batches.as_view(), name="letters"),
    path("letters/<int:pk>/", letters.Batch.as_view(), name="letter-batch"),
    path("contacts/<int:pk>/opt-out/", opt_out.OptOut.as_view(), name="opt-out"),
]
