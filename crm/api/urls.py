"""Addresses of crm's part of the API."""

from django.urls import path

from crm.api import contacts, leads

app_name = "crm-api"
urlpatterns = [
    path("me/", leads.Me.as_view(), name="me"),
    path("contacts/", contacts.Contacts.as_view(), name="contacts"),
    path("contacts/<int:pk>/", contacts.ContactOne.as_view(), name="contact"),
    path("leads/", leads.Leads.as_view(), name="leads"),
    path("leads/<int:pk>/", leads.LeadOne.as_view(), name="lead"),
    path("leads/<int:pk>/status/", leads.LeadStatusChange.as_view(), name="lead-status"),
]
