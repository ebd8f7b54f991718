"""Who asks, and whose data the whole answer may touch."""

import csv
import io

import pytest
from django.test import Client

from realestate.lib import scopes
from tests.factories.crm import AgentFactory, BrokerageFactory, ContactFactory, LeadFactory, UserFactory
from tests.signing_in import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    row = AgentFactory(owner=True)
    LeadFactory(brokerage=row.brokerage, contact=ContactFactory(brokerage=row.brokerage, name="Ours"))
    LeadFactory(brokerage=BrokerageFactory())
    return row


@pytest.fixture
def browser(agent):
    return browser_of(agent)


def test_the_brokerage_is_in_force_for_the_page_and_not_after_it(browser):
    assert scopes.current() is None

    assert b"Ours" in browser.get("/people/").content
    assert scopes.current() is None


def test_a_stream_is_made_inside_the_scope_though_the_view_is_over(browser):
    response = browser.get("/people/export/")

    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Name", "Ours"]
    assert scopes.current() is None


def test_an_operator_without_an_agent_works_in_the_admin():
    browser = Client()
    browser.force_login(UserFactory(is_staff=True))

    assert browser.get("/people/").url == "/admin/"


def test_somebody_with_neither_is_told_so():
    browser = Client()
    browser.force_login(UserFactory())

    assert browser.get("/people/").status_code == 403
