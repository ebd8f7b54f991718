"""``manage.py evaluate_matching FILE``: how well homes are ranked for buyers, against the plain matcher."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.matching import trial
from scoring.matching.simulation import simulate

SEED, BUYERS = 7, 200
RANKERS: dict[str, trial.Ranker] = {
    "baseline": trial.by_baseline,
    "stated": trial.by_wish,
    "enhanced": trial.by_wish_and_taste,
}


class Command(BaseCommand):
    """Reads homes and buyers from JSON, or simulates them. Needs no database and no network."""

    help = "Measure NDCG@10 of the matcher against the baseline, and whether paired testers get equal lists."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="Homes and buyers (JSON); without it, simulated ones.")
        parser.add_argument("--simulate", type=Path, metavar="FILE", help="Write simulated buyers there and stop.")
        parser.add_argument("--buyers", type=int, default=BUYERS, help="How many to simulate.")
        parser.add_argument("--seed", type=int, default=SEED, help="What the simulation begins with.")
        parser.add_argument("--json", action="store_true", help="Last line is one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["simulate"]:
            _write(options["simulate"], options)
            self.stdout.write(f"{options['buyers']} pairs of simulated buyers in {options['simulate']}.")
            return
        report = _report(_case(options))
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self.stdout.write("\n".join(_lines(report)))
        pairs = report["paired_testers"]
        if pairs["equal"] != pairs["of"]:
            raise CommandError(f"Paired testers got different lists: {pairs['of'] - pairs['equal']} of {pairs['of']}.")


def _case(options: dict[str, Any]) -> trial.Case:
    try:
        return trial.read(options["file"]) if options["file"] else trial.case_of(_simulated(options))
    except trial.UnreadableTrial as error:
        raise CommandError(str(error)) from error


def _simulated(options: dict[str, Any]) -> dict[str, Any]:
    if options["buyers"] < 2:
        raise CommandError("An interval takes 2 buyers at least.")
    return simulate(buyers=options["buyers"], seed=options["seed"])


def _write(path: Path, options: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(_simulated(options)), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror or error}.") from error


def _report(case: trial.Case) -> dict[str, Any]:
    found = {name: trial.rank_quality(case, ranker) for name, ranker in RANKERS.items()}
    means = {name: trial.mean_of(values, case.buyers) for name, values in found.items()}
    gained = trial.mean_of(found["enhanced"] - found["baseline"], case.buyers)
    equal, pairs = trial.equal_pairs(case, trial.by_wish_and_taste)
    return {
        "simulated": case.simulated,
        "n": len(case.buyers),
        "homes": len(case.homes),
        "ndcg_at_10": {name: _rounded(mean) for name, mean in means.items()},
        "gained": _rounded(gained),
        "paired_testers": {"equal": equal, "of": pairs},
    }


def _rounded(measured: trial.Measured) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(measured).items()}


def _lines(report: dict[str, Any]) -> list[str]:
    of = "simulated buyers" if report["simulated"] else "buyers"
    figures = {**report["ndcg_at_10"], "enhanced less baseline": report["gained"]}
    pairs = report["paired_testers"]
    return [
        f"NDCG@10 on {report['n']} {of} and {report['homes']} homes, with the interval of 95 in 100:",
        *(f"  {name}: {told['value']:.4f} ({told['low']:.4f} to {told['high']:.4f})" for name, told in figures.items()),
        f"Paired testers with equal lists: {pairs['equal']} of {pairs['of']}.",
    ]
