"""Addresses of scores and alerts."""

from django.urls import path

from scoring.views import alerts, lead_panel, values

app_name = "scoring"
urlpatterns = [
    path("people/<int:pk>/score/", lead_panel.score_history, name="score-history"),
    path("people/<int:pk>/score/panel/", lead_panel.lead_panel, name="lead-panel"),
    path("alerts/", alerts.alert_list, name="alerts"),
    path("alerts/<int:pk>/done/", alerts.done, name="alert-done"),
    path("alerts/<int:pk>/dismiss/", alerts.dismiss, name="alert-dismiss"),
    path("alerts/<int:pk>/reopen/", alerts.reopen, name="alert-reopen"),
    path("people/<int:pk>/value/panel/", values.lead_values, name="lead-values"),
    path("properties/<int:pk>/value/panel/", values.home_value, name="home-value"),
    path("properties/<int:pk>/value/now/", values.value_now, name="value-now"),
]
