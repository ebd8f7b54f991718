"""Hosts that people type in: only names and addresses of the outside world, never of this network.

Whoever may name a server that we then talk to could otherwise have us knock on doors behind our own wall.
"""

import socket
from ipaddress import ip_address

from django.conf import settings

from realestate.lib.errors import DomainError


class InvalidHost(DomainError):
    """A host that is not known, or not outside; ``field`` says which was typed."""

    code = "invalid_host"


def check_outside(host: str, port: int, *, field: str = "") -> None:
    """Refuse a host that leads into this network, unless ``PRIVATE_MAIL_SERVERS`` says that ours are meant.

    Raises:
        InvalidHost: nobody knows it, or one of its addresses is not public.
    """
    try:
        found = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise InvalidHost(f"“{host}” is not known.", field=field) from error
    addresses = [ip_address(str(sockaddr[0]).partition("%")[0]) for *_, sockaddr in found]
    if not settings.PRIVATE_MAIL_SERVERS and not all(address.is_global for address in addresses):
        raise InvalidHost(f"“{host}” is a host of this network. Ask whoever runs this server.", field=field)
