"""``manage.py evaluate_replies FILE``: how well replies are understood, measured on messages with a label."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outreach.replies import asked, judges, labelled, scores
from outreach.replies.evaluate import OptOuts, count_opt_outs
from outreach.replies.labelled import Labelled, Labels
from realestate.llm.drivers import BUILTIN

FOLDS = 5


class Command(BaseCommand):
    """Reads CSV or JSON lines with a text, and an intent or a sentiment. Needs no database and no network."""

    help = "Measure the understanding of replies on a labelled file, as shipped or trained on another file first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or JSON lines, gzipped or not: text with label or sentiment.")
        parser.add_argument("--train", type=Path, help="Train the same pipeline on this file first, on its classes.")
        parser.add_argument("--cross-validate", action="store_true", help="Train on parts of FILE, by conversation.")
        parser.add_argument("--driver", choices=asked.NAMES, help="Who reads: the built-in models, or another reader.")
        parser.add_argument("--weights", type=Path, help="The folder of DistilBERT's weights.")
        parser.add_argument("--opt-outs", action="store_true", help="Count only what is read as a wish to stop.")
        parser.add_argument("--text", help="The column with the message, if it has an unusual name.")
        parser.add_argument("--label", help="The column with the label, if it has an unusual name.")
        parser.add_argument("--label-map", type=Path, help="Two columns: a label, and what it stands for.")
        parser.add_argument("--json", action="store_true", help="Last line is one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._measure(options)
        except (labelled.Unreadable, asked.NotHere) as error:
            raise CommandError(str(error)) from error
        except ValueError as error:
            raise CommandError(f"{options['train'] or options['file']}: {error}") from error
        self.stdout.write(json.dumps(report) if options["json"] else _table(report))

    def _measure(self, options: dict[str, Any]) -> dict[str, Any]:
        found = _read(options["file"], options)
        report: dict[str, Any] = {"file": options["file"].name, "kind": found.kind, "n": len(found.rows)}
        if not options["opt_outs"]:
            report |= _classes(found, options)
        return {**report, "opt_outs": _opt_outs(found.rows)}


def _read(path: Path, options: dict[str, Any]) -> Labels:
    mapping = labelled.read_mapping(options["label_map"]) if options["label_map"] else None
    return labelled.read_labelled(path, text=options["text"], label=options["label"], mapping=mapping)


def _classes(found: Labels, options: dict[str, Any]) -> dict[str, Any]:
    """Return who judged and the scores; only a note where the file's labels are none of our meanings."""
    try:
        name, guesses = _guess(found, options)
    except judges.UnknownLabels as error:
        return {"note": f"{error} Only what is read as a wish to stop is counted."}
    pairs = [(row.label, guess) for row, guess in zip(found.rows, guesses, strict=True)]
    return {"judge": name, **asdict(scores.score(pairs, [row.group for row in found.rows]))}


def _guess(found: Labels, options: dict[str, Any]) -> tuple[str, list[str]]:
    """Return who judged, and the label each row was given."""
    if options["cross_validate"]:
        return "builtin, cross-validated", _cross_validated(found.rows)
    if options["train"]:
        judge: judges.Judge = judges.train_judge(_read(options["train"], options).rows)
    else:
        labels = sorted({row.label for row in found.rows})
        judge = asked.judge_of(options["driver"] or BUILTIN, found.kind, labels, weights=options["weights"])
    guesses = judge.judge(found.rows)
    return judge.name, guesses


def _cross_validated(rows: Sequence[Labelled]) -> list[str]:
    """Return each row's label as told by a model that saw no row of its conversation."""
    groups = sorted({row.group for row in rows})
    fold_of = {group: number % FOLDS for number, group in enumerate(groups)}
    guesses: dict[int, str] = {}
    for fold in range(FOLDS):
        judge = judges.train_judge([row for row in rows if fold_of[row.group] != fold])
        held = [row for row in rows if fold_of[row.group] == fold]
        guesses |= {row.row: guess for row, guess in zip(held, judge.judge(held), strict=True)}
    return [guesses[row.row] for row in rows]


def _opt_outs(rows: Sequence[Labelled]) -> dict[str, Any]:
    counted: OptOuts = count_opt_outs((row.text, judges.plain_label(row.label)) for row in rows)
    return {**asdict(counted), "recall": counted.recall, "false_alarms_per_1000": counted.false_alarms_per_1000}


def _table(report: dict[str, Any]) -> str:
    lines = [f"{report['file']}: {report['n']} messages, {report['kind']}"]
    if "classes" in report:
        lines.append(f"{'':24}{'precision':>10}{'recall':>10}{'F1':>10}{'n':>8}")
        lines += [
            f"{label[:23]:24}{told['precision']:>10.3f}{told['recall']:>10.3f}{told['f1']:>10.3f}{told['n']:>8}"
            for label, told in report["classes"].items()
        ]
        low, high = report["interval"]
        lines.append(f"macro-F1 {report['macro_f1']:.3f} (95 % between {low:.3f} and {high:.3f}), {report['judge']}")
    lines += [report["note"]] if "note" in report else []
    opt_outs = report["opt_outs"]
    lines.append(
        f"opt-outs: {opt_outs['caught']} caught, {opt_outs['paused']} paused, {opt_outs['missed']} missed; "
        f"{opt_outs['false_alarms']} false alarms and {opt_outs['pauses']} pauses "
        f"among {opt_outs['ordinary']} ordinary messages"
    )
    return "\n".join(lines)
