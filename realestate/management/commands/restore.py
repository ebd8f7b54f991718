"""Put a backup back."""

import subprocess
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from realestate import backups, embedded


class Command(BaseCommand):
    """Replace what is here by a backup, while nothing else runs; sending stays off until the copy is adopted."""

    help = "Replace database and uploads by a backup's. What was here is kept beside it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore in this process, then migrate and check in a fresh one, which reads the restored secret key."""
        try:
            backups.read_manifest(options["file"])
            with ExitStack() as stack:
                stack.enter_context(embedded.owning(settings.EMBEDDED))
                services = settings.EMBEDDED
                stack.callback(services.stop)
                services.start(postgres=settings.EMBEDS_POSTGRES, redis=settings.EMBEDS_REDIS)
                kept = backups.restore(options["file"])
                self.stdout.write(f"Restored. The database that was here is kept as {kept}.")
                manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
                subprocess.run([*manage, "after_restore"], check=True)
        except embedded.Busy as busy:
            raise CommandError(f"Homestretch is running at {busy.note or 'this folder'}; stop it first.") from None
        except (backups.CannotRestore, embedded.NotStarted) as error:
            raise CommandError(str(error)) from None
        except subprocess.CalledProcessError:
            raise CommandError("The restored data did not come up well; see above.") from None
