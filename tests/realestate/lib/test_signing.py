"""Signatures over the exact bytes of the samples."""

from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from realestate.lib.signing import signed_by, verify_ghl
from tests import contracts

GHL = contracts.vectors("ghl")
TWILIO = contracts.vectors("twilio")
OURS = [v for v in TWILIO["vectors"] if "secret" not in v and ":443" not in v["url"]]


def der(pem: str) -> str:
    return "".join(pem.strip().splitlines()[1:-1])


@pytest.mark.parametrize("vector", GHL["vectors"], ids=lambda v: f"{v['sample']}-{v['valid']}")
def test_verify_ghl_agrees_with_the_vectors(vector):
    key = der(GHL["ed25519_public_key_pem"])
    assert verify_ghl(contracts.raw(vector["sample"]), vector["X-GHL-Signature"], [key]) is vector["valid"]


@pytest.mark.parametrize("signature", ["", "N/A", "not base64 !", "AAAA", GHL["vectors"][0]["X-WH-Signature"]])
def test_verify_ghl_fails_closed(signature):
    key = der(GHL["ed25519_public_key_pem"])
    assert verify_ghl(contracts.raw("ghl_contact_create.json"), signature, [key]) is False


def test_verify_ghl_takes_any_of_the_published_keys():
    body = b'{"type": "ContactCreate"}'
    other = der(GHL["ed25519_public_key_pem"])
    assert verify_ghl(body, contracts.signed(body), [other, contracts.PUBLIC])
    assert not verify_ghl(body, contracts.signed(body), [other])
    assert not verify_ghl(body, contracts.signed(body), [])


@signed_by("twilio")
def answer(request):
    return HttpResponse("in")


@pytest.mark.parametrize("vector", OURS, ids=lambda v: f"{v['sample']}-{v['valid']}")
def test_signed_by_twilio_agrees_with_the_vectors(vector, settings):
    settings.TWILIO_AUTH_TOKEN = TWILIO["auth_token"]
    settings.PUBLIC_URL = "https://crm.example.com"
    address = urlsplit(vector["url"])
    sample = vector["sample"]
    request = RequestFactory().post(
        f"{address.path}?{address.query}".rstrip("?"),
        contracts.raw(sample),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": vector["X-Twilio-Signature"]},
    )
    assert answer(request).status_code == (200 if vector["valid"] else 403)


def test_signed_by_twilio_refuses_all_while_no_token_is_set(settings):
    settings.TWILIO_AUTH_TOKEN = ""
    assert answer(RequestFactory().post("/webhooks/twilio/sms/", {"Body": "Hi"})).status_code == 403
