"""Addresses of the live connections: sockets, event streams, polls. All of them know the signed-in user."""

from typing import Any

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path, re_path

from realestate.live.consumers import LiveSocket, with_server_send
from realestate.live.polling import answer, live_poll
from realestate.live.sse import live_stream


async def nothing_here(scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answer 404."""
    await answer(send, 404, {"code": "not_found"})


async def refuse(scope: Any, receive: Any, send: Any) -> None:
    """Close a socket that asks for an address nobody has."""
    await send({"type": "websocket.close", "code": 4404})


# Typed as Any: Django's stubs know of views only, not of ASGI applications.
socket: Any = LiveSocket.as_asgi()
stream: Any = live_stream
poll: Any = live_poll
no_socket: Any = refuse
no_page: Any = nothing_here

sockets = [path("live/socket/", socket), re_path(r"", no_socket)]
requests = [path("live/stream/", stream), path("live/poll/", poll), re_path(r"", no_page)]

live = ProtocolTypeRouter({
    "websocket": with_server_send(AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(sockets)))),
    "http": AuthMiddlewareStack(URLRouter(requests)),
})  # fmt: skip
