"""The stand-ins of other people's services are as strict as their descriptions: else no test on them says anything."""

import pytest

from tests.vendors import Call, has_specs, objections

pytestmark = pytest.mark.skipif(not has_specs(), reason="needs the vendors' own descriptions")
JSON = {"Content-Type": "application/json", "Version": "2021-04-15", "Authorization": "Bearer x"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": "Basic eDp5"}
MESSAGES = "/2010-04-01/Accounts/AC8e56804a34b7ee839d96c9181bce15e2/Messages.json"


def ghl(path: str, body: bytes, **headers: str) -> str:
    return objections(
        "ghl_v2", "https://services.leadconnectorhq.com", Call("POST", path, {}, {**JSON, **headers}, body), {}
    )


def twilio(body: bytes) -> str:
    return objections("twilio_api_v2010", "https://api.twilio.com", Call("POST", MESSAGES, {}, FORM, body), {})


def test_a_right_call_passes():
    assert ghl("/conversations/messages", b'{"type":"SMS","contactId":"c","message":"m"}') == ""
    assert twilio(b"To=%2B13605550142&From=%2B13605550100&Body=Hi") == ""


def test_wrong_calls_are_refused():
    assert ghl("/conversations/messages", b'{"type":"SMS","message":"m"}')
    assert ghl("/conversations/messages", b'{"type":"SMS","contactId":"c","text":"m"}')
    assert ghl("/conversations/messages", b'{"type":"SMS","contactId":"c"}', Version="2020-01-01")
    assert ghl("/conversations/message", b'{"type":"SMS","contactId":"c"}')
    assert twilio(b"To=%2B13605550142&Form=%2B13605550100&Body=Hi") == "unknown form fields ['Form']"
    assert twilio(b"Body=Hi")
