"""What Twilio says of a 10DLC brand and campaign (messaging API v1)."""

from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

from outreach.numbers.base import LookupFailed
from realestate.lib.circuit import CircuitOpen
from realestate.lib.http import Client, Unanswered

HOST = "https://messaging.twilio.com"
BRANDS = {"APPROVED": "approved", "FAILED": "failed", "SUSPENDED": "suspended", "DELETED": "none"}
CAMPAIGNS = {"VERIFIED": "approved", "FAILED": "failed", "SUSPENDED": "suspended"}
UNDER_WAY = "pending"


@dataclass(frozen=True, kw_only=True)
class Vetting:
    """How far the carriers have come; words of failure are theirs."""

    brand_status: str
    campaign_status: str
    use_case: str
    campaign_sid: str
    failure: str


def fetch(*, brand_sid: str, service_sid: str) -> Vetting:
    """Return what Twilio says now.

    Raises:
        LookupFailed: it did not answer, or knows no such brand or service.
    """
    client = Client("twilio-messaging", settings.TWILIO_BASE_URL.rstrip("/") or HOST)
    brand = _get(client, f"/v1/a2p/BrandRegistrations/{brand_sid}")
    listed = _get(client, f"/v1/Services/{service_sid}/Compliance/Usa2p").get("compliance") or []
    campaign = listed[0] if listed else {}
    errors = [str(error.get("description") or "") for error in campaign.get("errors") or [] if isinstance(error, dict)]
    return Vetting(
        brand_status=BRANDS.get(str(brand.get("status")), UNDER_WAY),
        campaign_status=CAMPAIGNS.get(str(campaign.get("campaign_status")), UNDER_WAY) if campaign else "none",
        use_case=str(campaign.get("us_app_to_person_usecase") or ""),
        campaign_sid=str(campaign.get("sid") or ""),
        failure=(str(brand.get("failure_reason") or "") or " ".join(errors))[:240],
    )


def _get(client: Client, path: str) -> dict[str, Any]:
    account = httpx.BasicAuth(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)
    try:
        response = client.request("GET", path, auth=account)
        answer = response.json() if response.is_success else None
    except (Unanswered, CircuitOpen, ValueError) as error:
        raise LookupFailed("Twilio did not answer.") from error
    if not isinstance(answer, dict):
        raise LookupFailed(f"Twilio answered {response.status_code}. Check the ids.")
    return answer
