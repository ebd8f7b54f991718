"""Bring people in from a file, as a browser sees it."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from crm.models import Contact, Import
from crm.services import imports
from crm.states import ImportState
from tests.factories.crm import AgentFactory, ContactFactory, ContactPointFactory

FILE = """Full Name,Cell,Remarks
Inés Caballero,(813) 555-0148,Wants a yard
Vera Stoddard,813 555 013,
Devon Sallis,8135550177,
"""
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def send(client, text=FILE):
    file = SimpleUploadedFile("people.csv", text.encode())
    return client.post("/import/new/", {"file": file, "lead_kind": "buyer", "source": "Open house"})


@pytest.fixture
def upload(client):
    send(client)
    return Import.objects.get()


def test_a_file_is_looked_over_with_its_bad_rows_first_and_nobody_comes_in(client, upload):
    ContactPointFactory(contact=ContactFactory(name="Devon Sallis"), value="+18135550177")

    look = client.get(f"/import/{upload.pk}/").context["look"]

    assert [(column.name, column.field) for column in look.columns] == [
        ("Full Name", "name"),
        ("Cell", "phone"),
        ("Remarks", "notes"),
    ]
    assert [(row.line, row.outcome) for row in look.rows] == [(3, "rejected"), (4, "joined"), (2, "created")]
    assert Contact.objects.count() == 1


def test_columns_are_corrected(client, upload):
    client.post(f"/import/{upload.pk}/columns/", {"column-0": "name", "column-1": "phone", "column-2": "tags"})

    assert Import.objects.get().mapping == {"Full Name": "name", "Cell": "phone", "Remarks": "tags"}


def test_an_import_that_could_reach_nobody_is_not_started(client, upload):
    client.post(f"/import/{upload.pk}/columns/", {"column-0": "name"}, HTTP_REFERER="http://testserver/import/")
    Import.objects.update(mapping={"Full Name": "name", "Cell": "", "Remarks": ""})

    page = client.get(f"/import/{upload.pk}/").content.decode()
    assert "Not ready" in page
    assert client.post(f"/import/{upload.pk}/start/").status_code == 422
    assert Import.objects.get().status == ImportState.UPLOADED


def test_every_row_tells_its_outcome_and_the_bad_ones_are_a_file(client, upload):
    client.post(f"/import/{upload.pk}/start/")
    imports.run(Import.objects.get())

    page = client.get(f"/import/{upload.pk}/")
    rows = list(csv.reader(io.StringIO(client.get(f"/import/{upload.pk}/rejected.csv").getvalue().decode())))

    assert [(row.number, row.outcome) for row in page.context["found"].rows] == [
        (2, "created"),
        (3, "rejected"),
        (4, "created"),
    ]
    assert rows[1][:2] == ["Vera Stoddard", "813 555 013"]
    shown = client.get(f"/import/{upload.pk}/?outcome=rejected").context["found"].rows
    assert [row.number for row in shown] == [3]


def test_the_bar_moves_while_it_runs_and_the_page_follows_when_done(client, upload):
    client.post(f"/import/{upload.pk}/start/")
    waiting = client.get(f"/import/{upload.pk}/progress/", **HTMX)
    imports.run(Import.objects.get())
    done = client.get(f"/import/{upload.pk}/progress/", **HTMX)

    assert b"progressbar" in waiting.content
    assert (done.status_code, done["HX-Refresh"]) == (204, "true")


def test_an_import_is_taken_back(client, upload):
    client.post(f"/import/{upload.pk}/start/")
    imports.run(Import.objects.get())

    client.post(f"/import/{upload.pk}/undo/")

    assert Import.objects.get().status == ImportState.UNDONE
    assert Contact.objects.count() == 0


def test_a_file_without_people_is_refused_beside_its_field(client):
    response = send(client, "")

    assert response.status_code == 422
    assert response.context["form"].errors["file"]


def test_a_colleagues_import_is_not_there_for_an_agent(client, upload):
    client.force_login(AgentFactory(name="Ana").user)

    assert client.get(f"/import/{upload.pk}/").status_code == 404
    assert client.get("/import/").context["imports"] == []


def test_a_workbook_is_looked_over_like_any_file(client):
    workbook, content = Workbook(), io.BytesIO()
    for line in (["Full Name", "Cell"], ["Inés Caballero", 8135550148]):
        workbook.active.append(line)
    workbook.save(content)

    file = SimpleUploadedFile("people.xlsx", content.getvalue())
    answer = client.post("/import/new/", {"file": file, "lead_kind": "buyer"}, follow=True)

    look = answer.context["look"]
    assert [(column.name, column.field) for column in look.columns] == [("Full Name", "name"), ("Cell", "phone")]
    assert [(row.line, row.outcome) for row in look.rows] == [(2, "created")]


def test_a_workbook_that_cannot_be_read_says_so_beside_the_field(client):
    file = SimpleUploadedFile("people.xlsx", b"PK\x03\x04 half a file")
    response = client.post("/import/new/", {"file": file, "lead_kind": "buyer"})

    assert response.status_code == 422
    assert "cannot be read" in response.context["form"].errors["file"][0]
    assert not Import.objects.exists()
