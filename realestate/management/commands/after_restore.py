"""The second half of `restore`: bring the restored tables to this release, and look whether all is well."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from realestate.lib import checkup, redis


class Command(BaseCommand):
    """Migrate, forget what Redis held of the other database, and ask every check."""

    help = "Run by `restore`."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Finish the restore; end with an error if something essential, or a suppression key, does not hold."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("sync_schedule", stdout=self.stdout)
        redis.client().flushdb()
        answers = checkup.ask_all()
        for answer in answers:
            self.stdout.write(f"{'ok ' if answer.ok else 'NOT'}  {answer.name}: {answer.says}")
        if any(answer.essential and not answer.ok for answer in answers):
            raise CommandError("Not everything holds.")
        self.stdout.write("Sending stays off until an operator adopts this copy: `manage.py adopt`.")
