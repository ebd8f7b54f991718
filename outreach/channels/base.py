"""What every channel is: one call that sends one claimed message, and one that asks what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One claimed and allowed message, as a channel needs it. Only ``services.sending`` makes these.

    ``reference`` is unique per message; a provider that takes a reference will not take it twice.
    """

    reference: str
    to: str
    body: str
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    callback_url: str = ""
    claimed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The provider has the message. ``delivered`` where it says so at once."""

    provider_id: str
    segments: int = 1
    cost_micros: int = 0
    delivered: bool = False


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The provider has said no for good; nothing went out. ``opted_out`` if it knows of an opt-out (21610)."""

    code: str
    words: str
    opted_out: bool = False
    bad_address: bool = False


class NotAccepted(Exception):
    """The request certainly never took effect: no connection, or "try later". Safe to try again."""


class Uncertain(Exception):
    """The request went out and no clear answer came back. Never send again; ask with ``find``."""


class ChannelDriver(Protocol):
    """One way to a person."""

    name: str

    def send(self, parcel: Parcel) -> Accepted | Refused:
        """Send once.

        Raises:
            NotAccepted: certainly not taken.
            Uncertain: nobody knows.
        """
        ...

    def find(self, parcel: Parcel) -> Accepted | Refused | None:
        """Ask the provider what became of a message.

        Returns:
            None if the provider knows nothing of it.
        Raises:
            Uncertain: the provider cannot be asked, now or ever.
        """
        ...
