"""Housekeeping that belongs to no app."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="realestate.clear_sessions")
def clear_sessions() -> None:
    """Delete sessions that have ended. Safe to run twice."""
    call_command("clearsessions")
