"""Settings, GoHighLevel: a location is connected, heard, tested, and taken apart without losing anything."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.models import Contact, GhlConnection, InboundHook
from crm.services import ghl_intake, hooks
from crm.states import HookState
from realestate.lib import circuit, sealing
from tests import contracts
from tests.factories.crm import AgentFactory, BrokerageFactory, GhlConnectionFactory
from tests.vendors import vendor

PAGE = "/settings/connections/"


@pytest.fixture(autouse=True)
def _our_key(settings):
    settings.GHL_WEBHOOK_PUBLIC_KEYS = [contracts.PUBLIC]


@pytest.fixture
def location(brokerage) -> GhlConnection:
    return GhlConnectionFactory(brokerage=brokerage, location_id=contracts.LOCATION, hook_secret="first-secret")


@pytest.fixture
def signed_in(brokerage):
    def browser(**role: bool) -> Client:
        client = Client()
        client.force_login(AgentFactory(brokerage=brokerage, **role).user)
        return client

    return browser


def deliver(**told: str) -> InboundHook:
    """Have a signed app webhook come in, and return it as it was kept."""
    body = json.dumps({"locationId": contracts.LOCATION, **told}).encode()
    header = {"X-GHL-Signature": contracts.signed(body)}
    Client().post("/webhooks/ghl/", body, content_type="application/json", headers=header)
    return InboundHook.objects.latest("pk")


def text(answer) -> str:
    return answer.content.decode()


def undo(client) -> None:
    client.post(f"/undo/{list(client.session['undo'])[-1]}/")


class TestConnecting:
    """A location finds its brokerage."""

    def test_an_owner_connects_one_and_sees_what_to_paste(self, client, settings):
        settings.PUBLIC_URL, settings.IS_HTTPS = "https://crm.example", True
        shown = text(client.post(PAGE, {"location_id": f" {contracts.LOCATION} "}, follow=True))
        row = GhlConnection.objects.get()
        assert row.location_id == contracts.LOCATION
        assert "https://crm.example/webhooks/ghl/<" in shown
        assert f"https://crm.example/webhooks/ghl/workflow/{row.hook_secret}/" in shown
        assert "No signed webhook of this location has come yet" in shown
        assert "cannot reach this server" not in shown

    def test_a_server_without_https_is_told_that_it_cannot_be_reached(self, client, location):
        assert "GoHighLevel cannot reach this server yet" in text(client.get(f"{PAGE}{location.pk}/"))

    @pytest.mark.usefixtures("worked_off")
    def test_what_came_before_it_was_connected_is_taken_in(self, client, django_capture_on_commit_callbacks):
        body = contracts.ghl("contact_create")
        header = {"X-GHL-Signature": contracts.signed(body)}
        Client().post("/webhooks/ghl/", body, content_type="application/json", headers=header)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(PAGE, {"location_id": contracts.LOCATION})
        hooks.adopt()
        ghl_intake.handle(InboundHook.objects.get().pk)
        assert Contact.objects.count() == 1

    @pytest.mark.parametrize("typed", ["", "two words", "https://app.gohighlevel.com/", "x" * 41])
    def test_what_is_no_location_is_refused_beside_its_field(self, client, typed):
        answer = client.post(PAGE, {"location_id": typed})
        assert answer.status_code == 422
        assert answer.context["form"].errors["location_id"]
        assert not GhlConnection.objects.exists()

    def test_a_location_of_another_brokerage_is_not_taken_over(self, client):
        GhlConnectionFactory(brokerage=BrokerageFactory(), location_id=contracts.LOCATION)
        answer = client.post(PAGE, {"location_id": contracts.LOCATION})
        assert "connected already" in text(answer)
        assert not GhlConnection.objects.exists()


class TestRights:
    """Owners and managers only, and only their own."""

    def test_a_manager_may_and_an_agent_may_not(self, signed_in, location):
        assert signed_in(manager=True).get(f"{PAGE}{location.pk}/").status_code == 200
        agent = signed_in()
        pages = [PAGE, f"{PAGE}{location.pk}/"]
        assert [agent.get(page).status_code for page in pages] == [403, 403]
        acts = ("token", "token/forget", "address", "disconnect", "connect", "retry", "retry/1")
        assert {agent.post(f"{PAGE}{location.pk}/{act}/").status_code for act in acts} == {403}
        assert "GoHighLevel" not in text(agent.get("/settings/"))

    def test_another_brokerages_connection_and_hook_are_not_there(self, client, location):
        other = GhlConnectionFactory(brokerage=BrokerageFactory(), location_id="elsewhere1")
        theirs = InboundHook.objects.create(
            provider="ghl", external_id="x", kind="NoteCreate", body={}, brokerage=other.brokerage
        )
        assert client.get(f"{PAGE}{other.pk}/").status_code == 404
        assert client.post(f"{PAGE}{location.pk}/retry/{theirs.pk}/").status_code == 404


class TestHearing:
    """What has come, what is kept, what failed."""

    def test_it_says_when_the_last_signed_webhook_came_and_counts_what_is_kept(self, client, location):
        for hook in (deliver(type="ContactDelete", webhookId="a"), deliver(type="Novelty", webhookId="b")):
            ghl_intake.handle(hook.pk)
        shown = client.get(f"{PAGE}{location.pk}/")
        assert "Signed webhooks arrive" in text(shown)
        assert shown.context["heard"].kept_count == 2
        assert "This release does not know this kind of event." in text(shown)

    def test_what_another_location_sends_is_not_counted_here(self, client, brokerage, location):
        other = GhlConnectionFactory(brokerage=brokerage, location_id="another-one")
        ghl_intake.handle(deliver(type="Novelty", webhookId="b").pk)
        heard = client.get(f"{PAGE}{other.pk}/").context["heard"]
        assert (heard.signed_at, heard.kept_count) == (None, 0)

    def test_a_failed_one_is_shown_with_its_reason_and_tried_again(self, client, location):
        contact = deliver(type="ContactCreate", webhookId="a", id="c1", name="Dana Reyes", phone="12")
        assert ghl_intake.handle(contact.pk).status == HookState.FAILED
        contact.refresh_from_db()
        assert contact.error in text(client.get(f"{PAGE}{location.pk}/")).replace("&#x27;", "'")
        contact.body["phone"] = "+14075550142"
        contact.save()

        client.post(f"{PAGE}{location.pk}/retry/{contact.pk}/")

        contact.refresh_from_db()
        assert contact.status == HookState.HANDLED
        assert Contact.objects.get().name == "Dana Reyes"
        assert "Nothing." in text(client.get(f"{PAGE}{location.pk}/"))

    @pytest.mark.usefixtures("worked_off")
    def test_all_that_failed_is_queued_at_once(self, client, location, django_capture_on_commit_callbacks):
        for number in range(3):
            hook = deliver(type="ContactCreate", webhookId=f"a{number}", id=f"c{number}", name="Dana", phone="12")
            ghl_intake.handle(hook.pk)
            hook.body["phone"] = f"+1407555014{number}"
            InboundHook.objects.filter(pk=hook.pk).update(body=hook.body)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"{PAGE}{location.pk}/retry/")
        assert set(InboundHook.objects.values_list("status", flat=True)) == {HookState.HANDLED}
        assert Contact.objects.count() == 3

    def test_one_failure_and_thirty_cost_the_same_number_of_queries(self, client, location):
        def statements(many: int) -> int:
            for number in range(many):
                ghl_intake.handle(deliver(type="ContactCreate", webhookId=f"{many}-{number}", phone="1").pk)
            with CaptureQueriesContext(connection) as seen:
                client.get(f"{PAGE}{location.pk}/")
            return len(seen)

        assert statements(1) == statements(30)

    def test_one_connection_and_three_cost_the_same_number_of_queries(self, client, brokerage, location):
        client.get(PAGE)
        with CaptureQueriesContext(connection) as one:
            client.get(PAGE)
        GhlConnectionFactory.create_batch(2, brokerage=brokerage)
        with CaptureQueriesContext(connection) as three:
            client.get(PAGE)
        assert len(one) == len(three)


class TestWorkflowAddress:
    """The secret in the address."""

    @staticmethod
    def knock(secret: str) -> int:
        body = contracts.raw("ghl_workflow_custom_webhook_unsigned.json")
        return Client().post(f"/webhooks/ghl/workflow/{secret}/", body, content_type="application/json").status_code

    def test_a_new_address_closes_the_old_one_and_undo_brings_it_back(self, client, location):
        client.post(f"{PAGE}{location.pk}/address/")
        location.refresh_from_db()
        fresh = location.hook_secret
        assert len(fresh) >= 40
        assert (self.knock("first-secret"), self.knock(fresh)) == (404, 202)
        undo(client)
        assert (self.knock("first-secret"), self.knock(fresh)) == (202, 404)

    def test_it_says_that_one_came(self, client, location):
        self.knock("first-secret")
        assert "The last one came" in text(client.get(f"{PAGE}{location.pk}/"))


class TestDisconnecting:
    """Taken apart, and nothing lost."""

    @pytest.mark.usefixtures("worked_off")
    def test_what_comes_meanwhile_is_kept_and_taken_in_after_undo(
        self, client, location, django_capture_on_commit_callbacks
    ):
        client.post(f"{PAGE}{location.pk}/disconnect/")
        hook = deliver(type="ContactCreate", webhookId="a", id="c1", name="Dana Reyes", phone="+14075550142")
        assert ghl_intake.handle(hook.pk).status == HookState.IGNORED
        assert TestWorkflowAddress.knock("first-secret") == 404
        assert not Contact.objects.exists()
        with django_capture_on_commit_callbacks(execute=True):
            undo(client)
        assert Contact.objects.get().name == "Dana Reyes"
        assert GhlConnection.objects.get().is_active

    def test_it_is_connected_again_by_its_button(self, client, location):
        client.post(f"{PAGE}{location.pk}/disconnect/")
        assert "Connect again" in text(client.get(f"{PAGE}{location.pk}/"))
        client.post(f"{PAGE}{location.pk}/connect/")
        assert GhlConnection.objects.get().is_active


class TestToken:
    """What opens their API for us."""

    @pytest.fixture
    def theirs(self, settings):
        """GoHighLevel, as its own description has it."""
        circuit.breaker.cache_clear()
        with vendor("ghl_v2", "https://services.leadconnectorhq.com") as stand_in:
            settings.GHL_BASE_URL = stand_in.url
            stand_in.on("GET", f"/locations/{contracts.LOCATION}", (200, {"location": {"name": "Palm Street"}}))
            yield stand_in
            assert stand_in.refused == []
        circuit.breaker.cache_clear()

    def give(self, client, location, words: str = "pit-0123456789"):
        return client.post(f"{PAGE}{location.pk}/token/", {"token": words})

    def test_one_that_works_is_kept_sealed_and_never_shown(self, client, location, theirs):
        assert self.give(client, location).status_code == 302
        location.refresh_from_db()
        assert sealing.unseal(location.access_token) == b"pit-0123456789"
        assert theirs.calls[0].headers["Authorization"] == "Bearer pit-0123456789"
        shown = text(client.get(f"{PAGE}{location.pk}/"))
        assert "A token is kept, sealed" in shown
        assert "pit-0123456789" not in shown
        assert location.access_token not in shown

    @pytest.mark.parametrize("name", ["401_expired", "403_wrong_location"])
    def test_one_that_they_refuse_is_not_kept_and_the_old_one_stays(self, client, location, theirs, name):
        self.give(client, location)
        refusal = contracts.sample("ghl_rest_errors.json")[name]
        theirs.on("GET", f"/locations/{contracts.LOCATION}", (refusal["statusCode"], refusal))
        answer = self.give(client, location, "pit-of-somebody-else")
        assert answer.status_code == 422
        assert refusal["message"] in text(answer)
        assert "They last refused us" not in text(answer)
        location.refresh_from_db()
        assert sealing.unseal(location.access_token) == b"pit-0123456789"

    def test_when_they_do_not_answer_nothing_is_kept(self, client, location, theirs):
        theirs.on("GET", f"/locations/{contracts.LOCATION}", (503, {}))
        assert "did not answer" in text(self.give(client, location))
        location.refresh_from_db()
        assert location.access_token == ""

    def test_it_is_forgotten_for_good(self, client, location, theirs):
        self.give(client, location)
        client.post(f"{PAGE}{location.pk}/token/forget/")
        location.refresh_from_db()
        assert location.access_token == ""

    def test_a_demo_calls_nobody(self, client, brokerage, location, theirs):
        brokerage.is_demo = True
        brokerage.save()
        assert "A demo brokerage calls nobody outside" in text(self.give(client, location))
        assert theirs.calls == []

    def test_their_last_refusal_is_shown(self, client, location):
        GhlConnection.objects.update(access_token=sealing.seal(b"old"), problem="Invalid token")
        assert "Invalid token" in text(client.get(f"{PAGE}{location.pk}/"))
        assert "Refused" in text(client.get(PAGE))
