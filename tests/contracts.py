"""Webhooks as the services that call us send them: exact bytes, made-up people."""

import base64
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FOLDER = Path(__file__).parent / "data" / "contracts"
LOCATION = "clhYSuNtIaG79bI3ITN5"
KEY = Ed25519PrivateKey.generate()
PUBLIC = base64.b64encode(KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def raw(name: str) -> bytes:
    """Return a sample as it comes over the wire."""
    return (FOLDER / name).read_bytes()


def sample(name: str) -> Any:
    """Return a sample of JSON."""
    return json.loads(raw(name))


def ghl(name: str, **changes: Any) -> bytes:
    """Return a GoHighLevel sample, some of its fields changed."""
    return json.dumps({**json.loads(raw(f"ghl_{name}.json")), **changes}).encode()


def signed(body: bytes) -> str:
    """Return the header that GoHighLevel would send with these bytes, by our test key."""
    return base64.b64encode(KEY.sign(body)).decode()


def with_id() -> list[str]:
    """Return the names of the app webhooks: those that carry a ``webhookId``."""
    return sorted(path.name for path in FOLDER.glob("ghl_*.json") if b'"webhookId"' in path.read_bytes())


def vectors(sender: str) -> dict[str, Any]:
    """Return valid and invalid signatures over the samples."""
    found: dict[str, Any] = json.loads(raw("signature_vectors.json"))[sender]
    return found
