"""Sockets, streams and polls as ASGI serves them: who gets in, and what they are told."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from realestate.live.consumers import LiveSocket, with_server_send
from realestate.live.polling import live_poll
from realestate.live.seats import Seat, seat_of
from realestate.live.sse import live_stream
from tests.factories.crm import AgentFactory, UserFactory
from tests.realestate.live.conftest import tell_agent, tell_brokerage
from tests.running import PATIENCE

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]


@sync_to_async
def make(factory, **fields):
    try:
        return factory(**fields)
    finally:
        connection.close()


@pytest.fixture
def anonymous():
    return AnonymousUser()


class Socket(ApplicationCommunicator):
    """A browser's end of a socket. (Channels' own communicator comes with a server that we do not install.)"""

    def __init__(self, user, query=b""):
        scope = {"type": "websocket", "path": "/live/socket/", "query_string": query, "headers": [], "user": user}
        super().__init__(with_server_send(LiveSocket.as_asgi()), scope)

    async def connect(self):
        await self.send_input({"type": "websocket.connect"})
        return await self.receive_output(PATIENCE)

    async def frame(self):
        return json.loads((await self.receive_output(PATIENCE))["text"])

    async def say(self, text):
        await self.send_input({"type": "websocket.receive", "text": text})

    async def disconnect(self):
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(PATIENCE)


class Request:
    """One HTTP request to an ASGI application; it stays until ``leave``."""

    def __init__(self, user, query=b"", headers=()):
        self.scope = {"type": "http", "user": user, "query_string": query, "headers": list(headers)}
        self.sent = []
        self._came = asyncio.Event()
        self._left = asyncio.Event()

    def leave(self):
        self._left.set()

    async def receive(self):
        if not self.sent:
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)
        self._came.set()

    async def run(self, application):
        await application(self.scope, self.receive, self.send)
        body = b"".join(part.get("body", b"") for part in self.sent)
        return self.sent[0]["status"], body

    async def until_count(self, count):
        async with asyncio.timeout(PATIENCE):
            while len(self.sent) < count:
                self._came.clear()
                await self._came.wait()


async def poll(user, query=b""):
    status, body = await Request(user, query).run(live_poll)
    return status, json.loads(body)


async def test_strangers_and_people_who_are_no_agents_get_no_seat(anonymous):
    operator = await make(UserFactory)
    fired = (await make(AgentFactory)).user
    fired.is_active = False

    assert [await seat_of(user) for user in (None, anonymous, operator, fired)] == [None, None, None, None]


async def test_an_agents_seat_is_in_their_brokerage():
    agent = await make(AgentFactory)

    assert await seat_of(agent.user) == Seat(brokerage_id=agent.brokerage_id, agent_id=agent.pk)


async def test_socket_refuses_strangers(shared_bus, anonymous):
    answer = await Socket(anonymous).connect()

    assert (answer["type"], answer["code"]) == ("websocket.close", 4401)
    assert shared_bus.clients() == []


async def test_socket_greets_and_forwards_and_leaves(shared_bus):
    agent = await make(AgentFactory)
    socket = Socket(agent.user)
    assert (await socket.connect())["type"] == "websocket.accept"
    assert await socket.frame() == {"seq": 0, "type": "hello"}

    await tell_brokerage(agent.brokerage_id + 1, data={"n": 0})
    await tell_brokerage(agent.brokerage_id, data={"n": 1})

    frame = await socket.frame()
    assert (frame["type"], frame["data"]) == ("score", {"n": 1})
    await socket.disconnect()
    assert shared_bus.clients() == []


async def test_socket_takes_any_word_as_a_sign_of_life(shared_bus):
    agent = await make(AgentFactory)
    socket = Socket(agent.user)
    await socket.connect()
    [client] = shared_bus.clients()
    client.heard_at = 0.0

    await socket.say('{"type": "pong"}')

    async with asyncio.timeout(PATIENCE):
        while client.heard_at == 0.0:
            await asyncio.sleep(0.005)
    await socket.disconnect()


async def test_t58_a_dropped_page_has_its_socket_closed(shared_bus):
    agent = await make(AgentFactory)
    socket = Socket(agent.user)
    await socket.connect()
    await socket.frame()

    shared_bus.leave(shared_bus.clients()[0])

    closing = await socket.receive_output(PATIENCE)
    assert (closing["type"], closing["code"]) == ("websocket.close", 4408)
    await socket.disconnect()


async def test_socket_that_returns_is_sent_what_it_missed(shared_bus):
    agent = await make(AgentFactory)
    await tell_brokerage(agent.brokerage_id, data={"n": 1})
    first = (await poll(agent.user))[1]["seq"]
    await tell_brokerage(agent.brokerage_id, data={"n": 2})

    socket = Socket(agent.user, b"since=%d" % first)
    await socket.connect()

    assert await socket.frame() == {"seq": first, "type": "hello"}
    assert (await socket.frame())["data"] == {"n": 2}
    await socket.disconnect()


async def test_stream_refuses_strangers(shared_bus, anonymous):
    status, body = await Request(anonymous).run(live_stream)

    assert (status, json.loads(body)) == (401, {"code": "not_signed_in"})


async def test_stream_sends_numbered_events_and_ends_with_the_page(shared_bus):
    agent = await make(AgentFactory)
    request = Request(agent.user)
    running = asyncio.create_task(request.run(live_stream))
    await request.until_count(2)
    await tell_agent(agent.brokerage_id, agent.pk, data={"n": 1})
    await request.until_count(3)
    request.leave()

    status, body = await running

    hello, alert, rest = body.decode().split("\n\n")
    assert (status, hello, rest) == (200, 'id: 0\ndata: {"seq":0,"type":"hello"}', "")
    number, data = alert.split("\n")
    assert json.loads(data.removeprefix("data: "))["data"] == {"n": 1}
    assert number == f"id: {json.loads(data.removeprefix('data: '))['seq']}"
    assert shared_bus.clients() == []


async def test_stream_goes_on_from_the_last_event_the_browser_names(shared_bus):
    agent = await make(AgentFactory)
    await tell_brokerage(agent.brokerage_id, data={"n": 1})
    first = (await poll(agent.user))[1]["seq"]
    await tell_brokerage(agent.brokerage_id, data={"n": 2})
    request = Request(agent.user, headers=[(b"last-event-id", str(first).encode())])
    running = asyncio.create_task(request.run(live_stream))
    await request.until_count(3)
    request.leave()

    _, body = await running

    assert [json.loads(part.split("data: ")[1])["seq"] for part in body.decode().split("\n\n")[:-1]] == [
        first, first + 1,
    ]  # fmt: skip


async def test_poll_refuses_strangers(shared_bus, anonymous):
    assert await poll(anonymous) == (401, {"code": "not_signed_in"})


async def test_poll_answers_what_is_new_for_this_agent(shared_bus):
    agent = await make(AgentFactory)
    await tell_brokerage(agent.brokerage_id, data={"n": 1})
    _, start = await poll(agent.user)
    await tell_agent(agent.brokerage_id, agent.pk + 1, data={"n": 2})
    await tell_agent(agent.brokerage_id, agent.pk, data={"n": 3})

    status, answer = await poll(agent.user, b"since=%d" % start["seq"])

    seq = start["seq"]
    assert (status, start) == (200, {"seq": seq, "messages": [], "gap": False})
    assert answer == {
        "seq": seq + 2,
        "messages": [{"seq": seq + 2, "prev": seq, "type": "alert", "data": {"n": 3}}],
        "gap": False,
    }


async def test_t58_poll_without_redis_says_refetch(no_redis):
    agent = await make(AgentFactory)

    assert await poll(agent.user, b"since=41") == (200, {"seq": 41, "messages": [], "gap": True})


@pytest.mark.parametrize("query", [b"since=abc", b"since=", b"since=-1", b"since=9999999999999999999999", b""])
async def test_a_number_that_makes_no_sense_is_a_fresh_start(shared_bus, query):
    agent = await make(AgentFactory)

    assert await poll(agent.user, query) == (200, {"seq": 0, "messages": [], "gap": False})
