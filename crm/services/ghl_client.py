"""GoHighLevel's API, one call at a time: address, version, token and pace. Knows no tables."""

from functools import cache
from typing import Any

import httpx
from django.conf import settings

from realestate.lib import http
from realestate.lib.ratelimit import Limit

CONVERSATIONS, OTHERS = "2021-04-15", "2021-07-28"  # they refuse a call without the version of its part
DATED_CONVERSATIONS = ("/conversations", "/calendars")
PACE = Limit("ghl", burst=100, seconds=10)  # per app and location (docs/oauth/Authorization.md)


def call(
    location_id: str, token: str, method: str, path: str, *, json: Any = None, params: dict[str, str] | None = None
) -> httpx.Response:
    """Make one call for a location and return the answer, a refusal (4xx) included.

    Raises:
        Unanswered: nobody answered, 429 or 5xx; or our own pace for this location is used up (nothing was sent).
        CircuitOpen: their API failed too often lately; nothing was sent.
    """
    wait = PACE.take(location_id)
    if wait:
        raise http.Unanswered("ghl is asked too often.", was_sent=False, retry_after=wait)
    headers = {"Authorization": f"Bearer {token}", "Version": _version(path), "Accept": "application/json"}
    return _http(settings.GHL_BASE_URL).request(method, path, json=json, params=params, headers=headers)


def token(**form: str) -> httpx.Response:
    """Ask for tokens: ``grant_type`` with a ``code`` or a ``refresh_token``. Form-encoded, as they want it."""
    form = {"client_id": settings.GHL_CLIENT_ID, "client_secret": settings.GHL_CLIENT_SECRET, **form}
    return _ask_for_token("/oauth/token", form, headers={})


def location_token(company_token: str, *, company_id: str, location_id: str) -> httpx.Response:
    """Turn an agency's token into one of a location: the two differ in class, not only in scope."""
    path = "/oauth/location-token" if settings.GHL_API_VERSION == "v3" else "/oauth/locationToken"
    headers = {"Authorization": f"Bearer {company_token}"}
    return _ask_for_token(path, {"companyId": company_id, "locationId": location_id}, headers=headers)


def _ask_for_token(path: str, form: dict[str, str], *, headers: dict[str, str]) -> httpx.Response:
    if settings.GHL_API_VERSION == "v3":
        form = {_camel(name): value for name, value in form.items()}
    headers = {**headers, "Version": _version(path), "Accept": "application/json"}
    return _http(settings.GHL_BASE_URL).request("POST", path, data=form, headers=headers)


def _version(path: str) -> str:
    return settings.GHL_API_VERSION or (CONVERSATIONS if path.startswith(DATED_CONVERSATIONS) else OTHERS)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


@cache
def _http(base_url: str) -> http.Client:
    return http.Client("ghl", base_url)
