"""Rows of the nurturing app for tests."""

from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from nurturing.models import Sequence, SequenceVersion
from nurturing.rules import blueprint
from nurturing.services import sequences

TEXT = "Hi {first_name}, {agent_name} at {brokerage}. Shall I look again? Reply STOP to opt out."


def step(**fields: Any) -> dict[str, Any]:
    """Return one line of a plan: a text after an hour, unless told otherwise."""
    line = {"name": "Hello", "wait": "1 hour", "send": "sms", "body": TEXT, **fields}
    if line["send"] == "email":
        line.setdefault("subject", "Hello from {brokerage}")
    return line


def plan(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a whole plan as a file would hold it."""
    return {
        "key": "trial",
        "name": "Trial",
        "lead_kind": "buyer",
        "segment": "",
        "priority": 20,
        "days": 400,
        "steps": list(steps) or [step()],
        **fields,
    }


def make_sequence(*steps: dict[str, Any], **fields: Any) -> Sequence:
    """Return a saved sequence with these steps, in the brokerage in force."""
    return version_of(*steps, **fields).sequence


def version_of(*steps: dict[str, Any], **fields: Any) -> SequenceVersion:
    """Return the version that saving this plan makes, or finds."""
    return sequences.save(blueprint.read(plan(*steps, **fields), file="trial.yaml")).version


def push_subscription(number: int = 1) -> dict[str, Any]:
    """Return what a browser gives when it signs up: an address at a push service, and keys of its own."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": urlsafe_b64encode(point).decode().rstrip("="), "auth": urlsafe_b64encode(b"0" * 16).decode()}
    return {"endpoint": f"https://fcm.googleapis.com/fcm/send/device-{number}", "keys": keys}
