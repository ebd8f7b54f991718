"""Carry the schedule into django-celery-beat's rows."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from realestate.schedule import JOBS, Job

MARK = "Shipped with Homestretch as: "


class Command(BaseCommand):
    """Add new jobs, remove dropped ones, and leave what an operator changed as it is."""

    help = "Bring the periodic jobs of this release into the database; hours and switches set in the admin stay."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Sync every job, then delete shipped rows that the release no longer has."""
        for job in JOBS:
            self._sync(job)
        dropped = PeriodicTask.objects.filter(description__startswith=MARK).exclude(name__in=[job.name for job in JOBS])
        dropped.delete()
        self.stdout.write(f"{len(JOBS)} periodic jobs in place.")

    def _sync(self, job: Job) -> None:
        shipped = MARK + job.crontab
        row = PeriodicTask.objects.filter(name=job.name).first() or PeriodicTask(name=job.name)
        if row.pk and row.task == job.task and row.description == shipped:
            return  # the same release as before: whatever differs is an operator's choice
        minute, hour, day_of_month, month_of_year, day_of_week = job.crontab.split()
        row.crontab, _ = CrontabSchedule.objects.get_or_create(
            minute=minute, hour=hour, day_of_month=day_of_month, month_of_year=month_of_year,
            day_of_week=day_of_week, timezone="UTC",
        )  # fmt: skip
        row.task, row.description = job.task, shipped
        row.save()
