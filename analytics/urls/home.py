"""The address of Today, the page that everybody starts on. Its name has no app."""

from django.urls import path

from analytics.views import home

urlpatterns = [path("", home.home, name="home")]
