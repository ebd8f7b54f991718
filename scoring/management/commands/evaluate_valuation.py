"""``manage.py evaluate_valuation TRAIN --test TEST --schema NAME [--json]``: how good estimates of other sales are."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.valuation.evaluate import TooFewSales, evaluate
from scoring.valuation.schemas import SCHEMAS, UnreadableSales, read_sales

SHOWN = ("mdape", "within_10", "within_20", "median_ratio", "cod", "coverage_80")


class Command(BaseCommand):
    """Learns from one CSV file of sales and values another; needs no database."""

    help = "Value the sales of one file from those of another, and measure how far off the estimates are."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("train", type=Path, help="CSV of sales to learn from; may be gzipped.")
        parser.add_argument("--test", type=Path, required=True, help="CSV of sales to value, later ones if possible.")
        parser.add_argument("--schema", required=True, choices=sorted(SCHEMAS), help="Whose columns the files have.")
        parser.add_argument("--json", action="store_true", help="Last line is one JSON object: comparables, model.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            train, test = (read_sales(options[name], options["schema"]) for name in ("train", "test"))
            told = evaluate(train, test)
        except (UnreadableSales, TooFewSales) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        self.stdout.write(f"{len(train)} sales to learn from, {len(test)} valued.")
        for name, measures in told.items():
            self.stdout.write(_line(name, measures) if measures else f"{name}: too few sales to learn from.")


def _line(name: str, measures: dict[str, Any]) -> str:
    parts = (
        f"{part} {measures[part]} [{measures[f'{part}_interval'][0]}, {measures[f'{part}_interval'][1]}]"
        for part in SHOWN
        if measures[part] is not None
    )
    return f"{name}: " + ", ".join(parts)
