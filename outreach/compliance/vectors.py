"""Test vectors of the gate: JSON lines with the inputs of a decision and what must come out.

A vector states only what matters; the rest comes from ``CLEAN``, a message that nothing speaks against.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from outreach.compliance.facts import (
    AddressFacts,
    CampaignFacts,
    Channel,
    ConsentFacts,
    ContentFacts,
    DncFacts,
    EbrFacts,
    GateFacts,
    HistoryItem,
    IdentifierFacts,
    OptOutFacts,
    PlaceFacts,
    PolicyFacts,
    Purpose,
    RndFacts,
    SenderFacts,
    SystemFacts,
)

CLEAN: Mapping[str, Any] = {
    "channel": "sms",
    "purpose": "marketing",
    "number": "+14075550142",
    "line_type": "mobile",
    "email_status": "valid",
    "address_complete": True,
    "explicit_tz": None,
    "mailing": None,
    "situs": None,
    "owner_occupied": None,
    "consent": {
        "level": "pewc",
        "channels": ["sms", "voice", "email"],
        "seller_match": True,
        "signed": True,
        "names_seller": True,
        "number_matches": True,
        "disclosed_automated": True,
        "not_condition": True,
        "prechecked": False,
        "revoked": False,
    },
    "ebr": None,
    "dnc": {"national": "not_listed", "national_age_days": 3, "state": "not_listed", "state_age_days": 3},
    "suppressed": [],
    "number_flags": [],
    "rnd": {"result": "no", "age_days": 5},
    "history": [],
    "last_inbound_at": None,
    "content": {"lint": "pass", "reviewed": True, "approved_count": 60, "hash": "h1", "approved_hash": "h1"},
    "sender": {"a2p_registered": True},
    "campaign": {"touches_sent": 0, "max_touches": 5},
    "optout": None,
    "recipient_is_staff": False,
    "source": "web_form",
    "emergency_states": [],
    "policy": {"sender_state": "FL", "allow_cold_email": False, "rnd_required": True, "reply_grace_min": 15},
    "system": {"is_demo": False, "carrier": "twilio"},
}


def merged(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``CLEAN`` with the stated inputs laid over it, one level deep.

    Raises:
        ValueError: an input that no rule knows. What it means might forbid the message.
    """
    unknown = stated.keys() - CLEAN.keys() - {"now_utc"}
    if unknown:
        raise ValueError(f"unknown inputs: {', '.join(sorted(unknown))}")
    whole = dict(CLEAN)
    for key, value in stated.items():
        default = whole.get(key)
        whole[key] = {**default, **value} if isinstance(default, dict) and isinstance(value, dict) else value
    return whole


def facts_of(stated: Mapping[str, Any]) -> GateFacts:
    """Return the facts that a gate vector's input stands for.

    Raises:
        LookupError, TypeError, ValueError, AttributeError: the input states something that is no fact.
    """
    v = merged(stated)
    return GateFacts(
        now=moment(v["now_utc"]),
        channel=Channel(v["channel"]),
        purpose=Purpose(v["purpose"]),
        identifier=_identifier(v),
        automated=v["channel"] != Channel.CALL_LIVE,
        recipient_is_staff=v["recipient_is_staff"],
        source=v["source"],
        place=PlaceFacts(
            explicit_tz=v["explicit_tz"],
            mailing=_address(v["mailing"]),
            situs=_address(v["situs"]),
            owner_occupied=v["owner_occupied"],
        ),
        consent=ConsentFacts(**{**v["consent"], "channels": tuple(v["consent"]["channels"])}),
        ebr=EbrFacts(type=v["ebr"]["type"], at=moment(v["ebr"]["at"])) if v["ebr"] else None,
        dnc=DncFacts(**v["dnc"]),
        rnd=RndFacts(**v["rnd"]),
        history=tuple(_history_item(item) for item in v["history"]),
        content=ContentFacts(**v["content"]),
        sender=SenderFacts(**v["sender"]),
        campaign=CampaignFacts(**v["campaign"]),
        optout=_optout(v["optout"]),
        policy=PolicyFacts(**v["policy"], emergency_states=tuple(v["emergency_states"])),
        system=SystemFacts(**v["system"]),
    )


def moment(text: str) -> datetime:
    """Return an aware moment written as ``2026-07-15T23:59:59Z``."""
    return datetime.fromisoformat(text)


def _identifier(v: Mapping[str, Any]) -> IdentifierFacts:
    return IdentifierFacts(
        number=v["number"],
        line_type=v["line_type"],
        email_status=v["email_status"],
        address_complete=v["address_complete"],
        suppressed=tuple(v["suppressed"]),
        flags=tuple(v["number_flags"]),
        last_inbound_at=moment(v["last_inbound_at"]) if v["last_inbound_at"] else None,
    )


def _address(value: Mapping[str, Any] | None) -> AddressFacts | None:
    return AddressFacts(state=value.get("state"), county=value.get("county")) if value else None


def _history_item(value: Mapping[str, Any]) -> HistoryItem:
    return HistoryItem(
        at=moment(value["at"]),
        channel=value["channel"],
        auto=value["auto"],
        purpose=value["purpose"],
        sender=value.get("from"),
    )


def _optout(value: Mapping[str, Any] | None) -> OptOutFacts | None:
    if not value:
        return None
    return OptOutFacts(
        received_at=moment(value["received_at"]),
        confirmations_sent=value["confirmations_sent"],
        provider_auto_reply=value["provider_auto_reply"],
    )
