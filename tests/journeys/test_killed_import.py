"""A process killed in the middle of an import leaves whole chunks; who runs it again goes on behind them."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from crm.models import Brokerage, Contact, Event, Import, ImportRow, Outbox
from crm.services import imports
from tests.journeys.processes import environment
from tests.people_csv import People, people
from tests.running import eventually

pytestmark = pytest.mark.real_clock

CHUNKS = 4


@pytest.fixture
def file(tmp_path: Path) -> tuple[Path, People]:
    made = people(CHUNKS * imports.CHUNK)
    path = tmp_path / "people.csv"
    path.write_bytes(made.data)
    return path, made


def test_an_import_killed_by_the_system_loses_and_repeats_nothing(brokerage: Brokerage, file: tuple[Path, People]):
    path, made = file
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_contacts", str(path)]
    process = subprocess.Popen([*command, "--brokerage", brokerage.slug], env=environment())
    eventually("a first chunk", lambda: Import.objects.filter(rows_done__gt=0).exists() or process.poll() is not None)
    process.kill()
    process.wait()
    upload = Import.objects.get()
    assert upload.status == "running", "It had ended before it could be killed: give it more chunks."
    assert ImportRow.objects.filter(upload=upload).count() == upload.rows_done < made.rows
    # PostgreSQL frees the dead process's lock only when it notices; until then a second run leaves it alone.
    eventually("the rest", lambda: imports.run(upload).status == "done")
    assert (upload.created_count, upload.joined_count, upload.rejected_count) == (
        made.created,
        made.joined,
        made.rejected,
    )
    assert ImportRow.objects.filter(upload=upload).count() == upload.rows_done == made.rows
    assert Contact.objects.count() == made.created
    told = Event.objects.filter(kind="lead.created").values_list("contact_id", flat=True)
    assert len(told) == len(set(told)) == Contact.objects.count()
    assert Outbox.objects.filter(kind="lead.created").count() == len(told)
