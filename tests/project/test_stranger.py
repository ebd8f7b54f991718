"""T66: somebody of another brokerage, and somebody who is nobody here, get nothing, whatever address they type.

The addresses are found by walking the site, so a new page is tried by itself. Its ids are filled with rows of
brokerage A; a view whose argument this test cannot fill fails it, so that nobody forgets to say what it names.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from nurturing.services import agent_notices, enrollment, push, rooms
from outreach.models import Attachment, Conversation, SendingBrake, StateRegistration, SuppressionLift
from outreach.services import privacy, suppression, templates
from realestate.lib import clock, scopes
from tests.factories import crm as make
from tests.factories.nurturing import make_sequence, push_subscription
from tests.factories.outreach import caught, decided, letter_to, said
from tests.factories.scoring import AlertFactory
from tests.rows import rolled_back

pytestmark = pytest.mark.django_db

OPEN = {
    "setup": "only while there is no brokerage, at the machine itself or with the token of its log",
    "login": "the way in",
    "logout": "ends a session; asks by POST only",
    "password_reset": "the way to a new password",
    "password_reset_done": "says that mail is on its way",
    "password_reset_confirm": "its link is the proof",
    "doors:form": "stands on the brokerage's own site, for anybody",
    "doors:form-thanks": "says that a form arrived",
    "outreach:file-public": "its signed link is the proof, for an hour; a carrier fetches a picture by it",
    "nurturing:push-worker": "a script that is the same for everyone",
    "outreach:letter-ask": "asks for the code of a letter",
    "outreach:letter-answer": "the code on the letter is the proof; tries are counted",
    "outreach:letter-stop": "likewise",
    "outreach:unsubscribe": "its signed link is the proof; mail programs open it without a session",
}
OPEN_BEGINNINGS = {
    "admin/": "has its own log-in; the admin's tests look into it",
    "api/": "has keys and tokens of its own; the API's tests walk it with a neighbour's key",
    "anymail/": "signed by the mail provider, or with a secret in the address",
    "health/": "tells machines whether this one works, and nothing of anybody",
    "metrics": "counts for machines, closed to the outside",
    "webhooks/": "signed by their senders, or with a secret in the address",
    "static/": "files that are the same for everyone",
}
NOT_FOUND, LOGGED_OUT = 404, 302
REFUSED_METHOD = 405
TEXTS = {"what": "note", "kind": "buyer", "name": "top"}


def addresses(patterns: list[Any], route: str = "", space: str = "") -> Iterator[tuple[str, str, list[str]]]:
    """Yield name, route and argument names of every address of the site."""
    for entry in patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, here, entry.namespace or space)
        elif isinstance(entry, URLPattern):
            name = f"{space}:{entry.name}" if space and entry.name else entry.name or ""
            yield name, here, list(entry.pattern.regex.groupindex)


ALL = sorted({(name, route, tuple(args)) for name, route, args in addresses(get_resolver().url_patterns)})
CLOSED = [one for one in ALL if one[0] not in OPEN and not one[1].startswith(tuple(OPEN_BEGINNINGS))]
WITH_IDS = [one for one in CLOSED if one[2]]


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """Rows of brokerage A, by what the addresses call them. Each test begins with all of them."""
    with rolled_back(django_db_blocker):
        brokerage = make.BrokerageFactory()
        with scopes.in_brokerage(brokerage):
            made = _rows_of(brokerage)
        yield made


def _rows_of(brokerage: Any) -> dict[str, Any]:
    agent = make.AgentFactory(owner=True)
    lead = make.LeadFactory(assigned_to=agent)
    tag = make.models.Tag.objects.create(name="spring")
    home = make.PropertyFactory()
    letter = letter_to(lead)
    run = enrollment.enroll(lead, make_sequence(), because="by hand")
    version = templates.create(name="Hello", channel="sms", text="Hi {first_name}, it is {agent}.")
    return {
        "sequences": run.sequence_id,
        "enrollments": run.pk,
        "touchpoints": run.touchpoints.get().pk,
        "notices": agent_notices.notify(agent, kind="alert", title="Call", key="alert:1").pk,
        "agent": agent,
        "people": lead.pk,
        "lead": lead.pk,
        "points": lead.contact.points.first().pk,
        "tags": tag.pk,
        "tasks": make.TaskFactory(lead=lead, agent=agent).pk,
        "appointments": make.AppointmentFactory(lead=lead, agent=agent).pk,
        "alerts": AlertFactory(lead=lead, agent=agent).pk,
        "deals": make.DealFactory(lead=lead, agent=agent).pk,
        "properties": home.pk,
        "lists": make.models.SmartList.objects.create(name="Theirs", owner=agent, is_shared=True).pk,
        "import": make.ImportFactory(agent=agent).pk,
        "forms": make.WebFormFactory().pk,
        "connections": make.GhlConnectionFactory().pk,
        "retry": make.models.InboundHook.objects.create(
            provider="ghl", external_id="h", body={}, brokerage=brokerage
        ).pk,
        "team": agent.pk,
        "inbox": Conversation.objects.create(contact=lead.contact).pk,
        "messages": said(lead).pk,
        "writing": version.template_id,
        "versions": version.number,
        "review": said(
            lead, direction="out", status="held", reason="NEEDS_HUMAN_REVIEW", due_at=clock.now(), author="sequence"
        ).pk,
        "rooms": rooms.add("slack", name="#leads", url="https://hooks.slack.com/services/T/B/x").pk,
        "files": Attachment.objects.create(message=said(lead), status="kept", path="messages/1/x.jpg").pk,
        "simulator": lead.contact_id,
        "mail": caught(lead).pk,
        "push": push.subscribe(agent, push_subscription(), label="Phone").pk,
        "letters": letter.batch_id,
        "to": letter.pk,
        "decisions": decided(lead).pk,
        **_safeguards(lead, agent),
        "keys": make.models.ApiKey.objects.create(agent=agent, name="k", prefix="hs_a", key_hash="x").pk,
    }


def _consent_of(lead: Any) -> int:
    return make.ConsentFactory(point=lead.contact.points.first()).pk


def _safeguards(lead: Any, agent: Any) -> dict[str, int]:
    """Rows behind the safeguards' pages."""
    stop = suppression.suppress(lead.contact.points.first(), "sms", source="text")[0]
    request = privacy.receive(lead.contact, "access", how="by email", agent=agent)
    today = clock.now().date()
    return {
        "permissions": _consent_of(lead),
        "privacy": request.pk,
        "states": StateRegistration.objects.create(state="FL", basis="licence", reference="TC1", valid_from=today).pk,
        "carriers": SendingBrake.objects.create(channel="sms", level="slow", why="Trial.", set_at=clock.now()).pk,
        "doubts": said(lead, direction="out", status="unknown", claimed_at=clock.now()).pk,
        "lifts": SuppressionLift.objects.create(
            suppression=stop, opted_in_at=clock.now(), reason="START", asked_at=clock.now(), asked_by=agent
        ).pk,
    }


