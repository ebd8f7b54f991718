"""Addresses of outreach's part of the API."""

from django.urls import path

from outreach.api import conversations, files, letters, messages, opt_out

app_name = "outreach-api"
urlpatterns = [
    path("communications/", messages.Communications.as_view(), name="communications"),
    path("messages/", messages.Messages.as_view(), name="messages"),
    path("messages/<int:pk>/", messages.MessageOne.as_view(), name="message"),
    path("messages/<int:pk>/files/<int:file>/", files.MessageFile.as_view(), name="message-file"),
    path("messages/<int:pk>/cancel/", messages.MessageCancel.as_view(), name="message-cancel"),
    path("conversations/", conversations.Conversations.as_view(), name="conversations"),
    path("conversations/<int:pk>/", conversations.ConversationOne.as_view(), name="conversation"),
    path("conversations/<int:pk>/take-over/", conversations.TakeOver.as_view(), name="take-over"),
    path("conversations/<int:pk>/give-back/", conversations.GiveBack.as_view(), name="give-back"),
    path("conversations/<int:pk>/rest/", conversations.Rest.as_view(), name="rest"),
    path("letters/", letters.Batches.as_view(), name="letters"),
    path("letters/<int:pk>/", letters.Batch.as_view(), name="letter-batch"),
    path("contacts/<int:pk>/opt-out/", opt_out.OptOut.as_view(), name="opt-out"),
]
