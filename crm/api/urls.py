"""Addresses of crm's part of the API."""

from django.urls import path

from crm.api import contacts, imports, leads

app_name = "crm-api"
urlpatterns = [
    path("me/", leads.Me.as_view(), name="me"),
    path("contacts/", contacts.Contacts.as_view(), name="contacts"),
    path("contacts/<int:pk>/", contacts.ContactOne.as_view(), name="contact"),
    path("imports/", imports.Imports.as_view(), name="imports"),
    path("imports/<int:pk>/", imports.ImportOne.as_view(), name="import"),
    path("imports/<int:pk>/rows/", imports.ImportRows.as_view(), name="import-rows"),
    path("imports/<int:pk>/columns/", imports.ImportColumns.as_view(), name="import-columns"),
    path("imports/<int:pk>/start/", imports.ImportStart.as_view(), name="import-start"),
    path("imports/<int:pk>/undo/", imports.ImportUndo.as_view(), name="import-undo"),
    path("leads/", leads.Leads.as_view(), name="leads"),
    path("leads/<int:pk>/", leads.LeadOne.as_view(), name="lead"),
    path("leads/<int:pk>/status/", leads.LeadStatusChange.as_view(), name="lead-status"),
]
