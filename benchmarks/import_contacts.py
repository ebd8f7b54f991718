"""How fast people are brought in, and how much faster than saving them row by row.

``python -m benchmarks.import_contacts [--rows 20000] [--saved 1000]``. Both ways read the same file with the same
code and write the same tables; the import also keeps every row with its outcome.
"""

import argparse
import tempfile
import time

from benchmarks import _stage
from benchmarks._report import finish, report

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
    from django.core.files.base import ContentFile  # noqa: PLC0415 - Django is set up by the stage
    from django.db import transaction  # noqa: PLC0415
    from django.test import override_settings  # noqa: PLC0415

    from benchmarks import _row_by_row  # noqa: PLC0415
    from crm.models import Contact  # noqa: PLC0415
    from crm.services import accounts, import_undo, imports  # noqa: PLC0415
    from realestate.lib import scopes  # noqa: PLC0415
    from tests.people_csv import people  # noqa: PLC0415

    file, small = people(rows), people(saved, seed=2)
    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        with scopes.in_brokerage(accounts.create_brokerage("Row by row")):
            began = time.perf_counter()
            _row_by_row.save(small.data, transaction.atomic)
            one_by_one = saved / (time.perf_counter() - began)
        with scopes.in_brokerage(accounts.create_brokerage("Row by row at once")), transaction.atomic():
            began = time.perf_counter()
            _row_by_row.save(small.data)
            one_transaction = saved / (time.perf_counter() - began)
        with scopes.in_brokerage(accounts.create_brokerage("Import")):
            uploads, seconds = [], []
            for _ in range(2):
                began = time.perf_counter()
                uploads.append(imports.run(imports.upload(ContentFile(file.data, "people.csv"))))
                seconds.append(time.perf_counter() - began)
            began = time.perf_counter()
            for upload in reversed(uploads):
                import_undo.undo(upload)
            undo_seconds = time.perf_counter() - began
            left = Contact.objects.count()
    rate = rows / seconds[0]
    return report(
        "import_contacts",
        figure=rate / one_by_one,
        unit="times the rate of saving row by row",
        target=TARGET_RATIO,
        lower_is_better=False,
        rows=rows,
        rows_per_second=rate,
        again_rows_per_second=rows / seconds[1],
        saved_rows_per_second=one_by_one,
        saved_rows_per_second_in_one_transaction=one_transaction,
        times_one_transaction=rate / one_transaction,
        created_joined_rejected=[(u.created_count, u.joined_count, u.rejected_count) for u in uploads],
        undo_seconds=undo_seconds,
        people_left_after_undo=left,
    )


if __name__ == "__main__":
    finish(main())
