"""Addresses of outreach's part of the API."""

from django.urls import path

from outreach.api import letters, messages, opt_out

app_name = "outreach-api"
urlpatterns = [
    path("communications/", messages.Communications.as_view(), name="communications"),
    path("messages/", messages.Messages.as_view(), name="messages"),
    path("messages/<int:pk>/", messages.MessageOne.as_view(), name="message"),
    path("messages/<int:pk>/cancel/", messages.MessageCancel.as_view(), name="message-cancel"),
    path("letters/", letters.Batches.as_view(), name="letters"),
    path("letters/<int:pk>/", letters.Batch.as_view(), name="letter-batch"),
    path("contacts/<int:pk>/opt-out/", opt_out.OptOut.as_view(), name="opt-out"),
]
