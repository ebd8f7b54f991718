"""Addresses of nurturing's pages."""

from django.urls import path

from nurturing.views import lead_panel, notices, push, rooms, runs, sequences, step_editor

app_name = "nurturing"
urlpatterns = [
    path("sequences/", sequences.sequences, name="sequences"),
    path("sequences/<int:pk>/", sequences.sequence, name="sequence"),
    path("sequences/<int:pk>/edit/", sequences.edit, name="sequence-edit"),
    path("sequences/<int:pk>/steps/", step_editor.steps, name="sequence-steps"),
    path("sequences/<int:pk>/off/", sequences.switch_off, name="sequence-off"),
    path("sequences/<int:pk>/on/", sequences.switch_on, name="sequence-on"),
    path("sequences/<int:pk>/start/", sequences.start, name="sequence-start"),
    path("enrollments/<int:pk>/pause/", runs.pause, name="run-pause"),
    path("enrollments/<int:pk>/resume/", runs.resume, name="run-resume"),
    path("enrollments/<int:pk>/leave/", runs.leave, name="run-leave"),
    path("touchpoints/<int:pk>/skip/", runs.skip, name="touchpoint-skip"),
    path("people/<int:pk>/touches/", lead_panel.lead_panel, name="lead-panel"),
    path("people/<int:pk>/touches/pause/", lead_panel.pause_all, name="pause-all"),
    path("people/<int:pk>/touches/resume/", lead_panel.resume_all, name="resume-all"),
    path("people/<int:pk>/touches/start/", lead_panel.start, name="lead-start"),
    path("settings/rooms/", rooms.index, name="rooms"),
    path("settings/rooms/<int:pk>/test/", rooms.test, name="room-test"),
    path("settings/rooms/<int:pk>/remove/", rooms.remove, name="room-remove"),
    path("push-worker.js", push.worker, name="push-worker"),
    path("settings/push/", push.index, name="push"),
    path("settings/push/subscribe/", push.subscribe, name="push-subscribe"),
    path("settings/push/test/", push.test, name="push-test"),
    path("settings/push/<int:pk>/remove/", push.remove, name="push-remove"),
    path("notices/", notices.notices, name="notices"),
    path("notices/bell/", notices.bell, name="bell"),
    path("notices/seen/", notices.see_all, name="notices-seen"),
    path("notices/<int:pk>/open/", notices.open_notice, name="notice-open"),
]
