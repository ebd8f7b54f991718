"""Letters on paper, from the first name on the list to the day they were mailed.

A batch is put together and changed freely until somebody approves it, and even that can be taken back. Making the
files is the point of no return: each letter is claimed there by the sender, behind the gate, like any message. The
files hold the letters whose claim was allowed and written down, and no others; a letter cut off in between is in no
file and is not tried again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, QuerySet

from crm.models import Agent, Lead
from outreach.models import Letter, LetterBatch, Message, TemplateVersion
from outreach.selectors import letter_reading
from outreach.services import letter_addresses, letter_words, outcomes, sending, suppression
from outreach.services.campaigns import LETTERS
from outreach.states import (
    BATCH_STEPS,
    WAITING,
    Author,
    BatchStatus,
    Channel,
    MessageStatus,
    SuppressionScope,
    WritingChannel,
)
from outreach.writing import letters as writing
from outreach.writing.letters import InvalidLetter
from realestate.lib import clock, phones, states
from realestate.lib.errors import IllegalTransition
from realestate.lib.later import later
from realestate.lib.postal import PostalAddress

MOST = 250  # letters of one batch
CENTS = 10_000  # millionths of a dollar
OPEN_CLAIMS = (MessageStatus.CLAIMED, MessageStatus.UNKNOWN)
NOT_ADDED = {
    "without_address": "They have no complete mailing address.",
    "stopped": "They want no letters.",
    "known": "They, or somebody in their house, are on the list already.",
    "too_many": "The list is full.",
}
CLOSED_TO_LETTERS = (SuppressionScope.ALL, SuppressionScope.LETTER)


@dataclass(frozen=True, kw_only=True)
class Added:
    """What became of people who were to be written to."""

    added: int = 0
    without_address: int = 0
    stopped: int = 0
    known: int = 0
    too_many: int = 0


def start(
    name: str, *, agent: Agent, body: str = writing.STANDARD, version: TemplateVersion | None = None
) -> LetterBatch:
    """Return a new, empty batch that the agent signs, in words of its own or in a template's.

    Raises:
        InvalidLetter: no name, words that cannot be filled, or a template that is no letter.
    """
    body = _checked(body, version)
    if not name.strip():
        raise InvalidLetter("Give the letters a name.", field="name")
    return LetterBatch.objects.create(name=" ".join(name.split())[:80], body=body, version=version, agent=agent)


def collect(lead: Lead, version: TemplateVersion, *, agent: Agent, name: str, campaign: str) -> LetterBatch:
    """Put one person on the list that a campaign collects, in a template's words, and return that batch.

    A list that is full or was approved is followed by the next.

    Raises:
        InvalidLetter: they have no complete address, want no letters, or are on the list already.
    """
    rows = LetterBatch.objects.filter(status=BatchStatus.COLLECTING, campaign=campaign, version=version, agent=agent)
    found = rows.annotate(n=Count("letters")).filter(n__lt=MOST).order_by("pk").values_list("pk", flat=True).first()
    batch = LetterBatch.objects.select_related("brokerage", "agent").filter(pk=found or 0).first()
    if batch is None:
        batch = start(name, agent=agent, version=version)
        batch.campaign = campaign
        batch.save(update_fields=["campaign", "updated_at"])
    added = add(batch, [lead])
    why = next((words for name, words in NOT_ADDED.items() if getattr(added, name)), "")
    if why:
        raise InvalidLetter(why)
    return batch


@transaction.atomic
def rewrite(batch: LetterBatch, body: str = "", *, version: TemplateVersion | None = None) -> LetterBatch:
    """Change the words while the batch is being put together, and return it. Letters that were read are unread again.

    Raises:
        InvalidLetter: words that cannot be filled, a template that is no letter, or the batch was approved.
    """
    body = _checked(body, version)
    _while_collecting(batch)
    batch.body, batch.version = body, version
    batch.save(update_fields=["body", "version", "updated_at"])
    letter_words.forget(batch)
    return batch


@transaction.atomic
def add(batch: LetterBatch, leads: Iterable[Lead]) -> Added:
    """Put people on the list, one letter a house, and say who was left out and why.

    Raises:
        InvalidLetter: the batch was approved.
    """
    _while_collecting(batch)
    counts = dict.fromkeys(Added.__dataclass_fields__, 0)
    room = MOST - batch.letters.count()
    houses = set(batch.letters.values_list("address_hash", flat=True))
    people = set(batch.letters.values_list("contact_id", flat=True))
    found = [lead for lead in leads if lead.contact.erased_at is None and lead.contact.merged_into_id is None]
    addresses = letter_addresses.of_all([lead.contact for lead in found])
    stopped = _stopped(addresses.values(), batch)
    for lead in found:
        address = addresses[lead.contact_id]
        house = suppression.identifier_hash(batch.brokerage, address.key)
        if not address.is_complete:
            counts["without_address"] += 1
        elif house in stopped:
            counts["stopped"] += 1
        elif house in houses or lead.contact_id in people:
            counts["known"] += 1
        elif counts["added"] == room:
            counts["too_many"] += 1
        else:
            _enter(batch, lead, address, house)
            counts["added"] += 1
            houses.add(house)
            people.add(lead.contact_id)
    return Added(**counts)


@transaction.atomic
def remove(letter: Letter) -> None:
    """Take one person off the list.

    Raises:
        InvalidLetter: the batch was approved.
    """
    _while_collecting(letter.batch)
    letter.delete()


@transaction.atomic
def approve(batch: LetterBatch, *, by: Agent) -> LetterBatch:
    """Let the letters go to print, and return the batch. Until the files are made this can be taken back.

    Raises:
        InvalidLetter: nobody is on the list, a letter could not come back since the brokerage has no address, one
            that must be read was not, or one cannot be written.
        IllegalTransition: it is not being put together any more.
    """
    _locked(batch)
    if not batch.letters.exists():
        raise InvalidLetter("Nobody is on the list yet.")
    if not batch.brokerage.postal_address.strip():
        raise InvalidLetter("The brokerage has no postal address yet: add it under Settings, Brokerage.")
    unread = len(letter_reading.unread(batch))
    if unread:
        letters = "One letter" if unread == 1 else f"{unread} letters"
        raise InvalidLetter(f"{letters} to owners in foreclosure or tax default must be read first.")
    letter_words.freeze(batch)
    states.move(batch, BatchStatus.APPROVED, table=BATCH_STEPS, approved_by=by, approved_at=clock.now())
    return batch


@transaction.atomic
def reopen(batch: LetterBatch) -> LetterBatch:
    """Take an approval back before the files are made, and return the batch."""
    letter_words.thaw(batch)
    states.move(batch, BatchStatus.COLLECTING, table=BATCH_STEPS, approved_by=None, approved_at=None)
    return batch


@transaction.atomic
def release(batch: LetterBatch) -> LetterBatch:
    """Have the files made, in the background. From here on nothing of the batch can be taken back."""
    states.move(batch, BatchStatus.MAKING, table=BATCH_STEPS)
    later("outreach.make_letters", batch.brokerage_id, batch.pk)
    return batch


def make(batch_id: int) -> LetterBatch:
    """Claim each letter of a released batch, then close the files. Run again, it goes on where it was cut off."""
    batch = LetterBatch.objects.select_related("brokerage", "agent").get(pk=batch_id)
    if batch.status != BatchStatus.MAKING:
        return batch
    for letter in (
        batch.letters.select_related("contact", "lead__contact", "lead__brokerage", "lead__assigned_to")
        .order_by("pk")
        .iterator(chunk_size=100)
    ):
        _claim(letter, batch)
    unsettled = Message.objects.filter(letter__batch=batch, status__in=OPEN_CLAIMS)
    if not unsettled.exists():  # else reconciliation settles them first, and the sweep comes back
        try:
            states.move(batch, BatchStatus.READY, table=BATCH_STEPS, made_at=clock.now())
        except IllegalTransition:  # the task and the sweep met here, and the other one was quicker
            batch.refresh_from_db()
    return batch


def resume() -> None:
    """Go on with the batches of the brokerage in force whose worker never came back."""
    for batch_id in LetterBatch.objects.filter(status=BatchStatus.MAKING).values_list("pk", flat=True):
        make(batch_id)


@transaction.atomic
def mark_mailed(batch: LetterBatch, *, on: date, cost_cents: int | None) -> LetterBatch:
    """Note the day on which the letters were mailed and what one cost, and return the batch.

    Raises:
        InvalidLetter: the day lies in the future, or before the files were made.
        IllegalTransition: there are no files, or it was mailed already.
    """
    made_on = batch.made_at.date() if batch.made_at else on
    if not made_on <= on <= clock.now().date():
        raise InvalidLetter("It was mailed between the day the files were made and today.", field="on")
    states.move(batch, BatchStatus.MAILED, table=BATCH_STEPS, mailed_on=on, cost_cents=cost_cents)
    printed(batch).update(cost_micros=(cost_cents or 0) * CENTS)
    return batch


@transaction.atomic
def drop(batch: LetterBatch) -> LetterBatch:
    """Keep that these letters were not mailed, and return the batch. Made files are worth nothing any more."""
    was_ready = batch.status == BatchStatus.READY
    states.move(batch, BatchStatus.DROPPED, table=BATCH_STEPS)
    if was_ready:
        for message in printed(batch):
            outcomes.never_went(message, words="Printed, and not mailed.")
    return batch


def came_back(letter: Letter) -> Letter:
    """Note that the post returned a letter; nobody got it. Returns the letter."""
    if letter.message is not None:
        outcomes.failed_later(letter.message, code="returned", words="The post brought it back.")
    return letter


def printed(batch: LetterBatch) -> QuerySet[Message]:
    """Return the messages of the letters that are in the files."""
    rows: QuerySet[Message] = Message.objects.filter(letter__batch=batch, sent_at__isnull=False)
    return rows


def sender_lines(batch: LetterBatch) -> list[str]:
    """Return who writes, as it stands at the head of each letter."""
    agent, brokerage = batch.agent, batch.brokerage
    phone = agent.phone or brokerage.phone
    lines = [agent.name, brokerage.name, brokerage.postal_address, phones.display(phone) if phone else ""]
    return [line for line in lines if line]


def _enter(batch: LetterBatch, lead: Lead, address: PostalAddress, house: str) -> None:
    contact = lead.contact
    Letter.objects.create(
        batch=batch, contact=contact, lead=lead, recipient=contact.name, street=address.street, city=address.city,
        state=address.state, postal_code=address.postal_code, address_hash=house,
        code=writing.new_code(batch.brokerage_id),
    )  # fmt: skip


def _claim(letter: Letter, batch: LetterBatch) -> None:
    """Ask for the letter's message once, and have the sender decide. What must wait is left out of this batch."""
    with transaction.atomic():
        message = letter.message or sending.request_to(
            letter.contact,
            key=f"letter:{letter.pk}",
            channel=Channel.LETTER,
            body=letter_words.of(letter, batch),
            author=Author.SEQUENCE,
            lead=letter.lead,
            agent=batch.agent,
            address=letter.address.line,
            campaign=f"{LETTERS}{batch.pk}",
        )
        if letter.message_id is None:
            Letter.objects.filter(pk=letter.pk).update(message=message)
    if message.status not in WAITING:
        return
    message = sending.deliver(message.pk)
    if message.status in WAITING:
        sending.cancel(message, reason=message.reason or "Held back while the files were made.")


def _checked(body: str, version: TemplateVersion | None) -> str:
    """Return the words that a batch keeps; those of a template are checked when they are filled."""
    if version is not None and version.template.channel != WritingChannel.LETTER:
        raise InvalidLetter("This template is no letter.", field="template")
    if version is None:
        writing.check(body)
    return (version.text if version else body).strip()


def _stopped(addresses: Iterable[PostalAddress], batch: LetterBatch) -> set[str]:
    """Return the houses that want no letters, by hash; one statement."""
    hashes = {suppression.identifier_hash(batch.brokerage, address.key) for address in addresses}
    return suppression.closed(hashes, CLOSED_TO_LETTERS)


def _locked(batch: LetterBatch) -> LetterBatch:
    """Return the batch as it is stored now; until the transaction ends nobody else approves or changes it."""
    row: LetterBatch = LetterBatch.objects.select_for_update().get(pk=batch.pk)
    return row


def _while_collecting(batch: LetterBatch) -> None:
    if _locked(batch).status != BatchStatus.COLLECTING:
        raise InvalidLetter("These letters were approved. Take the approval back first.")
