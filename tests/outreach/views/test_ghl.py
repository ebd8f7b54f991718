"""Settings, GoHighLevel: owners connect a location, and a token is kept only once their API took it."""

import pytest

from crm.models import GhlConnection
from realestate.lib import circuit, sealing
from tests.factories.crm import AgentFactory
from tests.vendors import vendor

URL = "/settings/ghl/"
LOCATION = "clhYSuNtIaG79bI3ITN5"


@pytest.fixture
def owner(client, brokerage):
    agent = AgentFactory(brokerage=brokerage, owner=True)
    client.force_login(agent.user)
    return client


@pytest.fixture
def ghl(settings):
    circuit.breaker.cache_clear()
    with vendor("ghl_v2", "https://services.leadconnectorhq.com") as stand_in:
        settings.GHL_BASE_URL = stand_in.url
        stand_in.on("GET", f"/locations/{LOCATION}", (200, {"location": {"id": LOCATION}}))
        yield stand_in
        assert stand_in.refused == []


def test_a_location_is_connected_and_its_token_sealed(owner, ghl):
    answer = owner.post(URL, {"location_id": LOCATION, "token": "pit-1"}, follow=True)
    assert f"Connected to location {LOCATION}" in answer.content.decode()
    row = GhlConnection.objects.get()
    assert sealing.unseal(row.access_token) == b"pit-1"
    assert "pit-1" not in answer.content.decode()


def test_a_token_that_their_api_refuses_is_not_kept(owner, ghl):
    ghl.on("GET", f"/locations/{LOCATION}", (401, {"message": "Invalid Private Integration token"}))
    answer = owner.post(URL, {"location_id": LOCATION, "token": "wrong"})
    assert (answer.status_code, GhlConnection.objects.get().access_token) == (422, "")
    assert "Invalid Private Integration token" in answer.content.decode()


def test_while_they_are_away_nothing_is_changed(owner, ghl):
    ghl.on("GET", f"/locations/{LOCATION}", (503, {}))
    answer = owner.post(URL, {"location_id": LOCATION, "token": "pit-1"})
    assert "does not answer right now" in answer.content.decode()


def test_tasks_are_mirrored_and_the_token_forgotten_on_demand(owner, ghl):
    owner.post(URL, {"location_id": LOCATION, "token": "pit-1"})
    owner.post(f"{URL}tasks/", {"on": "1"})
    assert GhlConnection.objects.get().mirrors_tasks
    owner.post(f"{URL}forget/")
    assert not GhlConnection.objects.get().can_call


def test_only_owners_connect(client, brokerage):
    client.force_login(AgentFactory(brokerage=brokerage).user)
    assert client.get(URL).status_code == 403


def test_an_installation_that_was_not_begun_here_is_refused(owner, ghl):
    assert owner.get(f"{URL}installed/", {"code": "x", "state": "forged"}).status_code == 403
    assert ghl.calls == []
