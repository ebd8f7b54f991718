"""Brokerages and agents come into being whole."""

import pytest

from crm.errors import InvalidAccount
from crm.services import accounts
from tests.factories.crm import BrokerageFactory

pytestmark = pytest.mark.django_db


def test_create_brokerage_finds_a_free_slug():
    slugs = [accounts.create_brokerage("Palm Street Realty").slug for _ in range(3)]
    assert slugs == ["palm-street-realty", "palm-street-realty-2", "palm-street-realty-3"]


def test_create_brokerage_refuses_a_taken_slug():
    BrokerageFactory(slug="palm")
    with pytest.raises(InvalidAccount):
        accounts.create_brokerage("Palm", slug="palm")


def test_create_agent_makes_the_log_in_too():
    brokerage = BrokerageFactory(timezone="America/Chicago")
    owner = accounts.create_agent(brokerage, email="Ana@Palm.Example", name="Ana", role="owner")
    agent = accounts.create_agent(brokerage, email="bo@palm.example", name="Bo", password="secret")
    assert (owner.user.email, owner.user.is_staff, owner.user.has_usable_password()) == (
        "ana@palm.example",
        True,
        False,
    )
    assert (agent.role, agent.timezone, agent.user.is_staff) == ("agent", "America/Chicago", False)
    assert agent.user.check_password("secret")


def test_create_agent_refuses_an_address_in_use():
    brokerage = BrokerageFactory()
    accounts.create_agent(brokerage, email="ana@palm.example", name="Ana")
    with pytest.raises(InvalidAccount):
        accounts.create_agent(brokerage, email="ANA@palm.example", name="Ana")


def test_active_ids_leaves_out_closed_brokerages():
    first, _, third = BrokerageFactory(), BrokerageFactory(is_active=False), BrokerageFactory()
    assert accounts.active_ids() == [first.pk, third.pk]
