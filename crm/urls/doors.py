"""Doors to the outside: addresses that other services call, and forms that stand on other sites."""

from django.urls import path

from crm import webhooks
from crm.views import web_forms

app_name = "doors"
urlpatterns = [
    path("webhooks/ghl/", webhooks.ghl, name="ghl"),
    path("webhooks/ghl/workflow/<str:secret>/", webhooks.ghl_workflow, name="ghl-workflow"),
    path("forms/<str:public_id>/", web_forms.web_form, name="form"),
    path("forms/<str:public_id>/thanks/", web_forms.thanks, name="form-thanks"),
    path("settings/forms/", web_forms.index, name="forms"),
    path("settings/forms/<int:pk>/", web_forms.edit, name="form-settings"),
]
