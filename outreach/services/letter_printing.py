"""The files of a batch: what the printer gets, and what a mail house gets."""

from collections.abc import Iterator

from crm.models import Contact
from outreach.models import Letter, LetterBatch
from outreach.services import letter_words, letters
from outreach.states import BatchStatus
from outreach.writing import letter_files
from outreach.writing import letters as writing
from outreach.writing.letter_files import Sheet
from outreach.writing.letters import InvalidLetter
from realestate.lib import clock

IN_HAND = (BatchStatus.READY, BatchStatus.MAILED)


def pdf(batch: LetterBatch) -> bytes:
    """Return the letters of a batch, a page each; the same letters however often it is asked.

    Raises:
        InvalidLetter: there are no files, or none any more.
    """
    return letter_files.pdf(_sheets(batch), title=batch.name, is_sample=batch.brokerage.is_demo)


def rows(batch: LetterBatch) -> str:
    """Return the letters of a batch as CSV, for a mail house.

    Raises:
        InvalidLetter: there are no files, or none any more.
    """
    return "".join(letter_files.rows(_sheets(batch)))


def preview(batch: LetterBatch) -> bytes:
    """Return the first letter as it would look, marked as a sample; with nobody on the list, one to nobody.

    Raises:
        InvalidLetter: the words cannot be filled.
    """
    rows = batch.letters.select_related("contact", "lead__contact", "lead__brokerage", "lead__assigned_to")
    letter = rows.order_by("pk").first() or _to_nobody(batch)
    words = letter_words.of(letter, batch) if letter.pk else letter_words.to_nobody(letter, batch)
    sheet = _sheet(letter, batch, words=words)
    return letter_files.pdf([sheet], title=batch.name, is_sample=True)


def _sheets(batch: LetterBatch) -> Iterator[Sheet]:
    if batch.status not in IN_HAND:
        raise InvalidLetter("There are no files of these letters.")
    printed = batch.letters.filter(message__sent_at__isnull=False).select_related("message").order_by("pk")
    return (_sheet(letter, batch, words=letter.message.body) for letter in printed.iterator(chunk_size=200))


def _sheet(letter: Letter, batch: LetterBatch, *, words: str) -> Sheet:
    return Sheet(
        sender=tuple(letters.sender_lines(batch)),
        recipient=letter.recipient,
        address=letter.address,
        words=words,
        code=letter.code,
        written_on=(batch.made_at or clock.now()).date(),
    )


def _to_nobody(batch: LetterBatch) -> Letter:
    return Letter(
        batch=batch, contact=Contact(first_name="Their first name"), recipient="Their name",
        street="Their street", city="Their city", state="FL", postal_code="00000",
        code=writing.new_code(batch.brokerage_id),
    )  # fmt: skip
