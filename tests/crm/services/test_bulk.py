"""Rows made many at a time are the rows the model would make."""

from itertools import repeat

import pytest
from django.db import IntegrityError, transaction

from crm.models import Contact, ContactPoint, Event, Interaction, Lead
from crm.services import bulk
from crm.states import LeadKind
from realestate.lib import clock
from tests.factories.crm import ContactFactory

GIVEN = {
    Contact: {"name": "Maria Lopez", "city": "Tampa"},
    Lead: {"kind": "buyer", "price_max_cents": 40_000_000, "locations": ["Seminole Heights"]},
    Event: {"kind": "lead.created", "payload": {"lead_id": 7}},
}


@pytest.mark.parametrize("model", GIVEN)
def test_a_made_object_holds_what_the_model_itself_would_give_it(brokerage, model):
    with clock.held(clock.now()):
        made, usual = bulk.maker(model)(**GIVEN[model]), model(**GIVEN[model])
        differing = {
            field.attname
            for field in model._meta.concrete_fields
            if getattr(made, field.attname) != getattr(usual, field.attname)
        }
    assert differing <= {"correlation_id"}  # a new one each time
    assert made._state.adding


def test_a_default_that_is_called_is_called_for_each(brokerage):
    make = bulk.maker(Lead)
    one, other = make(kind="buyer"), make(kind="buyer")
    one.locations.append("Ybor City")
    assert other.locations == []


def test_a_column_that_is_none_of_the_models_is_refused(brokerage):
    with pytest.raises(KeyError, match="nickname"):
        bulk.maker(Contact)(nickname="Mo")


ODD = [
    "plain", "", "a\tb", "two\nlines", "a\r\nb", r"\N", r"C:\temp\new", "“José” — 東京", 'say "no"', r"\.",
    "trailing\\",
]  # fmt: skip


def test_text_comes_in_as_it_is(brokerage):
    rows = [(key, text, "") for key, text in zip(bulk.next_ids(Contact, len(ODD)), ODD, strict=True)]
    assert bulk.insert(Contact, ["id", "name", "sort_key"], rows) == len(ODD)
    assert list(Contact.objects.order_by("id").values_list("name", flat=True)) == ODD


def test_values_of_every_kind_come_in_as_the_model_would_write_them(brokerage):
    person = ContactFactory(brokerage=brokerage)
    moment = clock.now()
    given = {
        "contact_id": person.pk, "kind": LeadKind.SELLER, "price_max_cents": None, "beds_min": 3,
        "locations": ["Ybor City", 'the "Heights"', "a,b"], "last_inbound_at": moment,
    }  # fmt: skip
    bulk.insert(Lead, list(given), [tuple(given.values())])
    lead = Lead.objects.get()
    assert {name: getattr(lead, name) for name in given} == given


def test_several_tables_come_in_beside_each_other(brokerage):
    """More than the database reads ahead, so that some must be passed on while the next table is formatted."""
    count = 3_000
    people, leads = bulk.next_ids(Contact, count), bulk.next_ids(Lead, count)
    with bulk.Inflow() as inflow:
        inflow.insert(Contact, ["id", "name", "sort_key"], ((key, "N" * 150, "n" * 150) for key in people))
        inflow.insert(Lead, ["id", "contact_id", "kind"], zip(leads, people, repeat("buyer"), strict=False))
        inflow.insert(Interaction, ["id"], [])
    assert (Contact.objects.count(), Lead.objects.count()) == (count, count)
    assert list(Lead.objects.order_by("id").values_list("contact_id", flat=True)) == people


def bring_in(*tables):
    with transaction.atomic(), bulk.Inflow() as inflow:
        for table in tables:
            inflow.insert(*table)


def test_what_is_refused_undoes_the_tables_before_and_leaves_the_connection_well(brokerage):
    (key,) = bulk.next_ids(Contact, 1)
    twice = [("phone", "+14075550100", key)] * 2
    people = Contact, ["id", "name", "sort_key"], [(key, "Ann", "ann")]
    with pytest.raises(IntegrityError, match="crm_point_value"):
        bring_in(people, (ContactPoint, ["kind", "value", "contact_id"], twice))
    assert Contact.objects.count() == 0


def test_an_error_of_ours_ends_what_is_coming_in(brokerage):
    def rows():
        yield (1, "Ann", "ann")
        raise RuntimeError("no more")

    columns = ["id", "name", "sort_key"]
    with pytest.raises(RuntimeError):
        bring_in((Contact, columns, [(2, "Bob", "bob")]), (Contact, columns, rows()))
    assert Contact.objects.count() == 0
