"""Slack and Teams: only their own hosts, each thing once, and off with word to the owner when they refuse."""

import httpx
import pytest

from crm.errors import InvalidAccount
from nurturing.models import ChatRoom, Notice
from nurturing.services import agent_notices, rooms
from realestate.lib.errors import Transient
from tests.factories.crm import AgentFactory

SLACK = "https://hooks.slack.com/services/T000/B000/secret"
TEAMS = "https://prod-01.westus.logic.azure.com/workflows/x/triggers/manual/paths/invoke?sig=secret"


@pytest.fixture
def chat(monkeypatch):
    """Stand in for the wire: keeps what is posted, answers what it is told to."""

    class Wire:
        def __init__(self):
            self.posted, self.answer = [], httpx.Response(200, text="ok")

        def __call__(self, url, message):
            self.posted.append((url, message))
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer

    wire = Wire()
    monkeypatch.setattr(rooms, "_post", wire)
    return wire


@pytest.fixture
def room(brokerage) -> ChatRoom:
    return rooms.add("slack", name="#leads", url=SLACK)


def told(agent, key: str = "alert:1", title: str = "Call Dana") -> Notice:
    return agent_notices.notify(agent, kind="alert", title=title, body="Why: <b>&", url="/people/1/", key=key)


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("slack", "http://hooks.slack.com/services/x"), ("slack", "https://hooks.slack.com.evil.example/x"),
        ("slack", "https://evil.example/hooks.slack.com"), ("slack", "https://user@hooks.slack.com/x"),
        ("slack", "https://hooks.slack.com:8443/x"), ("slack", "https://169.254.169.254/"), ("slack", TEAMS),
        ("teams", SLACK), ("teams", "https://logic.azure.com.evil.example/"), ("teams", "https://x.webhook.office.com/y"),
        ("slack", "file:///etc/passwd"), ("slack", "https:///x"), ("slack", "nonsense"),
    ],
)  # fmt: skip
def test_an_address_outside_the_services_own_hosts_is_refused(brokerage, kind, url):
    with pytest.raises(InvalidAccount):
        rooms.add(kind, name="x", url=url)
    assert not ChatRoom.objects.exists()


def test_an_address_is_sealed(room):
    assert "secret" not in room.sealed_url
    assert rooms.add("teams", name="Leads", url=TEAMS).sealed_url


def test_what_two_agents_are_told_is_said_once(room, chat, brokerage):
    notices = [told(AgentFactory(brokerage=brokerage)) for _ in range(2)]
    assert [rooms.tell(notice.pk, room.pk) for notice in [*notices, *notices]] == [True, False, False, False]
    ((url, message),) = chat.posted
    assert url == SLACK
    assert message == {"text": "*Call Dana*\nWhy: &lt;b&gt;&amp;\n<http://testserver/people/1/|Open>"}


def test_teams_gets_one_adaptive_card(brokerage, chat):
    room = rooms.add("teams", name="Leads", url=TEAMS)
    chat.answer = httpx.Response(202)
    assert rooms.tell(told(AgentFactory(brokerage=brokerage)).pk, room.pk)
    (attachment,) = chat.posted[0][1]["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"]["body"][0]["text"] == "Call Dana"


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_a_refusal_switches_the_room_off_and_tells_the_owner(room, chat, brokerage, status):
    owner = AgentFactory(brokerage=brokerage, owner=True)
    chat.answer = httpx.Response(status, text="no_service")
    assert rooms.tell(told(owner).pk, room.pk) is False
    room.refresh_from_db()
    assert (room.is_on, room.problem) == (False, f"{status} no_service")
    assert Notice.objects.filter(agent=owner, kind="room").exists()
    assert rooms.rooms_for(owner) == []


@pytest.mark.parametrize("answer", [httpx.Response(429), httpx.ConnectError("no")])
def test_what_was_not_taken_is_tried_again(room, chat, brokerage, answer):
    notice = told(AgentFactory(brokerage=brokerage))
    chat.answer = answer
    with pytest.raises(Transient):
        rooms.tell(notice.pk, room.pk)
    chat.answer = httpx.Response(200)
    assert rooms.tell(notice.pk, room.pk)


@pytest.mark.parametrize("answer", [httpx.ReadTimeout("late"), httpx.Response(500), httpx.Response(302)])
def test_what_may_have_been_said_is_not_said_again(room, chat, brokerage, answer):
    notice = told(AgentFactory(brokerage=brokerage))
    chat.answer = answer
    assert [rooms.tell(notice.pk, room.pk) for _ in range(2)] == [False, False]
    assert len(chat.posted) == 1
    room.refresh_from_db()
    assert room.is_on


def test_an_agents_own_room_hears_what_that_agent_is_told(brokerage, room):
    mine, other = AgentFactory(brokerage=brokerage), AgentFactory(brokerage=brokerage)
    own = rooms.add("slack", name="@me", url=SLACK, agent=mine)
    assert set(rooms.rooms_for(mine)) == {room.pk, own.pk}
    assert rooms.rooms_for(other) == [room.pk]


def test_a_demo_says_nothing_outside(room, chat, brokerage):
    brokerage.is_demo = True
    brokerage.save()
    assert rooms.tell(told(AgentFactory(brokerage=brokerage)).pk, room.pk) is False
    assert chat.posted == []


def test_the_page_adds_tries_and_removes(client, brokerage, chat):
    client.force_login(AgentFactory(brokerage=brokerage, owner=True).user)
    assert (
        client.post("/settings/rooms/", {"kind": "slack", "name": "#x", "url": "https://x.example/"}).status_code == 422
    )
    page = client.post("/settings/rooms/", {"kind": "slack", "name": "#x", "url": SLACK}, follow=True)
    assert "#x" in page.content.decode()
    assert "secret" not in page.content.decode()
    room = ChatRoom.objects.get()
    client.post(f"/settings/rooms/{room.pk}/test/")
    assert len(chat.posted) == 1
    client.post(f"/settings/rooms/{room.pk}/remove/")
    assert not ChatRoom.objects.exists()


def test_an_agent_changes_no_rooms(client, brokerage, room):
    client.force_login(AgentFactory(brokerage=brokerage).user)
    assert client.get("/settings/rooms/").status_code == 403
    assert client.post(f"/settings/rooms/{room.pk}/remove/").status_code == 403
