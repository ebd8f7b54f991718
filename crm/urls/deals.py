"""Addresses of the pipeline."""

from django.urls import path

from crm.views import deals, pipeline

urlpatterns = [
    path("pipeline/", pipeline.pipeline, name="pipeline"),
    path("deals/new/", deals.add, name="deal-add"),
    path("deals/<int:pk>/", deals.deal, name="deal"),
    path("deals/<int:pk>/preview/", pipeline.preview, name="deal-preview"),
    path("deals/<int:pk>/move/", pipeline.move, name="deal-move"),
    path("deals/<int:pk>/close/", deals.close, name="deal-close"),
    path("deals/<int:pk>/reopen/", deals.reopen, name="deal-reopen"),
    path("deals/<int:pk>/lose/", deals.lose, name="deal-lose"),
    path("deals/<int:pk>/change/", deals.change, name="deal-change"),
]
