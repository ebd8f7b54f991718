"""``manage.py evaluate_leads TRAIN --test TEST --target COLUMN``: what can be learnt of labelled leads, measured."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from scoring.errors import ModelNotUsable
from scoring.features.fairness import ground_of
from scoring.predictors import learning, quality, tables
from scoring.predictors.encoding import Row
from scoring.predictors.learned import Learned
from scoring.predictors.quality import Quality
from scoring.predictors.tables import Table

FIGURES = {
    "auc": "AUC",
    "log_loss": "log-loss",
    "brier": "Brier score",
    "lift": "lift of the top tenth",
    "ece": "calibration error",
}


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What was learnt of how many rows, and how good it is on others."""

    learned: Learned
    learnt_from: int
    dropped: Sequence[str]
    quality: Quality


class Command(BaseCommand):
    """Learns from one flat CSV and measures on another. Needs no database and no network; same files, same figures."""

    help = "Train on one labelled CSV and measure on another, with the pipeline that learns scores."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("train", type=Path, help="CSV with a header, gzipped or not: one lead a row.")
        parser.add_argument("--test", type=Path, required=True, help="CSV of the same columns, to measure on.")
        parser.add_argument("--target", required=True, help="The column that says what became of the lead: yes or no.")
        parser.add_argument(
            "--drop", nargs="+", action="extend", default=[], help="Columns to leave out; commas divide."
        )
        parser.add_argument(
            "--reasons", type=Path, help="Write each row's probability and reasons here, a JSON a line."
        )
        parser.add_argument("--json", action="store_true", help="Last line is one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            measured = _measure(options)
        except (tables.Unreadable, ModelNotUsable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n".join(_told(measured)))
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(measured)))


def _measure(options: dict[str, Any]) -> Measured:
    target = options["target"]
    train, test = tables.read(options["train"]), tables.read(options["test"])
    came, came_later = tables.outcomes(train, target), tables.outcomes(test, target)
    dropped = _named(options["drop"], train)
    learned = learning.learn(train.without([target, *dropped]), came)
    told = [learned.probability(row, f"{test.name}, row {number}") for number, row in _numbered(learned, test)]
    if options["reasons"]:
        _write_reasons(options["reasons"], learned, test, told)
    found = quality.measure(np.array(told), np.array(came_later, dtype=np.float64))
    return Measured(learned=learned, learnt_from=len(train), dropped=dropped, quality=found)


def _numbered(learned: Learned, table: Table) -> Iterable[tuple[int, Row]]:
    """Yield each row with its number, once the table is known to have every column that counts."""
    for name in learned.columns:
        table.of(name)
    return enumerate(table.rows(), start=1)


def _named(asked: Iterable[str], table: Table) -> list[str]:
    """Return the columns asked for: each alone, or several with commas between."""
    parts = (part for name in asked for part in ([name] if name in table.columns else name.split(",")))
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _write_reasons(path: Path, learned: Learned, test: Table, told: Iterable[float]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for (number, row), probability in zip(_numbered(learned, test), told, strict=True):
            reasons = learned.ledger(row)
            score = sum(reason.points for reason in reasons)
            line = {"row": number, "probability": probability, "score": score, "reasons": list(map(asdict, reasons))}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _protected(learned: Learned) -> dict[str, str]:
    """Return the columns that stand for a protected class: in a file they are measured, no score of ours reads them."""
    return {name: ground for name in learned.columns if (ground := ground_of(name))}


def _told(measured: Measured) -> Iterable[str]:
    found, learned = measured.quality, measured.learned
    yield (
        f"Learnt from {measured.learnt_from} rows: {len(learned.encoding.features)} features,"
        f" {learned.trees} trees. Measured on {found.n} others, of which {found.rate:.1%} came true."
    )
    for name, words in FIGURES.items():
        figure = getattr(found, name)
        yield f"{words:>22}  {figure.value:.4f}  (95 % between {figure.low:.4f} and {figure.high:.4f})"
    for name, reason in learned.encoding.left_out.items():
        yield f"Left out: {name} ({reason})."
    for name, reason in learned.suspects.items():
        yield f"May know the answer: {name} ({reason}). If it is written down afterwards, leave it out with --drop."
    for name, ground in _protected(learned).items():
        yield f"Protected: {name} stands for {ground}. Measured here; no score of a person may rest on it."


def _as_json(measured: Measured) -> dict[str, Any]:
    found, learned = measured.quality, measured.learned
    report: dict[str, Any] = {"n": found.n, "learnt_from": measured.learnt_from, "rate": found.rate}
    for name in FIGURES:
        figure = getattr(found, name)
        report |= {name: figure.value, f"{name}_interval": [figure.low, figure.high]}
    return report | {
        "trees": learned.trees,
        "features": list(learned.encoding.features),
        "dropped": list(measured.dropped),
        "left_out": dict(learned.encoding.left_out),
        "suspects": dict(learned.suspects),
        "protected": _protected(learned),
    }
