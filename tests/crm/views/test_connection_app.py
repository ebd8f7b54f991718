"""A connected location: tasks made there too, and our app installed by whoever began it here."""

from urllib.parse import parse_qs, urlsplit

import pytest

from crm.models import GhlConnection
from realestate.lib import circuit, sealing
from tests import contracts
from tests.factories.crm import AgentFactory, GhlConnectionFactory
from tests.vendors import vendor

PAGE = "/settings/connections/"


@pytest.fixture
def location(brokerage) -> GhlConnection:
    return GhlConnectionFactory(
        brokerage=brokerage, location_id=contracts.LOCATION, access_token=sealing.seal(b"pit-token")
    )


@pytest.fixture
def owner(client, brokerage):
    client.force_login(AgentFactory(brokerage=brokerage, owner=True).user)
    return client


@pytest.fixture
def ghl(settings):
    circuit.breaker.cache_clear()
    with vendor("ghl_v2", "https://services.leadconnectorhq.com") as stand_in:
        settings.GHL_BASE_URL, settings.GHL_CLIENT_ID, settings.GHL_CLIENT_SECRET = stand_in.url, "client", "secret"
        yield stand_in
        assert stand_in.refused == []


def test_tasks_are_made_there_too_from_now_on_and_no_more_on_demand(owner, location):
    owner.post(f"{PAGE}{location.pk}/tasks/", {"on": "1"})
    location.refresh_from_db()
    assert location.mirrors_tasks
    assert location.tasks_since is not None
    owner.post(f"{PAGE}{location.pk}/tasks/")
    location.refresh_from_db()
    assert (location.mirrors_tasks, location.tasks_since) == (False, None)


def test_the_app_is_installed_for_the_location_it_was_begun_for(owner, location, ghl):
    told = {"access_token": "ours", "refresh_token": "next", "expires_in": 86399, "locationId": contracts.LOCATION}
    ghl.on("POST", "/oauth/token", (200, told))
    assert "Install the app" in owner.get(f"{PAGE}{location.pk}/").content.decode()
    away = owner.post(f"{PAGE}{location.pk}/install/")
    asked = parse_qs(urlsplit(away.url).query)
    assert (urlsplit(away.url).hostname, asked["client_id"]) == ("marketplace.gohighlevel.com", ["client"])
    owner.get(f"{PAGE}installed/", {"code": "c", "state": asked["state"][0]})
    location.refresh_from_db()
    assert sealing.unseal(location.access_token) == b"ours"
    assert ghl.calls[0].form["redirect_uri"] == [f"http://testserver{PAGE}installed/"]


@pytest.mark.parametrize("state", ["", "forged"])
def test_an_installation_that_was_not_begun_here_is_refused(owner, location, ghl, state):
    assert owner.get(f"{PAGE}installed/", {"code": "x", "state": state}).status_code == 403
    owner.post(f"{PAGE}{location.pk}/install/")
    assert owner.get(f"{PAGE}installed/", {"code": "x", "state": state}).status_code == 403
    assert ghl.calls == []


def test_an_agent_may_do_none_of_it(client, brokerage, location):
    client.force_login(AgentFactory(brokerage=brokerage).user)
    for page in ("tasks", "install"):
        assert client.post(f"{PAGE}{location.pk}/{page}/").status_code == 403
    location.refresh_from_db()
    assert not location.mirrors_tasks
