"""Cells become a lead's fields, however people write prices, timelines and kinds."""

import pytest

from crm.incoming.lead import IncomingLead
from crm.services.import_mapping import reader


def read(**cells: str):
    header = list(cells)
    return reader({name: name.rstrip("_") for name in header}, header, kind="buyer", source="csv")(list(cells.values()))


@pytest.mark.parametrize(
    ("price", "low", "high"),
    [
        ("$350,000", None, 350_000_00),
        ("300k-400k", 300_000_00, 400_000_00),
        ("$300,000 to $1.2M", 300_000_00, 1_200_000_00),
        ("under 400k", None, 400_000_00),
        ("500k+", None, 500_000_00),
        ("0", None, None),
        ("", None, None),
        ("400k-300k", None, None),
    ],
)
def test_prices(price, low, high):
    lead = read(price=price).lead
    assert (lead.price_min_cents, lead.price_max_cents) == (low, high)


@pytest.mark.parametrize(
    ("words", "timeline"),
    [
        ("ASAP", "now"), ("0-30 days", "now"), ("Within 1 month", "now"), ("1-3 Months", "soon"), ("90 days", "soon"),
        ("3-6 months", "later"), ("6 - 12 mo", "later"), ("1 year", "later"), ("12+ months", "someday"),
        ("over 1 year", "someday"), ("just looking", "someday"), ("soon", "soon"), ("SOMEDAY", "someday"), ("", ""),
    ],
)  # fmt: skip
def test_timelines(words, timeline):
    assert read(timeline=words).lead.timeline == timeline


@pytest.mark.parametrize(
    ("words", "kind"),
    [("Seller", "seller"), ("Buyer - relo", "buyer"), ("Landlord", "owner"), ("Buyer/Seller", "buyer"), ("?", "buyer")],
)
def test_kinds(words, kind):
    assert read(kind=words).lead.kind == kind


def test_several_columns_and_several_values_in_one_add_up():
    lead = read(phone="(407) 555-0100; 407-555-0101", email="a@mail.example, b@mail.example", tags="vip|pool").lead
    assert lead.phones == ("(407) 555-0100", "407-555-0101")
    assert (lead.emails, lead.tags) == (("a@mail.example", "b@mail.example"), ("vip", "pool"))


def test_an_empty_row_is_an_empty_lead():
    assert read(name="", phone="", price="").lead == IncomingLead(source="csv")
