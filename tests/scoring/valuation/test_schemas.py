"""Reading public sales: what is a fact of the home, and an error that names the line."""

import gzip

import numpy as np
import pytest

from scoring.valuation.schemas import SCHEMAS, UnreadableSales, read_sales

KING = {
    "id": "1", "date": "20141013T000000", "price": "221900", "bedrooms": "3", "bathrooms": "1.5", "sqft_living": "1180",
    "sqft_lot": "5650", "floors": "1", "waterfront": "0", "view": "0", "condition": "3", "grade": "7",
    "sqft_basement": "0", "yr_built": "1955", "yr_renovated": "0", "zipcode": "98178", "lat": "47.5112",
    "long": "-122.257", "sqft_living15": "1340", "sqft_lot15": "5650",
}  # fmt: skip


def text(**changes):
    row = KING | changes
    return ",".join(row) + "\n" + ",".join(row.values()) + "\n"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "sales.csv"


def test_a_sale_is_read_with_its_day_place_and_facts(file):
    file.write_text(text(yr_renovated="1990"))
    sales = read_sales(file, "kingcounty")
    facts = dict(zip((fact.name for fact in sales.homes.facts), sales.homes.values[0], strict=True))

    assert (sales.last_day.isoformat(), sales.price[0], sales.homes.area[0]) == ("2014-10-13", 221_900, "98178")
    assert np.exp(facts["living"]) == pytest.approx(1180)
    assert (facts["age"], facts["renovated"], facts["grade"]) == (59, 24, 7)


def test_a_gzipped_file_is_read_alike(file, tmp_path):
    packed = tmp_path / "sales.csv.gz"
    packed.write_bytes(gzip.compress(text().encode()))
    file.write_text(text())

    np.testing.assert_array_equal(
        read_sales(packed, "kingcounty").homes.values, read_sales(file, "kingcounty").homes.values
    )


@pytest.mark.parametrize("schema", SCHEMAS)
def test_nothing_known_only_after_the_sale_is_a_fact(schema):
    names = {fact.name for fact in SCHEMAS[schema][0]}

    assert names.isdisjoint({"id", "price", "sale_type", "sale_condition", "parcel"})


@pytest.mark.parametrize(
    "changes",
    [{"price": "0"}, {"price": "nan"}, {"price": "cheap"}, {"date": "soon"}, {"sqft_living": ""}],
    ids=lambda changes: str(changes),
)
def test_a_row_that_cannot_be_read_is_named(file, changes):
    file.write_text(text(**changes))

    with pytest.raises(UnreadableSales, match=r"sales\.csv, line 2"):
        read_sales(file, "kingcounty")


def test_a_file_of_another_kind_is_told_in_words(file):
    file.write_text("a,b\n1,2\n")

    with pytest.raises(UnreadableSales, match="KeyError"):
        read_sales(file, "miami")


@pytest.mark.parametrize(("content", "words"), [(b"", "holds no sale"), (b"\xff\xfe\x00", "cannot be read")])
def test_a_file_without_sales_is_told_in_words(file, content, words):
    file.write_bytes(content)

    with pytest.raises(UnreadableSales, match=words):
        read_sales(file, "kingcounty")


def test_an_unknown_schema_names_those_there_are(file):
    with pytest.raises(UnreadableSales, match="kingcounty, miami, ames"):
        read_sales(file, "atlantis")
