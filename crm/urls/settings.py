"""Addresses of the settings."""

from django.urls import path

from crm.views import settings, settings_people

urlpatterns = [
    path("settings/", settings.mine, name="settings"),
    path("settings/brokerage/", settings.brokerage, name="settings-brokerage"),
    path("settings/sending/pause/", settings.sending, name="settings-sending"),
    path("settings/team/", settings_people.team, name="settings-team"),
    path("settings/team/invite/", settings_people.invite, name="team-invite"),
    path("settings/team/<int:pk>/again/", settings_people.invite_again, name="team-invite-again"),
    path("settings/team/<int:pk>/", settings_people.change, name="team-change"),
    path("settings/team/<int:pk>/close/", settings_people.close, name="team-close"),
    path("settings/keys/", settings.keys, name="settings-keys"),
    path("settings/keys/<int:pk>/revoke/", settings.revoke, name="key-revoke"),
    path("available/", settings.availability, name="availability"),
]
