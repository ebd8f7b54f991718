import pytest
from celery.schedules import crontab
from django.core.management import call_command
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from realestate import schedule
from realestate.management.commands import sync_schedule
from realestate.schedule import JOBS, Job


def sync(monkeypatch, *jobs):
    monkeypatch.setattr(sync_schedule, "JOBS", jobs)
    call_command("sync_schedule", verbosity=0)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_crontab_can_be_read(job):
    minute, hour, day, month, weekday = job.crontab.split()
    assert crontab(minute, hour, weekday, day, month).is_due is not None


def test_names_are_unique():
    assert len({job.name for job in schedule.JOBS}) == len(schedule.JOBS)


def test_jobs_become_rows_in_utc_and_a_second_run_changes_nothing(db, monkeypatch, capsys):
    job = Job("Sweep", "outreach.sweep", "*/5 * * * *")
    sync(monkeypatch, job)
    first = PeriodicTask.objects.get(name="Sweep")
    sync(monkeypatch, job)
    assert PeriodicTask.objects.get(name="Sweep").date_changed == first.date_changed
    assert (first.task, first.crontab.minute, str(first.crontab.timezone)) == ("outreach.sweep", "*/5", "UTC")


def test_what_an_operator_changed_stays_until_a_release_changes_it_too(db, monkeypatch):
    sync(monkeypatch, Job("Sweep", "outreach.sweep", "*/5 * * * *"))
    row = PeriodicTask.objects.get(name="Sweep")
    row.crontab = CrontabSchedule.objects.create(minute="*/15", timezone="UTC")
    row.enabled = False
    row.save()
    sync(monkeypatch, Job("Sweep", "outreach.sweep", "*/5 * * * *"))
    row.refresh_from_db()
    assert (row.crontab.minute, row.enabled) == ("*/15", False)
    sync(monkeypatch, Job("Sweep", "outreach.sweep", "*/2 * * * *"))
    row.refresh_from_db()
    assert (row.crontab.minute, row.enabled) == ("*/2", False)


def test_a_dropped_job_goes_and_an_operators_own_stays(db, monkeypatch):
    own = CrontabSchedule.objects.create(minute="0", timezone="UTC")
    PeriodicTask.objects.create(name="Mine", task="outreach.sweep", crontab=own)
    sync(monkeypatch, Job("Old", "outreach.old", "0 1 * * *"))
    sync(monkeypatch)
    assert list(PeriodicTask.objects.exclude(name__startswith="celery.").values_list("name", flat=True)) == ["Mine"]
