"""Addresses of nurturing's part of the API."""

from django.urls import path

from nurturing.api import enrollments, sequences

app_name = "nurturing-api"
urlpatterns = [
    path("sequences/", sequences.Sequences.as_view(), name="sequences"),
    path("sequences/<int:pk>/", sequences.SequenceOne.as_view(), name="sequence"),
    path("sequences/<int:pk>/versions/<int:number>/", sequences.VersionOne.as_view(), name="version"),
    path("sequences/<int:pk>/enrollments/", enrollments.Enroll.as_view(), name="enroll"),
    path("enrollments/", enrollments.Enrollments.as_view(), name="enrollments"),
    path("enrollments/<int:pk>/", enrollments.EnrollmentOne.as_view(), name="enrollment"),
    path("enrollments/<int:pk>/pause/", enrollments.Pause.as_view(), name="pause"),
    path("enrollments/<int:pk>/resume/", enrollments.Resume.as_view(), name="resume"),
    path("enrollments/<int:pk>/stop/", enrollments.Stop.as_view(), name="stop"),
]
