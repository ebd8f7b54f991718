"""The frame: settings, processes and the ground that knows no app."""

from realestate.celery import app as celery_app

__all__ = ["celery_app"]
