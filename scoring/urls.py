"""Addresses of scores and alerts."""

from django.urls import path

from scoring.views import alerts, lead_panel, matches, parcels, values

app_name = "scoring"
urlpatterns = [
    path("people/<int:pk>/score/", lead_panel.score_history, name="score-history"),
    path("people/<int:pk>/score/panel/", lead_panel.lead_panel, name="lead-panel"),
    path("people/<int:pk>/matches/", matches.lead_matches, name="lead-matches"),
    path("people/<int:pk>/properties/<int:home_pk>/not-for-them/", matches.dismiss, name="match-dismiss"),
    path("people/<int:pk>/properties/<int:home_pk>/for-them-again/", matches.take_back, name="match-take-back"),
    path("properties/<int:pk>/buyers/", matches.home_buyers, name="home-buyers"),
    path("alerts/", alerts.alert_list, name="alerts"),
    path("alerts/<int:pk>/done/", alerts.done, name="alert-done"),
    path("alerts/<int:pk>/dismiss/", alerts.dismiss, name="alert-dismiss"),
    path("alerts/<int:pk>/reopen/", alerts.reopen, name="alert-reopen"),
    path("people/<int:pk>/value/panel/", values.lead_values, name="lead-values"),
    path("people/<int:pk>/parcels/panel/", parcels.lead_parcels, name="lead-parcels"),
    path("properties/<int:pk>/value/panel/", values.home_value, name="home-value"),
    path("properties/<int:pk>/value/now/", values.value_now, name="value-now"),
]
