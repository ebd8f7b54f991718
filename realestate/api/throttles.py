"""How often one caller may ask."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from realestate.lib import proxies


class PerCaller(SimpleRateThrottle):
    """100 requests a minute for each key, or each person where there is no key."""

    scope = "caller"
    rate = "100/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return what is counted under."""
        return self.cache_format % {"scope": self.scope, "ident": _caller(request) or _machine(request)}


class PerMachine(SimpleRateThrottle):
    """Ten tries a minute from one address, for the doors where passwords are tried."""

    scope = "machine"
    rate = "10/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return what is counted under."""
        return self.cache_format % {"scope": self.scope, "ident": _machine(request)}


def _machine(request: Request) -> str:
    return proxies.counted_as(request._request)


def _caller(request: Request) -> str:
    key: Any = request.auth
    if key is not None and hasattr(key, "key_hash"):
        return f"key-{key.pk}"
    return f"user-{request.user.pk}" if request.user.is_authenticated else ""
