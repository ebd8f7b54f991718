"""Addresses of imports."""

from django.urls import path

from crm.views import imports

urlpatterns = [
    path("import/", imports.imports, name="imports"),
    path("import/new/", imports.upload, name="import-upload"),
    path("import/<int:pk>/", imports.one, name="import"),
    path("import/<int:pk>/columns/", imports.columns, name="import-columns"),
    path("import/<int:pk>/start/", imports.start, name="import-start"),
    path("import/<int:pk>/progress/", imports.progress, name="import-progress"),
    path("import/<int:pk>/undo/", imports.undo, name="import-undo"),
    path("import/<int:pk>/rejected.csv", imports.rejected, name="import-rejected"),
]
