"""What every channel is: one call that sends one claimed message, and one that asks what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from realestate.lib.addresses import MailServer


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One claimed and allowed message, as a channel needs it. Only ``services.sending`` makes these.

    Attributes:
        reference: unique per message; a provider that takes a reference will not take it twice.
        channel: sms, email, call_live, call_auto, voicemail_drop, ghl_workflow.
        to: a number or address; of a workflow, its id.
        contact_id: whose it is, for providers that keep people of their own.
        media: addresses of pictures, open for a short while to whoever has them.
        html: the same words as HTML, of an email that has them; ``body`` goes beside it.
        files: what goes along inside a mail: name, bytes, content type.
        mark: ``brokerage-message``, for providers that hand a mark of ours back with their news.
        mailbox: the agent's own mail server, where mail goes through it.
        via: the number of our own person who is called first (call_live).
        script_url: where the carrier asks what to do once the first phone is answered (call_live).
        valid_seconds: how long the carrier may try; then the hours close where the person is (QH-4). None: no limit.
        script: what a machine says and listens for (call_auto, voicemail_drop), in the carrier's own language.
    """

    reference: str
    to: str
    body: str
    html: str = field(default="", repr=False)
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    callback_url: str = ""
    channel: str = "sms"
    contact_id: int = 0
    media: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes, str], ...] = field(default=(), repr=False)
    via: str = ""
    script_url: str = ""
    script: str = ""
    mark: str = ""
    mailbox: MailServer | None = field(default=None, repr=False)
    valid_seconds: int | None = None
    claimed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The provider has the message. ``delivered`` where it says so at once.

    Attributes:
        price_follows: the provider knows only later what it charges; until then ``cost_micros`` is 0.
    """

    provider_id: str
    segments: int = 1
    cost_micros: int = 0
    delivered: bool = False
    price_follows: bool = False


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a provider charged in the end. ``segments`` None where it counts none, as of a call."""

    cost_micros: int
    segments: int | None = None


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The provider has said no for good; nothing went out. ``opted_out`` if it knows of an opt-out (21610)."""

    code: str
    words: str
    opted_out: bool = False
    bad_address: bool = False


class Trouble(Exception):
    """The provider is ill, or the way to it. Enough of these in a row, and it is left alone for a while."""


class NotAccepted(Trouble):
    """The request certainly never took effect: no connection, or "try later". Safe to try again."""


class Uncertain(Trouble):
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
