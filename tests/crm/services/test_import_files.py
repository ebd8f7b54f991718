"""Files are read whatever they are written in, and no line is lost."""

import io

import pytest

from crm.errors import InvalidImport
from crm.services.import_files import Record, detect_encoding, inspect, records

ACCENTS = "Name,City\nJosé Núñez,Zoë\nMüller,Añasco\n"


def read(data: bytes) -> list[Record]:
    return list(records(io.BytesIO(data), inspect(io.BytesIO(data))))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_accents_survive_every_encoding(encoding):
    assert [r.cells for r in read(ACCENTS.encode(encoding))] == [["José Núñez", "Zoë"], ["Müller", "Añasco"]]


def test_a_mixed_file_keeps_both_kinds_of_accents():
    data = ACCENTS.encode() + "Chloé,Orlando\n".encode("cp1252")
    assert detect_encoding(io.BytesIO(data)) == "utf-8"
    assert [r.cells[0] for r in read(data)] == ["José Núñez", "Müller", "Chloé"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_found(delimiter):
    data = f'"Name, and more"{delimiter}City{delimiter}Zip\nDana{delimiter}Orlando{delimiter}32801\n'.encode()
    table = inspect(io.BytesIO(data))
    assert (table.delimiter, table.header) == (delimiter, ["Name, and more", "City", "Zip"])


def test_a_spreadsheets_own_delimiter_line_is_obeyed():
    assert read(b"sep=;\nName;Phone\nDana;1\n") == [Record(3, ["Dana", "1"])]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_by_every_newline(newline):
    data = newline.join(["Name,Note", "Dana,x", "", '"Sam","two\nlines"', "Lee,y"]).encode()
    assert [r.cells[0] for r in read(data)] == ["Dana", "Sam", "Lee"]
    assert [r.line for r in read(data)][:2] == [2, 4]


def test_a_line_in_quotes_keeps_its_newlines_and_the_next_its_number():
    assert read(b'Name,Note\nDana,"a\nb\nc"\nSam,x\n') == [
        Record(2, ["Dana", "a\nb\nc"]),
        Record(5, ["Sam", "x"]),
    ]


def test_t53_a_quotation_mark_never_closed_loses_one_line_only():
    rows = "".join(f"P{n},x\n" for n in range(100))
    got = read(f'Name,Note\nDana,"oops\n{rows}'.encode())
    assert (got[0].line, got[0].problem) == (2, "A quotation mark in this line is never closed.")
    assert [r.cells[0] for r in got[1:]] == [f"P{n}" for n in range(100)]
    assert [r.line for r in got[1:]] == list(range(3, 103))


def test_a_quotation_mark_inside_a_cell_is_a_character():
    assert read(b'Name,Note\nDana "D" Reyes,5" pipe\n')[0].cells == ['Dana "D" Reyes', '5" pipe']


def test_t53_an_endless_cell_costs_its_own_line():
    got = read(b"Name,Note\n" + b"x" * 200_000 + b",y\nSam,z\n")
    assert "cannot be read" in got[0].problem
    assert got[1] == Record(3, ["Sam", "z"])


def test_missing_cells_are_empty_and_surplus_ones_a_problem():
    got = read(b"A,B,C\n1\n1,2,3,,\n1,2,3,4\n")
    assert (got[0].cells, got[1].cells, got[1].problem) == (["1", "", ""], ["1", "2", "3"], "")
    assert got[2].problem == "The line has 4 cells, the header 3."


def test_columns_of_one_name_and_of_none_are_told_apart():
    assert inspect(io.BytesIO(b"Phone,Phone,,Phone\n")).header == ["Phone", "Phone (2)", "Column 3", "Phone (3)"]


def test_reading_goes_on_behind_a_line():
    data = b"A,B\n1,1\n2,2\n3,3\n"
    assert [r.line for r in records(io.BytesIO(data), inspect(io.BytesIO(data)), after=2)] == [3, 4]


@pytest.mark.parametrize(
    ("data", "word"), [(b"", "empty"), (b"PK\x03\x04...", "workbook"), (b",,\n,,\n", "header"), (b"a," * 300, "200")]
)
def test_what_is_no_table_is_refused_in_words(data, word):
    with pytest.raises(InvalidImport, match=word):
        inspect(io.BytesIO(data))
