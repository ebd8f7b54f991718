"""From cells to numbers: each kind of column, what is missing, rare and new, and what is left out."""

import math

import pytest

from scoring.predictors import encoding
from scoring.predictors.encoding import Moment, Month, Number, Words
from scoring.predictors.tables import Table, Unreadable

ROWS = 40


def table(**columns):
    return Table(name="leads.csv", columns={name: list(cells) for name, cells in columns.items()})


def half():
    return [1, 0] * (ROWS // 2)


def learnt(**columns):
    found = encoding.learn(table(**columns), half())
    return found, {column.column: column for column in found.columns}


def test_numbers_dates_months_and_words_are_told_apart():
    found, by_name = learnt(
        visits=["3", "4.5", "", "1,200"] * 10,
        came=["2026-01-05", "2026-02-28"] * 20,
        month=["may", "Jun"] * 20,
        source=["ad", "friend"] * 20,
    )

    assert [type(column) for column in found.columns] == [Number, Moment, Month, Words]
    assert by_name["visits"].encode({"visits": "1,200"}) == (1200.0,)
    assert by_name["month"].encode({"month": "Jun"}) == (6.0,)
    assert found.features == ("visits", "came: days", "came: weekday", "month", "source")


def test_a_cell_left_empty_is_not_taken_for_nought():
    _, by_name = learnt(visits=["3", "", "5", "7"] * 10, source=["ad", "", "", "friend"] * 10)

    assert math.isnan(by_name["visits"].encode({"visits": ""})[0])
    assert "" in by_name["source"].rates
    assert by_name["source"].words("") == "source is left empty"


def test_words_become_their_rate_drawn_towards_that_of_all():
    cells = ["ad", "friend"] * 20  # every "ad" came true, no "friend" did
    _, by_name = learnt(source=cells)

    assert by_name["source"].rates["ad"] == (20 + encoding.DRAWN * 0.5) / (20 + encoding.DRAWN)
    assert by_name["source"].rates["friend"] == (0 + encoding.DRAWN * 0.5) / (20 + encoding.DRAWN)


def test_rare_and_new_words_share_one_rate():
    cells = ["ad"] * 36 + ["moon", "moon", "sun", "sun"]
    _, by_name = learnt(source=cells)
    words = by_name["source"]

    assert set(words.rates) == {"ad", encoding.OTHER}
    assert words.encode({"source": "moon"}) == words.encode({"source": "never seen"}) == (words.rates[encoding.OTHER],)


def test_a_month_beside_a_day_becomes_a_date():
    _, by_name = learnt(month=["jan", "dec"] * 20, day=["1", "31"] * 20)

    assert by_name["month"].features == ("month", "month: day of the year")
    assert by_name["month"].encode({"month": "dec", "day": "31"}) == (12.0, 12 * 31 + 31.0)


def test_a_file_of_one_year_teaches_no_seasons():
    _, one_year = learnt(came=[f"2026-{1 + row % 12:02}-05" for row in range(ROWS)])
    _, three_years = learnt(came=[f"{2024 + row % 3}-{1 + row % 12:02}-05 13:30" for row in range(ROWS)])

    assert one_year["came"].parts == ("days", "weekday")
    assert three_years["came"].parts == ("days", "weekday", "hour", "month")
    assert three_years["came"].encode({"came": "2026-03-05 13:30"}) == (9560.0, 3.0, 13.0, 3.0)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["No"] * ROWS, "the same in every row"),
        ([""] * ROWS, "empty in every row"),
        ([str(660_000 - 7 * row) for row in range(ROWS)], "a running number: it counts the rows"),
        ([f"id-{row:x}" for row in range(ROWS)], "different in most rows: it names them"),
    ],
)
def test_columns_that_cannot_help_are_left_out_with_the_reason(cells, reason):
    found, _ = learnt(odd=cells, source=["ad", "friend"] * 20)

    assert found.left_out == {"odd": reason}
    assert found.features == ("source",)


def test_prices_that_all_differ_are_not_taken_for_identifiers():
    found, _ = learnt(
        price=[str(100_000 + 137_911 * row) for row in range(ROWS)], balance=[f"{row}.5" for row in range(ROWS)]
    )

    assert found.left_out == {}


def test_where_nothing_could_help_the_file_is_refused():
    with pytest.raises(Unreadable, match="no column to learn from"):
        learnt(odd=["No"] * ROWS)


def test_a_cell_of_another_kind_is_named_by_row_and_column():
    found, _ = learnt(visits=["3", "4"] * 20)

    with pytest.raises(Unreadable, match="later.csv, row 2, column “visits”: “many” is not"):
        found.rows(Table(name="later.csv", columns={"visits": ["1", "many"]}))
    with pytest.raises(Unreadable, match="later.csv has no column “visits”"):
        found.rows(Table(name="later.csv", columns={"calls": ["1"]}))


def test_rates_relearnt_without_a_row_do_not_know_its_outcome():
    cells = ["ad", "friend"] * 20
    found = encoding.learn(table(source=cells), half())
    friends_only = [row for row in range(ROWS) if row % 2]

    again = encoding.relearn(found, table(source=cells), half(), friends_only)

    assert again.columns[0].rates == {"friend": 0.0, encoding.OTHER: 0.0}
