"""Events out of files: the ways days are written, and errors that name the line."""

import gzip
from datetime import date

import pytest

from scoring.features.event_files import Columns, UnreadableEvents, day_of, read_events


def write(folder, text, name="events.csv"):
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize(
    "written", ["2026-03-08", "20260308", "2026-03-08T23:59:00-05:00", "1772992800", "2026-03-08 10:00:00"]
)
def test_a_day_is_read_however_it_is_written(written):
    assert day_of(written) == date(2026, 3, 8)


@pytest.mark.parametrize("name", ["events.csv", "events.csv.gz"])
def test_a_file_is_read_gzipped_or_not(tmp_path, name):
    log = read_events(write(tmp_path, "cust,date\n7,2026-01-02\n7,2026-01-01\n8,2026-01-01\n", name))

    assert log.names == ("7", "8")
    assert [date.fromordinal(day).day for day in log.day] == [1, 2, 1]
    assert not log.has_amounts


def test_amounts_are_read_where_there_are_some(tmp_path):
    log = read_events(write(tmp_path, "customer,date,dollars\na,20260101,2.5\na,20260101,3\nb,20260102,1\n"))

    assert log.amount.tolist() == [5.5, 1.0]
    assert log.has_amounts


def test_unusual_names_of_columns_can_be_told(tmp_path):
    path = write(tmp_path, "recipient,when,euros\na,2026-01-01,2\n")

    log = read_events(path, Columns(customer="recipient", day="when", amount="euros"))

    assert log.names == ("a",)
    assert log.amount.tolist() == [2.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who,date\n1,2026-01-01\n", "no column with the customer"),
        ("cust,when\n1,2026-01-01\n", "no column with the day"),
        ("cust,date\n", "no rows"),
        ("", "no column"),
        ("cust,date\n1,2026-01-01\n,2026-01-01\n", "line 3: no customer"),
        ("cust,date\n1,2026-02-30\n", "line 2"),
        ("cust,date\n1\n", "line 2"),
        ("cust,date\n1,99999999999999999999\n", "line 2"),
        ("cust,date,amount\n1,2026-01-01,\n", "line 2"),
        ("cust,date,amount\n1,2026-01-01,nan\n", "line 2"),
    ],
)
def test_a_wrong_file_is_refused_in_words(tmp_path, text, said):
    with pytest.raises(UnreadableEvents, match=said):
        read_events(write(tmp_path, text))


def test_a_file_that_is_not_there_or_not_a_text_is_refused_in_words(tmp_path):
    with pytest.raises(UnreadableEvents, match="cannot be read"):
        read_events(tmp_path / "nowhere.csv")
    broken = tmp_path / "events.csv.gz"
    broken.write_bytes(b"no gzip")
    with pytest.raises(UnreadableEvents, match="cannot be read"):
        read_events(broken)
    latin = tmp_path / "events.csv"
    latin.write_bytes("cust,date\nJosé,2026-01-01\n".encode("latin-1"))
    with pytest.raises(UnreadableEvents, match="not UTF-8"):
        read_events(latin)
