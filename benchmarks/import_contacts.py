"""How fast people are brought in, and how much faster than saving them row by row.

``python -m benchmarks.import_contacts [--rows 20000] [--saved 1000]``. Both ways read the same file with the same
code and write the same tables; the import also keeps every row with its outcome.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks import _stage
from benchmarks._report import finish, report
from realestate.lib import memory

if TYPE_CHECKING:
    from tests.people_csv import People

TARGET_RATIO = 20


def main() -> bool:
    """Measure in a database of its own; print the figures and return whether the target was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--saved", type=int, default=1_000, help="Rows saved one by one.")
    options = parser.parse_args()
    with _stage.services():
        return measure(options.rows, options.saved)


def measure(rows: int, saved: int) -> bool:
    """Bring ``rows`` in, bring them in again, take them back; save ``saved`` rows one by one."""
    from django.test import override_settings  # noqa: PLC0415 - Django is set up by the stage

    from tests.people_csv import people  # noqa: PLC0415

    memory.settle()  # as in the worker, where imports run; both ways are measured so
    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        one_by_one, one_transaction = (saved / seconds for seconds in save_each(people(saved, seed=2)))
        imported = bring_in_twice(people(rows))
    rate = rows / imported.first_seconds
    return report(
        "import_contacts",
        figure=rate / one_by_one,
        unit="times the rate of saving row by row",
        target=TARGET_RATIO,
        lower_is_better=False,
        rows=rows,
        rows_per_second=rate,
        again_rows_per_second=rows / imported.again_seconds,
        saved_rows_per_second=one_by_one,
        saved_rows_per_second_in_one_transaction=one_transaction,
        times_one_transaction=rate / one_transaction,
        created_joined_rejected=imported.counts,
        undo_seconds=imported.undo_seconds,
        people_left_after_undo=imported.left,
    )


def save_each(file: "People") -> tuple[float, float]:
    """Save a file's people one by one: return the seconds with a transaction each, and with one for all."""
    from django.db import transaction  # noqa: PLC0415

    from benchmarks import _row_by_row  # noqa: PLC0415
    from crm.services import accounts  # noqa: PLC0415
    from realestate.lib import scopes  # noqa: PLC0415

    with scopes.in_brokerage(accounts.create_brokerage("Row by row")):
        each = seconds_of(lambda: _row_by_row.save(file.data, transaction.atomic))
    with scopes.in_brokerage(accounts.create_brokerage("Row by row at once")), transaction.atomic():
        return each, seconds_of(lambda: _row_by_row.save(file.data))


@dataclass(frozen=True)
class Imported:
    """What two imports of one file took, and their undoing."""

    first_seconds: float
    again_seconds: float
    undo_seconds: float
    counts: list[tuple[int, int, int]]
    left: int


def bring_in_twice(file: "People") -> Imported:
    """Import a file, import it again, and undo both."""
    from django.core.files.base import ContentFile  # noqa: PLC0415

    from crm.models import Contact, Import  # noqa: PLC0415
    from crm.services import accounts, import_undo, imports  # noqa: PLC0415
    from realestate.lib import scopes  # noqa: PLC0415

    with scopes.in_brokerage(accounts.create_brokerage("Import")):
        uploads: list[Import] = []
        first, again = (
            seconds_of(lambda: uploads.append(imports.run(imports.upload(ContentFile(file.data, "people.csv")))))
            for _ in range(2)
        )
        undone = seconds_of(lambda: [import_undo.undo(upload) for upload in reversed(uploads)])
        counts = [(u.created_count, u.joined_count, u.rejected_count) for u in uploads]
        return Imported(first, again, undone, counts, Contact.objects.count())


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    finish(main())
