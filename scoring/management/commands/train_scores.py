"""``manage.py train_scores --brokerage SLUG``: learn from a brokerage's own outcomes, and say how good it is."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.models import Brokerage
from realestate.lib import scopes
from realestate.lib.errors import DomainError
from scoring.services import model_versions, retraining


class Command(BaseCommand):
    """Keeps the next version of the model. It tells nothing until it is put in force, here or in the admin."""

    help = "Learn who meets us or opens a deal, from the outcomes of one brokerage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--brokerage", required=True, help="The brokerage's short name.")
        parser.add_argument("--put-in-force", action="store_true", help="If it is better than what is in force now.")
        parser.add_argument("--json", action="store_true", help="Last line is one JSON object: the card.")

    def handle(self, *args: Any, **options: Any) -> None:
        brokerage = Brokerage.objects.filter(slug=options["brokerage"]).first()
        if brokerage is None:
            raise CommandError(f"There is no brokerage “{options['brokerage']}”.")
        try:
            with scopes.in_brokerage(brokerage):
                made = retraining.retrain()
                is_better = retraining.is_better(made)
                if options["put_in_force"] and is_better:
                    model_versions.put_in_force(made)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        told = made.card["quality"]
        self.stdout.write(
            f"{made}, learnt from {made.leads} leads. On the {told['n']} newest, unseen: AUC {told['auc']['value']:.3f}"
            f" (95 % between {told['auc']['low']:.3f} and {told['auc']['high']:.3f}), log-loss"
            f" {told['log_loss']['value']:.3f}."
        )
        words = "better than what was in force" if is_better else "no better than what was there: it stays out of force"
        self.stdout.write(f"In force: {'yes' if made.is_active else 'no'}. It is {words}.")
        if options["json"]:
            self.stdout.write(json.dumps({"version": made.version, "in_force": made.is_active, **made.card}))
