"""Labelled files: what is read, and what is refused with its row and column."""

import gzip

import pytest

from scoring.predictors import tables
from scoring.predictors.tables import Unreadable


@pytest.fixture
def written(tmp_path):
    def write(text, name="leads.csv", encoding="utf-8"):
        path = tmp_path / name
        content = text.encode(encoding)
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    return write


@pytest.mark.parametrize("name", ["leads.csv", "leads.csv.gz"])
def test_cells_that_nobody_filled_are_empty(written, name):
    table = tables.read(written("\ufeffcity,visits\nSelect, 3 \nTampa,\n n/a ,NULL\n", name))

    assert table.columns == {"city": ["", "Tampa", ""], "visits": ["3", "", ""]}
    assert list(table.rows())[0] == {"city": "", "visits": "3"}
    assert len(table) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n", "has no rows"),
        ("a,\n1,2\n", "column 2 has no name"),
        ("a,a\n1,2\n", "two columns “a”"),
        ("a,b\n1,2\n1\n", "row 2: 1 cells, but 2 columns"),
    ],
)
def test_a_broken_file_is_refused_where_it_breaks(written, text, said):
    with pytest.raises(Unreadable, match=said):
        tables.read(written(text))


def test_what_is_no_text_and_what_is_not_there_is_refused(written, tmp_path):
    with pytest.raises(Unreadable, match="not UTF-8: byte 6"):
        tables.read(written("name\nXü\n", encoding="latin-1"))
    with pytest.raises(Unreadable, match="cannot be read: No such file"):
        tables.read(tmp_path / "gone.csv")


@pytest.mark.parametrize("cells", ["1 0", "yes no", "TRUE FALSE", "Won Lost"])
def test_each_way_to_say_yes_and_no_is_understood(written, cells):
    table = tables.read(written("won\n" + "\n".join(cells.split()) + "\n"))

    assert tables.outcomes(table, "won") == [1, 0]


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("won\n1\nmaybe\n", "won", "row 2, column “won”: “maybe” is neither yes nor no"),
        ("won,x\n1,a\n,b\n", "won", "row 2, column “won”: nothing is filled in"),
        ("won\n1\n1\n", "won", "says yes in every row"),
        ("won\n1\n0\n", "sold", "has no column “sold”, only won"),
    ],
)
def test_an_outcome_that_is_none_is_refused(written, text, column, said):
    with pytest.raises(Unreadable, match=said):
        tables.outcomes(tables.read(written(text)), column)


def test_a_column_left_out_must_be_there_or_a_leak_would_stay_in(written):
    table = tables.read(written("won,tags\n1,a\n0,b\n"))

    assert list(table.without(["tags"]).columns) == ["won"]
    with pytest.raises(Unreadable, match="no column “tag”"):
        table.without(["tag"])
