"""Homes as a browser sees them."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import Ownership
from crm.services import interactions
from tests.factories.crm import ContactFactory, LeadFactory, ListingFactory, PropertyFactory


def streets(response):
    return [home.situs_street for home in response.context["found"].homes]


def test_homes_stand_in_street_order_page_by_page(client, monkeypatch):
    monkeypatch.setattr("crm.selectors.properties.PAGE", 2)
    for street in ("9 Ola Ave", "5 Hanna Ave", "5 Hanna Ave", "7 Palm Street"):
        PropertyFactory(situs_street=street)

    first = client.get("/properties/")
    second = client.get("/properties/", {"after": first.context["found"].next})

    assert streets(first) == ["5 Hanna Ave", "5 Hanna Ave"]
    assert streets(second) == ["7 Palm Street", "9 Ola Ave"]


def test_homes_are_found_by_the_beginning_of_their_street_and_by_listing(client):
    PropertyFactory(situs_street="5412 N Louisiana Ave")
    ListingFactory(property=PropertyFactory(situs_street="9 Ola Ave"))

    assert streets(client.get("/properties/", {"q": "5412 n l"})) == ["5412 N Louisiana Ave"]
    assert streets(client.get("/properties/", {"status": "active"})) == ["9 Ola Ave"]
    assert "No home fits" in client.get("/properties/", {"q": "zzz"}).content.decode()


def test_a_home_names_its_owners_with_the_way_to_them(client):
    home, contact = PropertyFactory(), ContactFactory(name="Wendell Pruitt")
    Ownership.objects.create(contact=contact, property=home)
    lead = LeadFactory(contact=contact, kind="owner")

    page = client.get(f"/properties/{home.pk}/").content.decode()

    assert "Wendell Pruitt" in page
    assert f"/people/{lead.pk}/" in page


def test_one_home_and_three_cost_the_same_number_of_statements(client):
    home, lead = PropertyFactory(), LeadFactory()

    def statements(path):
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    def happens():
        ListingFactory(property=PropertyFactory())
        Ownership.objects.create(contact=ContactFactory(), property=home)
        interactions.record(lead.contact, "view", lead=lead, property=home)

    happens()
    for path in ("/properties/", f"/properties/{home.pk}/"):
        statements(path)
        one = statements(path)
        happens(), happens()
        assert statements(path) == one
