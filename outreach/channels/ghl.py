"""Texts and workflows through GoHighLevel's API."""

from datetime import timedelta
from typing import Any

from crm.errors import InvalidAccount
from crm.models import Contact, GhlConnection
from crm.services import ghl_api
from crm.services.ghl_api import GhlRefused
from outreach.channels.base import Accepted, NotAccepted, Parcel, Refused, Uncertain
from outreach.states import Channel
from realestate.lib.circuit import CircuitOpen
from realestate.lib.errors import Transient
from realestate.lib.http import Unanswered

DELIVERED, FAILED = {"delivered", "read"}, {"failed", "undelivered", "opted_out"}
MOST = 100


class GhlDriver:
    """Sends through the brokerage's location. There is no idempotency key: a doubtful send is looked up."""

    name = "ghl"

    def send(self, parcel: Parcel) -> Accepted | Refused:
        """Send a text, or put the person into a workflow."""
        try:
            row, person = _person(parcel)
            path, body = _order(parcel, person)
        except GhlRefused as refusal:
            return _refused(refusal)
        except InvalidAccount as refusal:
            return Refused(code="token", words=refusal.message)
        except Transient as error:  # only found or made the person: nothing has gone to them
            raise NotAccepted(str(error)) from error
        try:
            told = ghl_api.call(row, "POST", path, json=body)
        except (GhlRefused, InvalidAccount) as refusal:
            return _refused(refusal)
        except CircuitOpen as error:
            raise NotAccepted(str(error)) from error
        except Unanswered as error:
            raise (Uncertain(str(error)) if error.was_sent else NotAccepted(str(error))) from error
        ghl_api.sent_by_us(str(told.get("messageId") or ""))
        return Accepted(provider_id=str(told.get("messageId") or ""))

    def find(self, parcel: Parcel) -> Accepted | Refused | None:
        """Look for our text among those of this person since the claim. Workflows tell nobody whom they hold."""
        if parcel.channel == Channel.WORKFLOW:
            raise Uncertain("A workflow cannot be asked.")
        try:
            row, person = _person(parcel)
            asked = {
                "locationId": row.location_id, "contactId": person, "channel": "SMS", "limit": str(MOST),
                "startDate": (parcel.claimed_at - timedelta(seconds=1)).isoformat(),
            }  # fmt: skip
            told = ghl_api.call(row, "GET", "/conversations/messages/export", params=asked)
        except (GhlRefused, InvalidAccount, Transient) as error:
            raise Uncertain(str(error)) from error
        found = [
            m for m in told.get("messages") or [] if m.get("direction") == "outbound" and m.get("body") == parcel.body
        ]
        return _settled(found[0]) if found else None


def _person(parcel: Parcel) -> tuple[GhlConnection, str]:
    row = ghl_api.connection()
    if row is None:
        raise GhlRefused(UNCONNECTED, "GoHighLevel is not connected.")
    return row, ghl_api.person(row, Contact.objects.get(pk=parcel.contact_id))


UNCONNECTED = 0


def _order(parcel: Parcel, person: str) -> tuple[str, dict[str, Any]]:
    if parcel.channel == Channel.WORKFLOW:
        return f"/contacts/{person}/workflow/{parcel.to}", {}
    body = {"type": "SMS", "contactId": person, "message": parcel.body, "toNumber": parcel.to}
    if parcel.sender:
        body["fromNumber"] = parcel.sender
    return "/conversations/messages", {**body, "attachments": list(parcel.media)} if parcel.media else body


def _settled(message: dict[str, Any]) -> Accepted | Refused:
    status = str(message.get("status") or "")
    if status in FAILED:
        return Refused(code=status, words="GoHighLevel did not deliver it.", opted_out=status == "opted_out")
    return Accepted(provider_id=str(message.get("id") or ""), delivered=status in DELIVERED)


def _refused(refusal: GhlRefused | InvalidAccount) -> Refused:
    status = refusal.http_status if isinstance(refusal, GhlRefused) else 401
    words = refusal.message
    # They block a send to a person who set do-not-disturb; their own words are all that says so.
    return Refused(
        code=str(status), words=words, opted_out="dnd" in words.casefold() or "unsubscribed" in words.casefold()
    )
