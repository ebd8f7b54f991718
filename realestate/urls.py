"""Every address of the site. The apps are named, not imported: the ground knows none of them."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("analytics.urls.home")),
    path("", include("crm.urls.accounts")),
    path("", include("crm.urls")),
    path("", include("realestate.health")),
    path("", include("outreach.urls")),
    path("", include("nurturing.urls")),
    path("admin/", admin.site.urls),
    path("", include("scoring.urls")),
    path("", include("analytics.urls")),
    path("", include("crm.urls.doors")),
    path("anymail/", include("anymail.urls")),
    path("api/v1/", include("realestate.api.urls")),
    path("api/v1/", include("crm.api.urls")),
    path("api/v1/", include("scoring.api.urls")),
    path("api/v1/", include("outreach.api.urls")),
    path("api/v1/", include("nurturing.api.urls")),
]
