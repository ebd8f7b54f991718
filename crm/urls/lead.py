"""Addresses of one lead."""

from django.urls import path

from crm.views import lead, lead_changes, lead_person, lead_writing, tasks

urlpatterns = [
    path("people/<int:pk>/", lead.lead, name="lead"),
    path("people/<int:pk>/part/<slug:name>/", lead.part, name="lead-part"),
    path("people/<int:pk>/timeline/", lead.timeline, name="lead-timeline"),
    path("people/<int:pk>/write/<slug:what>/", lead_writing.write, name="lead-write"),
    path("people/<int:pk>/stage/", lead_changes.stage, name="lead-stage"),
    path("people/<int:pk>/owner/", lead_changes.owner, name="lead-owner"),
    path("people/<int:pk>/snooze/", lead_changes.snooze, name="lead-snooze"),
    path("people/<int:pk>/wishes/", lead_person.wishes, name="lead-wishes"),
    path("people/<int:pk>/person/", lead_person.person, name="lead-person"),
    path("people/<int:pk>/points/", lead_person.add_point, name="lead-point-add"),
    path("people/<int:pk>/points/<int:point_pk>/primary/", lead_person.make_primary, name="lead-point-primary"),
    path("people/<int:pk>/points/<int:point_pk>/wrong/", lead_person.mark_wrong, name="lead-point-wrong"),
    path("people/<int:pk>/tags/", lead_changes.add_tag, name="lead-tag-add"),
    path("people/<int:pk>/tags/<int:tag_pk>/remove/", lead_changes.remove_tag, name="lead-tag-remove"),
    path("tasks/<int:pk>/toggle/", tasks.toggle, name="task-toggle"),
    path("appointments/<int:pk>/resolve/", tasks.resolve, name="appointment-resolve"),
]