def fill(route: str, args: tuple[str, ...], rows: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an address: each id is that of the row its route speaks of."""
    filled = {}
    for name in args:
        before = route.split(f":{name}>")[0].rsplit("/", 2)
        noun = before[-2] if len(before) > 1 else ""
        if name in TEXTS:
            filled[name] = TEXTS[name]
        elif name in {"token", "uidb64"}:
            filled[name] = "x" * 16
        elif noun in rows:
            filled[name] = rows[noun]
        else:
            pytest.fail(f"Say in _rows_of() which row “{noun}/<{name}>” of {route} names.")
    return filled


def address(name: str, route: str, filled: dict[str, Any]) -> str:
    """Return the address itself; nameless ones are written out."""
    if name:
        return reverse(name, kwargs=filled)
    for key, value in filled.items():
        start = route.index(f":{key}>")
        route = route[: route.rindex("<", 0, start)] + str(value) + route[start + len(key) + 2 :]
    return f"/{route}"


@pytest.mark.parametrize(("name", "route", "args"), CLOSED, ids=[one[1] or "/" for one in CLOSED])
def test_T66_nobody_gets_nothing(rows, name, route, args):
    url = address(name, route, fill(route, args, rows))

    for response in (Client().get(url), Client().post(url)):
        sent_away = response.status_code == LOGGED_OUT and response.url.startswith("/login/")
        assert sent_away or response.status_code in {401, 403, NOT_FOUND, REFUSED_METHOD}


@pytest.mark.parametrize(("name", "route", "args"), WITH_IDS, ids=[one[1] for one in WITH_IDS])
def test_T66_an_owner_next_door_finds_nothing(rows, name, route, args):
    neighbour = make.AgentFactory(brokerage=make.BrokerageFactory(), owner=True)
    browser = Client()
    browser.force_login(neighbour.user)
    url = address(name, route, fill(route, args, rows))

    for response in (browser.get(url), browser.post(url, HTTP_REFERER="")):
        assert response.status_code in {NOT_FOUND, REFUSED_METHOD, 422}
        assert b"Dana" not in response.content


def test_every_open_address_exists_and_says_why():
    names = {one[0] for one in ALL}

    assert set(OPEN) - names == set()
    assert all(OPEN.values())
    assert all(OPEN_BEGINNINGS.values())
