"""Addresses of what people read."""

from django.urls import path

from analytics.views import home, reports, scoreboard

app_name = "analytics"
urlpatterns = [
    path("reports/funnel/", reports.funnel_report, name="funnel"),
    path("today/why/", home.why_not, name="why-not"),
    path("people/<int:pk>/today/done/", home.done, name="call-done"),
    path("people/<int:pk>/today/later/", home.later, name="call-later"),
    path("people/<int:pk>/today/not/", home.not_this_one, name="call-not"),
    path("people/<int:pk>/today/back/", home.bring_back, name="call-back"),
    path("scoreboard/", scoreboard.scoreboard, name="scoreboard"),
]
