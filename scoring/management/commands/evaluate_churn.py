"""``manage.py evaluate_churn EVENTS --cutoff DATE``: how well silence is told, measured on events with dates."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.features.event_files import Columns, UnreadableEvents, read_events
from scoring.features.rhythm import EventLog
from scoring.predictors.quality import Figure, Quality
from scoring.predictors.silence import ACTIVE_WITHIN, HORIZONS, TooEarly
from scoring.predictors.silence_training import TooShort, Trial, try_out

FIGURES = ("auc", "log_loss", "brier", "ece")


class Command(BaseCommand):
    """Reads a CSV with a customer, a day and perhaps an amount. Needs no database and no network."""

    help = "Learn churn (nothing follows within a horizon) from events until a day, and measure it on those after it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("events", type=Path, help="CSV, gzipped or not: customer, date, perhaps an amount.")
        parser.add_argument("--cutoff", type=_day, required=True, help="The last day that is known: YYYY-MM-DD.")
        parser.add_argument("--horizons", type=_days, default=HORIZONS, help="Days of silence, such as 7,14,30 or 91.")
        parser.add_argument(
            "--active-within", type=int, default=ACTIVE_WITHIN,
            help="Ask only about who did something in this many days (0: everybody ever seen).",
        )  # fmt: skip
        parser.add_argument("--customer", help="The column with the customer, if it has an unusual name.")
        parser.add_argument("--date", help="The column with the day, if it has an unusual name.")
        parser.add_argument("--amount", help="The column with the amount, if it has an unusual name.")
        parser.add_argument("--json", action="store_true", help="Last line is one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        log = self._log(options)
        cutoff, within = options["cutoff"], options["active_within"]
        if within < 0:
            raise CommandError("--active-within is a number of days, or 0 for everybody.")
        found: dict[str, Any] = {}
        for horizon in options["horizons"]:
            found[str(horizon)] = _measured(log, cutoff, horizon, within or None)
        if options["json"]:
            report = {"file": options["events"].name, "cutoff": cutoff.isoformat(), "active_within": within or None}
            self.stdout.write(json.dumps({**report, "horizons": found}))
        else:
            self.stdout.write("\n".join(_line(horizon, told) for horizon, told in found.items()))
        if all("note" in told for told in found.values()):
            raise CommandError("No horizon could be measured.")

    def _log(self, options: dict[str, Any]) -> EventLog:
        columns = Columns(customer=options["customer"], day=options["date"], amount=options["amount"])
        try:
            return read_events(options["events"], columns)
        except UnreadableEvents as error:
            raise CommandError(str(error)) from error


def _measured(log: EventLog, cutoff: date, horizon: int, within: int | None) -> dict[str, Any]:
    """Return the figures of a horizon; only a note where the events do not reach."""
    try:
        trial = try_out(log, cutoff.toordinal(), horizon, active_within=within)
    except (TooEarly, TooShort) as error:
        return {"note": str(error)}
    return _figures(trial)


def _figures(trial: Trial) -> dict[str, Any]:
    return {
        **_of(trial.quality),
        "customers": trial.customers,
        "days": trial.days,
        "taught_by": trial.taught_by,
        "on_the_day": {**_of(trial.on_the_day), "auc_of_recency": round(trial.rank_by_recency, 4)},
    }


def _of(quality: Quality) -> dict[str, Any]:
    figures: dict[str, Figure] = {name: getattr(quality, name) for name in FIGURES}
    told: dict[str, Any] = {}
    for name, figure in figures.items():
        told |= {name: round(figure.value, 4), f"{name}_interval": [round(figure.low, 4), round(figure.high, 4)]}
    return {**told, "silent_rate": round(quality.rate, 4), "n": quality.n}


def _line(horizon: str, told: dict[str, Any]) -> str:
    if "note" in told:
        return f"{horizon} days: {told['note']}"
    figures = ", ".join(
        f"{name} {told[name]:.4f} ({told[f'{name}_interval'][0]:.4f} to {told[f'{name}_interval'][1]:.4f})"
        for name in FIGURES
    )
    return f"{horizon} days: {figures}; {told['n']} rows of {told['customers']} customers on {told['days']} days"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no day: write YYYY-MM-DD.") from error


def _days(text: str) -> tuple[int, ...]:
    days = tuple(int(part) for part in text.split(",") if part.strip().isdecimal())
    if not days or len(days) != len(text.split(",")) or min(days) < 1:
        raise ArgumentTypeError(f"{text} is no list of days, such as 7,14,30.")
    return days
