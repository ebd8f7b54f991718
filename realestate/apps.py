"""The frame as a Django app, so that its template tags and commands load."""

from django.apps import AppConfig


class RealestateConfig(AppConfig):
    """Registers what the ground knows about its own health."""

    name = "realestate"
    verbose_name = "Homestretch"

    def ready(self) -> None:
        """Register the ground's health checks, and make our queue the one that every process puts work into."""
        from realestate import celery, health

        celery.app.set_default()
        health.register()
