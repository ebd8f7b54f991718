"""The door that GoHighLevel calls: who is let in, what is stored, and what is answered."""

import json

import pytest
from django.db import OperationalError, connection

from crm.models import Contact, GhlConnection, InboundHook, Lead
from crm.services import ghl_intake, hooks
from crm.states import HookState
from realestate.lib import scopes
from tests import contracts
from tests.factories.crm import BrokerageFactory, GhlConnectionFactory

URL = "/webhooks/ghl/"


@pytest.fixture(autouse=True)
def _our_key(settings):
    settings.GHL_WEBHOOK_PUBLIC_KEYS = [contracts.PUBLIC]


@pytest.fixture
def location(db) -> GhlConnection:
    return GhlConnectionFactory(location_id=contracts.LOCATION)


def deliver(client, body: bytes, signature: str | None = None):
    header = contracts.signed(body) if signature is None else signature
    return client.post(URL, body, content_type="application/json", headers={"X-GHL-Signature": header})


def test_all_24_app_webhooks_are_sampled():
    assert len(contracts.with_id()) == 24


@pytest.mark.parametrize("name", contracts.with_id())
def test_each_sample_is_accepted_once_and_its_replay_is_a_no_op(client, location, name):
    body = contracts.raw(name)
    told = json.loads(body)
    assert [deliver(client, body).status_code for _ in range(3)] == [202, 202, 202]
    hook = InboundHook.objects.get()
    assert (hook.provider, hook.external_id, hook.kind, hook.body, hook.status) == (
        "ghl", told["webhookId"], told["type"], told, HookState.RECEIVED,
    )  # fmt: skip
    assert hook.brokerage_id == location.brokerage_id


@pytest.mark.parametrize("name", contracts.with_id())
def test_each_sample_is_refused_when_one_byte_is_altered(client, location, name):
    body = contracts.raw(name)
    altered = body.replace(b'"locationId"', b'"locationid"', 1)
    assert altered != body
    assert deliver(client, altered, contracts.signed(body)).status_code == 401
    assert deliver(client, body, "").status_code == 401
    assert not InboundHook.objects.exists()


def test_the_queue_is_given_each_hook_once(client, location, django_capture_on_commit_callbacks, monkeypatch):
    sent = []
    monkeypatch.setattr("realestate.lib.later.current_app.send_task", lambda name, args, **_: sent.append((name, args)))
    with django_capture_on_commit_callbacks(execute=True):
        deliver(client, contracts.ghl("contact_create"))
        deliver(client, contracts.ghl("contact_create"))
    assert sent == [("crm.handle_hook", (location.brokerage_id, InboundHook.objects.get().pk))]


def test_without_an_id_the_hash_of_the_body_tells_repeats_apart(client, location):
    one, other = b'{"type":"NoteCreate","body":"a"}', b'{"type":"NoteCreate","body":"b"}'
    for body in (one, other, one):
        assert deliver(client, body).status_code == 202
    assert InboundHook.objects.count() == 2


@pytest.mark.parametrize(
    "body",
    [
        b'{"type":"SomethingNew","locationId":"clhYSuNtIaG79bI3ITN5","webhookId":"w1"}',
        b'{"type":"ContactCreate","locationId":"nobodys","webhookId":"w2"}',
        b'{"type":"ContactCreate","webhookId":"w3","note":"nul \\u0000 and half \\ud83d"}',
        b'{"type": {"deep": 1}, "webhookId": 7}',
        b"[1, 2, 3]",
        b"not json at all \xff",
        b"",
        b"[" * 100_000,
        b'{"webhookId": "w4", "value": NaN}',
    ],
)
def test_what_is_not_known_is_stored_and_answered_2xx(client, location, body):
    assert deliver(client, body).status_code == 202
    assert InboundHook.objects.count() == 1


def test_a_failed_store_asks_for_another_try(client, location):
    def broken(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            raise OperationalError("disk full")
        return execute(sql, params, many, context)

    body = contracts.ghl("contact_create")
    with connection.execute_wrapper(broken):
        answer = deliver(client, body)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert deliver(client, body).status_code == 202
    assert InboundHook.objects.count() == 1


def test_get_is_not_answered(client):
    assert client.get(URL).status_code == 405


class TestWorkflow:
    """The unsigned hook of a workflow."""

    def test_the_secret_in_the_address_names_the_brokerage(self, client, location):
        location.hook_secret = "long-secret-of-this-location"
        location.save()
        body = contracts.raw("ghl_workflow_custom_webhook_unsigned.json")
        for _ in range(2):
            answer = client.post(f"{URL}workflow/{location.hook_secret}/", body, content_type="application/json")
            assert answer.status_code == 202
        hook = InboundHook.objects.get()
        assert (hook.provider, hook.brokerage_id) == ("ghl-workflow", location.brokerage_id)
        with scopes.in_brokerage(location.brokerage):
            assert ghl_intake.handle(hook.pk).status == HookState.HANDLED
            assert Lead.objects.get().contact.name == "Maria Delacroix"

    def test_a_body_cannot_name_another_brokerage(self, client, location):
        stranger = GhlConnectionFactory(location_id="theirs", hook_secret="their-secret", brokerage=BrokerageFactory())
        body = contracts.ghl("workflow_custom_webhook_unsigned", locationId=contracts.LOCATION)
        client.post(f"{URL}workflow/their-secret/", body, content_type="application/json")
        hook = InboundHook.objects.get()
        assert (hook.brokerage_id, hook.body["locationId"]) == (stranger.brokerage_id, "theirs")
        with scopes.in_brokerage(location.brokerage):
            assert not Contact.objects.exists()

    @pytest.mark.parametrize("why", ["unknown", "off"])
    def test_another_secret_is_not_found(self, client, location, why):
        location.is_active = why != "off"
        location.save()
        secret = "unknown" if why == "unknown" else location.hook_secret
        assert client.post(f"{URL}workflow/{secret}/", b"{}", content_type="application/json").status_code == 404
        assert not InboundHook.objects.exists()


def test_a_hook_of_an_unknown_location_waits_until_a_brokerage_has_it(client, db):
    deliver(client, contracts.ghl("contact_create"))
    hook = InboundHook.objects.get()
    assert hook.brokerage is None
    with pytest.raises(hooks.UnknownTenant):
        hooks.retry(hook)
    brokerage = BrokerageFactory()
    with scopes.in_brokerage(brokerage):
        ghl_intake.connect(contracts.LOCATION)
        assert hooks.adopt() == 1
        assert hooks.adopt() == 0
        assert ghl_intake.handle(hook.pk).status == HookState.HANDLED
        assert Lead.objects.get().source == "Website - home valuation form"
