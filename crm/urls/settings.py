"""Addresses of the settings."""

from django.urls import path

from crm.views import connection_app, connections, operators, settings, settings_language, settings_people

urlpatterns = [
    path("settings/", settings.mine, name="settings"),
    path("settings/brokerage/", settings.brokerage, name="settings-brokerage"),
    path("settings/sending/pause/", settings.sending, name="settings-sending"),
    path("settings/team/", settings_people.team, name="settings-team"),
    path("settings/team/invite/", settings_people.invite, name="team-invite"),
    path("settings/team/<int:pk>/again/", settings_people.invite_again, name="team-invite-again"),
    path("settings/team/<int:pk>/", settings_people.change, name="team-change"),
    path("settings/team/<int:pk>/close/", settings_people.close, name="team-close"),
    path("settings/language/", settings_language.language, name="settings-language"),
    path("settings/language/trial/", settings_language.trial, name="language-trial"),
    path("settings/keys/", settings.keys, name="settings-keys"),
    path("settings/keys/<int:pk>/revoke/", settings.revoke, name="key-revoke"),
    path("settings/connections/", connections.index, name="connections"),
    path("settings/connections/installed/", connection_app.installed, name="connection-installed"),
    path("settings/connections/<int:pk>/tasks/", connection_app.mirror, name="connection-tasks"),
    path("settings/connections/<int:pk>/install/", connection_app.install, name="connection-install"),
    path("settings/connections/<int:pk>/", connections.one, name="connection"),
    path("settings/connections/<int:pk>/token/", connections.token, name="connection-token"),
    path("settings/connections/<int:pk>/token/forget/", connections.forget, name="connection-forget"),
    path("settings/connections/<int:pk>/address/", connections.rotate, name="connection-rotate"),
    path("settings/connections/<int:pk>/disconnect/", connections.disconnect, name="connection-disconnect"),
    path("settings/connections/<int:pk>/connect/", connections.reconnect, name="connection-reconnect"),
    path("settings/connections/<int:pk>/retry/", connections.retry_all, name="connection-retry-all"),
    path("settings/connections/<int:pk>/retry/<int:hook_pk>/", connections.retry, name="connection-retry"),
    path("admin/switches/", operators.switches, name="kill-switches"),
    path("admin/brokerage/", operators.choose_brokerage, name="admin-brokerage"),
    path("available/", settings.availability, name="availability"),
]
