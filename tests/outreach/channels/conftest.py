"""What the channels' tests share: stand-ins of the carriers, which object to whatever their contract forbids."""

from collections.abc import Iterator

import pytest

from crm.models import Brokerage, GhlConnection
from realestate.lib import circuit, sealing
from tests import contracts
from tests.factories.crm import GhlConnectionFactory
from tests.factories.outreach import register
from tests.vendors import Vendor, vendor

SID = "AC8e56804a34b7ee839d96c9181bce15e2"
CALL = {"sid": "CA4fab8056970c2bda2893810119df1812", "status": "queued", "account_sid": SID}


@pytest.fixture
def twilio(settings) -> Iterator[Vendor]:
    """Twilio, as its own description has it."""
    with vendor("twilio_api_v2010", "https://api.twilio.com") as stand_in:
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = SID, "only-for-tests"
        settings.TWILIO_BASE_URL = stand_in.url
        stand_in.on("POST", "/Messages.json", (201, contracts.sample("twilio_rest_message_created.json")))
        stand_in.on("POST", "/Calls.json", (201, CALL))
        yield stand_in
        assert stand_in.refused == []


@pytest.fixture
def ghl(settings) -> Iterator[Vendor]:
    """GoHighLevel, as its own description has it."""
    circuit.breaker.cache_clear()
    with vendor("ghl_v2", "https://services.leadconnectorhq.com") as stand_in:
        settings.GHL_BASE_URL = stand_in.url
        settings.GHL_CLIENT_ID, settings.GHL_CLIENT_SECRET = "client", "secret"
        stand_in.on("POST", "/contacts/upsert", (200, contracts.sample("ghl_rest_upsert_contact_response.json")))
        stand_in.on("POST", "/conversations/messages", (200, contracts.sample("ghl_rest_send_sms_response.json")))
        yield stand_in
        assert stand_in.refused == []
    circuit.breaker.cache_clear()


@pytest.fixture
def location(brokerage: Brokerage) -> GhlConnection:
    """A connected location of the brokerage, with a token that does not expire."""
    brokerage.carrier, brokerage.from_number = "ghl", "+13605550100"
    brokerage.save()
    register(brokerage)
    return GhlConnectionFactory(
        brokerage=brokerage, location_id=contracts.LOCATION, access_token=sealing.seal(b"pit-token")
    )
