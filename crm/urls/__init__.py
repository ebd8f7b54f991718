"""Addresses of crm's pages, one module per page; each keeps its own list."""

from crm.urls import deals, imports, lead, people, properties, settings

app_name = "crm"
urlpatterns = [
    *people.urlpatterns,
    *lead.urlpatterns,
    *deals.urlpatterns,
    *properties.urlpatterns,
    *imports.urlpatterns,
    *settings.urlpatterns,
]
