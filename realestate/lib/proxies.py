"""Who really asks: the address behind the proxies that we run ourselves, and nobody else's word for it.

``X-Forwarded-For`` is written by whoever sends the request. It counts only as far as it was written by a proxy in
``TRUSTED_PROXIES``: read from its end, our own proxies left out, the first stranger is the visitor.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
SUBSCRIBER_BITS = 64  # one household has a whole /64 of IPv6, and may take a new address for each request


def networks(texts: Iterable[str]) -> list[Network]:
    """Return addresses and networks (``10.0.0.0/8``) as written in a setting.

    Raises:
        ValueError: one of them is neither; the message names it.
    """
    found: list[Network] = []
    for text in texts:
        try:
            found.append(ip_network(text.strip(), strict=False))
        except ValueError:
            raise ValueError(f"TRUSTED_PROXIES: {text!r} is no address and no network.") from None
    return found


def client_address(request: HttpRequest) -> str:
    """Return the visitor's address, or an empty string if the connection has none (a Unix socket)."""
    peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    return behind(peer, forwarded, settings.TRUSTED_PROXIES)


def counted_as(request: HttpRequest) -> str:
    """Return what a limit counts a visitor under: their address, of IPv6 only the part that is theirs to keep."""
    text = client_address(request)
    address = _read(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, SUBSCRIBER_BITS), strict=False))
    return text


def behind(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """Return the last address that no trusted proxy has, going back from ``peer`` through ``forwarded``.

    A hop that is no address ends the search: what stands before it was not written by a proxy of ours.
    """
    visitor = _read(peer)
    if visitor is None:
        return peer
    for hop in reversed(forwarded.split(",")):
        if not any(visitor in network for network in trusted):
            break
        earlier = _read(hop)
        if earlier is None:
            break
        visitor = earlier
    return str(visitor)


def _read(text: str) -> Address | None:
    """Return an address as proxies write it: plain, with a port, in brackets, or IPv4 in IPv6's clothes."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
