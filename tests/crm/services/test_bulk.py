"""Rows made many at a time are the rows the model would make."""

import pytest

from crm.models import Contact, Event, Lead
from crm.services import bulk
from realestate.lib import clock

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
