"""A workbook comes in as its reader sees it: every digit, every date, every row under its own number."""

import io
import zipfile
from datetime import date, datetime, time

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook

from crm.errors import InvalidImport
from crm.models import Contact, ContactPoint
from crm.services import import_workbooks, imports
from crm.services.import_files import inspect, records
from crm.services.import_workbooks import as_text


def book(*rows, formats=None, title="Owners") -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def cells(data: bytes) -> list[tuple[int, list[str]]]:
    file = as_text(ContentFile(data, "people.xlsx"))
    return [(row.line, row.cells) for row in records(file, inspect(file))]


def refusal(data: bytes) -> str:
    with pytest.raises(InvalidImport) as error:
        as_text(ContentFile(data, "people.xlsx"))
    assert error.value.field == "file"
    return error.value.message


@pytest.mark.parametrize(
    ("value", "number_format", "seen"),
    [
        (4075550100, "General", "4075550100"),
        (4075550100.0, "General", "4075550100"),
        (14075550100, "0.00E+00", "14075550100"),
        ("(407) 555-0100", "General", "(407) 555-0100"),
        ("=1+1", "General", ""),
        (2134, "00000", "02134"),
        (28010042, "00000-0000", "02801-0042"),
        (4075550100, "000-000-0000", "407-555-0100"),
        (350000.5, "$#,##0.00", "350000.5"),
        (-12, "00000", "-12"),
        (True, "General", "TRUE"),
        (date(2026, 3, 8), "mm-dd-yy", "2026-03-08"),
        (datetime(2026, 3, 8, 14, 30), "m/d/yy h:mm", "2026-03-08 14:30:00"),
        (time(9, 5), "h:mm", "09:05:00"),
        ("two\nlines", "General", "two lines"),
        ("José Núñez", "General", "José Núñez"),
    ],
)
def test_a_cell_comes_in_as_its_reader_sees_it(value, number_format, seen):
    data = book(["Name", "Value"], ["x", value], formats={"B2": number_format})
    assert cells(data) == [(2, ["x", seen])]


def test_rows_keep_the_numbers_of_the_sheet():
    data = book(["Name", "Phone"], ["Ana", 1], [], [None, "  "], ["Ben", 2], [], [])
    assert cells(data) == [(2, ["Ana", "1"]), (5, ["Ben", "2"])]


def test_the_first_visible_sheet_is_read_and_named():
    workbook = Workbook()
    workbook.active.append(["Secret"])
    workbook.active.sheet_state = "hidden"
    workbook.create_sheet("Spring list").append(["Name", "Phone"])
    workbook.create_sheet("Other").append(["Nothing"])
    file = as_text(ContentFile(saved(workbook), "people.xlsx"))
    assert (file.name, file.read()) == ("people (Spring list).csv", b"Name,Phone\r\n")


def test_what_is_no_workbook_stays_as_it_is():
    file = ContentFile(b"Name,Phone\nAna,1\n", "people.csv")
    assert as_text(file) is file
    assert file.read() == b"Name,Phone\nAna,1\n"


def test_a_password_and_the_old_kind_are_told_apart():
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 70_000
    assert "password" in refusal(compound + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500)
    assert ".xls" in refusal(compound)


def test_the_mark_of_a_password_is_found_across_parts(monkeypatch):
    monkeypatch.setattr(ContentFile, "DEFAULT_CHUNK_SIZE", 64)
    mark = "EncryptedPackage".encode("utf-16-le")
    assert "password" in refusal(b"\xd0\xcf\x11\xe0" + b"x" * 50 + mark + b"x" * 64)


@pytest.mark.parametrize("cut", [10, 400, 0.5, 0.9])
def test_a_broken_workbook_is_refused_in_words(cut):
    whole = book(*[["Name", "Phone"]] * 300)
    assert refusal(whole[: cut if cut >= 1 else int(len(whole) * cut)]) == import_workbooks.UNREADABLE


def test_any_other_zip_is_refused_in_words():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refusal(content.getvalue()) == import_workbooks.UNREADABLE


def test_entities_that_grow_are_refused():
    bomb = b'<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
    grown = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(["Name"]))) as old, zipfile.ZipFile(grown, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part, content.replace(b"<worksheet", bomb) if "sheet1" in part.filename else content)
    assert refusal(grown.getvalue()) == import_workbooks.UNREADABLE


def test_what_is_too_large_is_refused_before_it_is_unpacked(monkeypatch):
    data = book(*[["Name", "Phone"]] * 50)
    monkeypatch.setattr(import_workbooks, "LARGEST_UNPACKED", 2_000)
    assert "unpacked" in refusal(data)
    monkeypatch.setattr(import_workbooks, "LARGEST", 100)
    assert "at most" in refusal(data)


def test_too_many_rows_are_refused_and_blank_ones_count_for_nothing(monkeypatch):
    monkeypatch.setattr(import_workbooks, "MOST_ROWS", 3)
    assert len(cells(book(["Name"], [1], [], [], [], [2], [3], []))) == 3
    assert "3 rows" in refusal(book(["Name"], [1], [2], [3], [4]))


def test_a_workbook_without_rows_is_empty():
    with pytest.raises(InvalidImport, match="empty"):
        cells(book())


def test_people_of_a_workbook_come_in_with_numbers_that_can_be_called(brokerage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = book(["Full Name", "Cell", "Zip"], ["Ana Ortiz", 4075550100, 2134], formats={"C2": "00000"})
    row = imports.run(imports.upload(as_text(ContentFile(data, "people.xlsx"))))
    assert (row.created_count, row.rejected_count, row.filename) == (1, 0, "people (Owners).csv")
    assert ContactPoint.objects.get().value == "+14075550100"
    assert Contact.objects.get().postal_code == "02134"
