"""The web process: ``/live/`` and a carrier's texts are native ASGI, all else is the WSGI application in threads.

Django's own ASGI handler is several times slower for pages; a thousand open sockets cost next to nothing here.
"""

import os
from typing import Any

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "realestate.settings")

from realestate.wsgi import application as pages_wsgi  # noqa: E402 - sets Django up, which routing needs

from realestate.celery import know_tasks  # noqa: E402 # isort: skip
from django.utils.module_loading import import_string  # noqa: E402 # isort: skip
from realestate.lib import memory  # noqa: E402 # isort: skip
from realestate.routing import live  # noqa: E402 # isort: skip

THREADS = 8

_wsgi: Any = pages_wsgi
pages: Any = WSGIMiddleware(_wsgi, workers=THREADS)
door: Any = import_string("outreach.webhooks.door.Door")()  # by name, as ``urls`` names the apps' addresses
know_tasks()  # now, not in the first request that queues something
memory.settle()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve one connection."""
    if door.opens_for(scope):
        await door(scope, receive, send)
        return
    is_live = scope["type"] == "websocket" or scope["path"].startswith("/live/")
    await (live if is_live else pages)(scope, receive, send)
