"""What every operation of the API shares: who may call, how often, and how it refuses."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from crm.services import api_keys
from realestate.lib import scopes
from tests.api import HOME, caller_for
from tests.factories.crm import AgentFactory, BrokerageFactory, LeadFactory, UserFactory
from tests.project.test_stranger import addresses

PROBLEM = "application/problem+json"
OPEN = {"api:token", "api:token-refresh", "api:schema"}
ALL = sorted(
    {(name, route, tuple(args)) for name, route, args in addresses(get_resolver().url_patterns)
     if route.startswith("api/")}
)  # fmt: skip
CLOSED = [one for one in ALL if one[0] not in OPEN]


def obtain(email: str, password: str = "secret"):
    return Client().post(f"{HOME}token/", {"email": email, "password": password}, content_type="application/json")


def with_token(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


class TestWhoMayCall:
    """Keys and tokens."""

    def test_a_key_signs_in_as_its_agent(self, owner):
        assert owner.get("me/").json() == {
            "agent": owner.agent.pk, "name": "Ana Ortiz", "email": owner.agent.user.email, "role": "owner",
            "brokerage": owner.agent.brokerage.name, "timezone": "America/New_York",
        }  # fmt: skip
        owner.key.refresh_from_db()
        assert owner.key.last_used_at is not None
        assert owner.text not in (owner.key.key_hash, owner.key.prefix)

    def test_a_revoked_key_is_refused(self, owner):
        with scopes.in_brokerage(owner.agent.brokerage):
            api_keys.revoke(owner.key)
        answer = owner.get("me/")
        assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (
            401, PROBLEM, "authentication_failed",
        )  # fmt: skip

    @pytest.mark.parametrize("header", ["", "Api-Key", "Api-Key hs_1", "Api-Key hs_1.x y", "Bearer x.y", "Basic YTpi"])
    def test_anything_else_is_refused(self, owner, header):
        answer = Client(headers={"Authorization": header}).get(f"{HOME}me/")
        assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
        assert answer["WWW-Authenticate"].startswith("Bearer")

    def test_a_key_needs_its_secret_part(self, owner):
        answer = Client(headers={"Authorization": f"Api-Key {owner.key.prefix}.guess"}).get(f"{HOME}me/")
        assert answer.status_code == 401

    def test_a_session_opens_nothing(self, owner):
        browser = Client()
        browser.force_login(owner.agent.user)
        assert browser.get(f"{HOME}me/").status_code == 401

    def test_an_email_and_password_become_tokens_that_can_be_renewed(self, owner):
        tokens = obtain(owner.agent.user.email).json()
        assert with_token(tokens["access"]).get(f"{HOME}me/").json()["agent"] == owner.agent.pk
        answer = Client().post(f"{HOME}token/refresh/", {"refresh": tokens["refresh"]}, content_type="application/json")
        assert with_token(answer.json()["access"]).get(f"{HOME}me/").status_code == 200

    def test_a_token_ends_with_the_password_it_was_given_for(self, owner):
        token = obtain(owner.agent.user.email).json()["access"]
        owner.agent.user.set_password("another long one")
        owner.agent.user.save()
        assert with_token(token).get(f"{HOME}me/").status_code == 401

    def test_a_wrong_password_is_a_problem_and_tries_are_few(self, owner):
        answers = [obtain(owner.agent.user.email, "wrong").status_code for _ in range(11)]
        assert answers == [401] * 10 + [429]

    def test_a_made_up_address_brings_no_further_tries(self, owner):
        typed = {"email": owner.agent.user.email, "password": "wrong"}
        answers = [
            Client()
            .post(f"{HOME}token/", typed, "application/json", headers={"X-Forwarded-For": f"203.0.113.{number}"})
            .status_code
            for number in range(11)
        ]
        assert answers == [401] * 10 + [429]

    def test_people_without_an_agent_and_closed_brokerages_are_refused(self, owner):
        operator = UserFactory()
        assert with_token(obtain(operator.email).json()["access"]).get(f"{HOME}me/").status_code == 401
        owner.agent.brokerage.is_active = False
        owner.agent.brokerage.save()
        assert owner.get("me/").status_code == 401

    def test_who_may_no_longer_sign_in_may_no_longer_call(self, owner):
        owner.agent.user.is_active = False
        owner.agent.user.save()
        assert owner.get("me/").status_code == 401


def test_a_caller_has_a_hundred_requests_a_minute_and_others_theirs(owner):
    answers = [owner.get("me/").status_code for _ in range(101)]
    assert answers == [200] * 100 + [429]
    refused = owner.get("me/")
    assert (refused["Content-Type"], refused.json()["code"]) == (PROBLEM, "throttled")
    assert 0 < int(refused["Retry-After"]) <= 61
    assert caller_for(AgentFactory(brokerage=owner.agent.brokerage)).get("me/").status_code == 200


def fill(route: str, args: tuple[str, ...], pk: int) -> str:
    for name in args:
        route = route.replace(f"<int:{name}>", str(pk))
    return f"/{route}"


@pytest.fixture
def lead(owner):
    return LeadFactory(brokerage=owner.agent.brokerage)


@pytest.mark.parametrize(("name", "route", "args"), CLOSED, ids=[one[1] for one in CLOSED])
def test_T66_nobody_gets_nothing(owner, lead, name, route, args):
    for answer in (Client().get(fill(route, args, lead.pk)), Client().post(fill(route, args, lead.pk))):
        assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)


@pytest.mark.parametrize(("name", "route", "args"), CLOSED, ids=[one[1] for one in CLOSED])
def test_T66_a_neighbour_finds_nothing(owner, lead, name, route, args):
    neighbour = caller_for(AgentFactory(brokerage=BrokerageFactory(), owner=True))
    path = fill(route, args, lead.contact_id if "contacts" in route else lead.pk).removeprefix(HOME)
    for answer in (neighbour.get(path), neighbour.post(path, {"status": "contacted", "reason": "x"})):
        assert answer.status_code in ({404, 405} if args else {200, 400, 405, 415, 422})
        assert b"Dana" not in answer.content


def test_the_schema_is_valid_and_complete(tmp_path):
    file = tmp_path / "schema.yml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))
    written = file.read_text()
    assert all(f"/{route.replace('<int:pk>', '{id}').replace('<int:', '{')}" in written or args
               for _, route, args in CLOSED)  # fmt: skip
    assert "apiKey:" in written
    assert "application/problem+json" in written


def test_the_schema_is_served(db):
    answer = Client().get(f"{HOME}schema/")
    assert answer.status_code == 200
    assert b"Homestretch" in answer.content
