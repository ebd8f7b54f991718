"""``manage.py train_replies``: make the built-in models from the examples, if they are missing or stale."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from outreach.replies import questions, shipped
from outreach.replies.examples import read_examples


class Command(BaseCommand):
    """Part of set-up; takes seconds, needs neither database nor network, and makes the same file each time."""

    help = "Make the models that understand replies from our own examples; does nothing if they are up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="Make them even if they are up to date.")
        parser.add_argument("--quiet", action="store_true", help="Say nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        if shipped.is_fresh() and not options["again"]:
            self._say("The models are up to date.", options)
            return
        began = time.monotonic()
        shipped.write(questions.train_all(), shipped.PATH)
        self._say(f"Learnt from {len(read_examples())} examples in {time.monotonic() - began:.0f} s.", options)

    def _say(self, words: str, options: dict[str, Any]) -> None:
        if not options["quiet"]:
            self.stdout.write(words)
