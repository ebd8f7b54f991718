"""Twilio Lookup v2: line type intelligence and the reassigned-numbers database.

Prices: Twilio's price list for Lookup, per request answered: line type 0.008 USD, reassigned number 0.02 USD.
"""

from datetime import date
from typing import Any
from urllib.parse import quote

import httpx
from django.conf import settings

from outreach.numbers.base import Known, LookupFailed
from realestate.lib.circuit import CircuitOpen
from realestate.lib.http import Client, Unanswered

HOST = "https://lookups.twilio.com"
LINE_TYPE_COST, REASSIGNED_COST = 8_000, 20_000
LINE_TYPES = {"mobile": "mobile", "landline": "landline", "fixedVoip": "voip", "nonFixedVoip": "voip"}
REASSIGNED = {"yes": "yes", "no": "no", "no_data_available": "no_data"}


class TwilioNumbers:
    """Asks one account's Lookup. Repeating a question is safe: it is a reading, and costs once more."""

    name = "twilio"

    def __init__(self) -> None:
        account = httpx.BasicAuth(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)
        self._account = account
        self._client = Client("twilio-lookup", settings.TWILIO_BASE_URL.rstrip("/") or HOST)

    def line_type(self, number: str) -> Known:
        """Return what kind of line a number is."""
        found = self._ask(number, {"Fields": "line_type_intelligence"}).get("line_type_intelligence")
        if not found or found.get("error_code"):
            raise LookupFailed("Twilio could not tell the kind of line.")
        return Known(result=LINE_TYPES.get(found.get("type") or "", "unknown"), cost_micros=LINE_TYPE_COST)

    def reassigned(self, number: str, since: date) -> Known:
        """Return whether a number was given to somebody else after ``since``."""
        fields = {"Fields": "reassigned_number", "LastVerifiedDate": f"{since:%Y%m%d}"}
        found = self._ask(number, fields).get("reassigned_number")
        result = REASSIGNED.get((found or {}).get("is_number_reassigned") or "")
        if not found or found.get("error_code") or result is None:
            raise LookupFailed("Twilio could not tell whether the number was reassigned.")
        return Known(result=result, cost_micros=REASSIGNED_COST)

    def _ask(self, number: str, params: dict[str, str]) -> dict[str, Any]:
        path = f"/v2/PhoneNumbers/{quote(number, safe='')}"
        try:
            response = self._client.request("GET", path, params=params, auth=self._account)
        except (Unanswered, CircuitOpen) as error:
            raise LookupFailed("Twilio Lookup did not answer.") from error
        try:
            answer = response.json() if response.is_success else None
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise LookupFailed(f"Twilio Lookup answered {response.status_code}.")
        return answer
