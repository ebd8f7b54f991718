"""Every factory makes a row that the database accepts, with or without a brokerage in force."""

import inspect

import pytest

from realestate.lib import scopes
from tests.factories import crm

FACTORIES = [
    cls
    for _, cls in inspect.getmembers(crm, inspect.isclass)
    if issubclass(cls, crm.DjangoModelFactory) and cls._meta.model is not None and cls.__module__ == crm.__name__
]


@pytest.mark.django_db
@pytest.mark.parametrize("factory", FACTORIES, ids=lambda f: f.__name__)
def test_factory_makes_a_row(factory):
    assert factory().pk


@pytest.mark.django_db
def test_rows_join_the_brokerage_in_force():
    brokerage = crm.BrokerageFactory()
    with scopes.in_brokerage(brokerage):
        lead = crm.LeadFactory()
    assert {lead.brokerage, lead.contact.brokerage} == {brokerage}


@pytest.mark.django_db
def test_rows_join_the_brokerage_of_the_row_they_are_given():
    contact = crm.ContactFactory()
    assert crm.LeadFactory(contact=contact).brokerage == contact.brokerage
