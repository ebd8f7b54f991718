"""What outreach does when something happens: it obeys refusals at once, and tells open inboxes."""

from contextlib import suppress

from crm.events import GhlDndChanged, GhlTextReceived
from crm.models import Contact
from crm.services import ghl_api
from outreach.errors import Unreachable
from outreach.events import (
    ContactSuppressed,
    ConversationReturned,
    ConversationTakenOver,
    ConversationWoke,
    HandoffPassedOn,
    HandoffRequested,
    ReplyReceived,
    ReplyUnderstood,
)
from outreach.services import hooks, suppression
from realestate.lib.bus import Envelope, Fact, on, together_with
from realestate.lib.later import later
from realestate.live import send

THEIRS = (
    ReplyReceived, ReplyUnderstood, HandoffRequested, HandoffPassedOn, ConversationTakenOver, ConversationReturned,
    ConversationWoke,
)  # fmt: skip


@on(*THEIRS)
def tell_the_inbox(fact: Fact, envelope: Envelope) -> None:
    """Have open inboxes fetch their list. Our own automatic messages do not change who waits, so they are silent."""
    send.to_brokerage(fact.brokerage_id, "inbox", data={"contact": fact.contact_id}, key="inbox")


@together_with(GhlDndChanged)
def stop_what_they_refuse(fact: GhlDndChanged) -> None:
    """A person who refuses contact is suppressed in the transaction that brought them: no welcome slips through."""
    contact = Contact.objects.get(pk=fact.contact_id)
    for scope in fact.channels:
        with suppress(Unreachable):  # no number or address of that kind, so nothing to close
            suppression.suppress_contact(contact, scope, source="ghl", verbatim="Do not disturb, set in GoHighLevel.")


@on(ContactSuppressed)
def tell_ghl(fact: ContactSuppressed, envelope: Envelope) -> None:
    """Have GoHighLevel refuse too what the person refuses here; what it told us itself it knows."""
    if fact.source != "ghl" and fact.contact_id is not None and ghl_api.connection() is not None:
        later("outreach.mirror_stop", fact.brokerage_id, fact.contact_id)


@on(GhlTextReceived)
def read_their_text(fact: GhlTextReceived, envelope: Envelope) -> None:
    """A text through GoHighLevel goes the way of every text: opt-outs first."""
    if fact.contact_id is not None:
        hooks.take_ghl_text(fact.hook_id, fact.contact_id)
