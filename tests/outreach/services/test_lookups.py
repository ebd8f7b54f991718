"""Look-ups about numbers: what is asked of whom, what it costs, and what the gate makes of it."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from crm.models import Brokerage, ContactPoint
from outreach.models import NumberLookup
from outreach.services import gating, lookups
from realestate.lib import circuit, clock
from tests.factories.outreach import phone_of

# The query parameters that Twilio's description of this call names; a word of ours that is none of them is a mistake.
PARAMETERS = {"Fields", "CountryCode", "LastVerifiedDate", "VerificationSid", "PartnerSubId"}
ANSWERS = {
    "line_type_intelligence": {"type": "landline", "carrier_name": "Orlando Telephone", "error_code": None},
    "reassigned_number": {"last_verified_date": "2026-07-15", "is_number_reassigned": "yes", "error_code": None},
}


class Lookup(BaseHTTPRequestHandler):
    """Twilio's Lookup on this machine: answers what is asked for, and null for every package that is not."""

    def do_GET(self):
        address = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(address.query).items()}
        self.server.asked.append((address.path, query, self.headers.get("Authorization", "")))
        packages = query.get("Fields", "").split(",")
        body = {name: answer if name in packages else None for name, answer in self.server.answers.items()}
        data = json.dumps({"phone_number": "+1", "valid": True, **body}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def twilio(settings, brokerage):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Lookup)
    server.asked, server.status, server.answers = [], 200, dict(ANSWERS)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC" + "0" * 32, "token"
    settings.TWILIO_BASE_URL = f"http://127.0.0.1:{server.server_port}"
    Brokerage.objects.filter(pk=brokerage.pk).update(carrier="twilio", rnd_required=True)
    brokerage.refresh_from_db()
    yield server
    server.shutdown()
    server.server_close()
    circuit.breaker.cache_clear()  # a test that broke the service must not close it for the next


@pytest.fixture
def phone(lead):
    point = phone_of(lead)
    ContactPoint.objects.filter(pk=point.pk).update(line_type="unknown")
    point.refresh_from_db()
    return point


def test_both_questions_are_asked_as_twilio_describes_them(twilio, phone, brokerage):
    bought = lookups.refresh(phone, brokerage)

    assert [(row.kind, row.result, row.cost_micros) for row in bought] == [
        ("line_type", "landline", 8_000),
        ("reassigned", "yes", 20_000),
    ]
    paths = {path for path, _, _ in twilio.asked}
    assert paths == {f"/v2/PhoneNumbers/%2B{phone.value[1:]}"}
    assert {name for _, query, _ in twilio.asked for name in query} <= PARAMETERS
    assert twilio.asked[1][1] == {"Fields": "reassigned_number", "LastVerifiedDate": "20260715"}
    assert all(header.startswith("Basic ") for _, _, header in twilio.asked)


def test_a_landline_and_a_reassigned_number_get_no_text(twilio, phone, lead, brokerage):
    lookups.refresh(phone, brokerage)
    lead.refresh_from_db()
    assert gating.preview(lead, channel="sms").reason == "LINE_TYPE"

    ContactPoint.objects.filter(pk=phone.pk).update(line_type="mobile")
    assert gating.preview(lead, channel="sms").reason in {"REASSIGNED", "STATE_NOT_ENABLED"}


def test_an_answer_is_kept_for_its_time_and_then_asked_anew(twilio, phone, brokerage):
    lookups.refresh(phone, brokerage)
    assert lookups.refresh(phone, brokerage) == []

    with clock.held(clock.now() + timedelta(days=32)):
        assert [row.kind for row in lookups.refresh(phone, brokerage)] == ["reassigned"]


def test_the_budget_of_the_month_ends_the_asking(twilio, phone, brokerage):
    brokerage.lookup_budget_cents = 1
    brokerage.save(update_fields=["lookup_budget_cents"])
    NumberLookup.objects.create(
        point=phone, kind="line_type", result="mobile", provider="twilio", cost_micros=10_000, looked_up_at=clock.now()
    )

    assert lookups.refresh(phone, brokerage) == []
    assert twilio.asked == []


@pytest.mark.parametrize("trouble", ["down", "error"])
def test_no_answer_costs_nothing_and_changes_nothing(twilio, phone, brokerage, trouble):
    if trouble == "down":
        twilio.status = 503
    else:
        twilio.answers = {"line_type_intelligence": {"type": None, "error_code": 60600}, "reassigned_number": None}

    assert lookups.refresh(phone, brokerage) == []
    assert NumberLookup.objects.count() == 0


def test_without_a_real_carrier_nobody_is_asked(phone, brokerage):
    assert lookups.service_for(brokerage).name == "simulator"
    assert [row.result for row in lookups.refresh(phone, brokerage)] == ["unknown"]
