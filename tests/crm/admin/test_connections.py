"""GoHighLevel in the admin: what is connected and what went wrong, never what opens their API."""

from tests.factories.crm import AgentFactory, GhlConnectionFactory
from tests.signing_in import browser_of


def test_a_connection_shows_its_problem_and_none_of_its_secrets(brokerage):
    row = GhlConnectionFactory(
        access_token="sealed-access",
        refresh_token="sealed-refresh",
        hook_secret="in-the-address",
        problem="401 from them",
    )
    operator = browser_of(AgentFactory(owner=True, user__is_staff=True))

    shown = operator.get(f"/admin/crm/ghlconnection/{row.pk}/change/").content.decode()

    assert "401 from them" in shown
    assert row.location_id in operator.get("/admin/crm/ghlconnection/").content.decode()
    assert not any(secret in shown for secret in ("sealed-access", "sealed-refresh", "in-the-address"))
