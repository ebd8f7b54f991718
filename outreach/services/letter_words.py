"""The words of letters: a batch's own or a template's for each person, and the reading of those that must be read.

Owners in foreclosure or tax default get the wording that was made for them, where there is one in force, and somebody
reads each of their letters first (FCL-1). What was read, and what was approved with a batch of a template, is kept
with the letter: that very text is printed, whatever becomes known meanwhile.
"""

import hashlib

from django.db import transaction

from crm.models import Agent, Lead
from outreach.errors import ChangedMeanwhile
from outreach.models import Letter, LetterBatch, TemplateVersion
from outreach.selectors.letter_reading import delicate
from outreach.services import composing
from outreach.states import BatchStatus, Touch, WritingChannel
from outreach.writing import letters as writing
from outreach.writing.letters import InvalidLetter
from realestate.lib import clock
from realestate.lib.errors import DomainError

DAY = "{today}"  # the page prints the day itself


def of(letter: Letter, batch: LetterBatch) -> str:
    """Return a letter's words with its end, as they would be printed now.

    Raises:
        InvalidLetter: its template speaks of something that is not known of them, or is too long for a page then.
    """
    return letter.words or _with_end(_filled(letter, batch, delicate(batch, [letter])), letter, batch)


def to_nobody(letter: Letter, batch: LetterBatch) -> str:
    """Return a letter as an example, where nobody is on the list yet."""
    version = batch.version
    if version is None:
        return _with_end(writing.fill(batch.body, _fields(letter, batch)), letter, batch)
    text = version.text.replace(DAY, "").strip()
    return _with_end(composing.example(version.template, "", text).text, letter, batch)


def mark(words: str) -> str:
    """Return the fingerprint of a letter's words."""
    return hashlib.sha256(words.encode()).hexdigest()


@transaction.atomic
def read(letter: Letter, *, by: Agent, seen: str) -> Letter:
    """Keep that somebody read a letter and lets it go as it is, and return it.

    Args:
        seen: the fingerprint of what they read.
    Raises:
        ChangedMeanwhile: it would be another text by now.
        InvalidLetter: the batch was approved.
    """
    batch = LetterBatch.objects.select_for_update().get(pk=letter.batch_id)
    if batch.status != BatchStatus.COLLECTING:
        raise InvalidLetter("These letters were approved. Take the approval back first.")
    words = of(letter, batch)
    if mark(words) != seen:
        raise ChangedMeanwhile("The letter was changed meanwhile. Read it once more.")
    letter.words, letter.read_by, letter.read_at = words, by, clock.now()
    letter.save(update_fields=["words", "read_by", "read_at", "updated_at"])
    return letter


def forget(batch: LetterBatch) -> None:
    """Drop what was kept of a batch's words: they are others now, and unread."""
    batch.letters.update(words="", read_by=None, read_at=None)


def thaw(batch: LetterBatch) -> None:
    """Let the letters that nobody had to read be written anew; the approval was taken back."""
    batch.letters.filter(read_at=None).update(words="")


def freeze(batch: LetterBatch) -> None:
    """Keep the words of every letter of a template as they are approved now.

    Raises:
        InvalidLetter: one of them cannot be written; the message names the person.
    """
    special = delicate(batch)
    rows = batch.letters.filter(words="").select_related(
        "contact", "lead__contact", "lead__brokerage", "lead__assigned_to"
    )
    written = [letter for letter in rows.order_by("pk") if batch.version_id or letter.pk in special]
    for letter in written:
        letter.words = _with_end(_filled(letter, batch, special), letter, batch)
    Letter.objects.bulk_update(written, ["words"], batch_size=100)


def _filled(letter: Letter, batch: LetterBatch, special: set[int]) -> str:
    version = (_for_delicate(letter) if letter.pk in special else None) or batch.version
    return _of_template(letter, batch, version) if version else writing.fill(batch.body, _fields(letter, batch))


def _for_delicate(letter: Letter) -> TemplateVersion | None:
    rows = TemplateVersion.objects.in_force().filter(
        template__channel=WritingChannel.LETTER, template__touch=Touch.DELICATE
    )
    kind = letter.lead.kind if letter.lead else ""
    found: TemplateVersion | None = (
        rows.filter(template__audience__in=["", kind]).order_by("-template__audience", "pk").first()
    )
    return found


def _of_template(letter: Letter, batch: LetterBatch, version: TemplateVersion) -> str:
    lead: Lead | None = letter.lead
    if lead is None:
        raise InvalidLetter(f"{letter.recipient}: there is no lead to write about any more. Take them off the list.")
    text = version.text.replace(DAY, "").strip()
    try:
        composed = composing.compose_words(version.template, "", text, lead, agent=batch.agent)
    except DomainError as refusal:
        raise InvalidLetter(f"{letter.recipient}: {refusal.message} Take them off the list.") from refusal
    if composed.refused or len(composed.text) > writing.LONGEST:
        why = composed.refused or f"a page holds {writing.LONGEST:,} characters."
        raise InvalidLetter(f"{letter.recipient}: {why} Take them off the list, or change the template.")
    return composed.text


def _fields(letter: Letter, batch: LetterBatch) -> dict[str, str]:
    return {
        "name": letter.recipient,
        "first_name": letter.contact.first_name,
        "street": letter.street,
        "city": letter.city,
        "agent_name": batch.agent.name,
        "brokerage": batch.brokerage.name,
    }


def _with_end(words: str, letter: Letter, batch: LetterBatch) -> str:
    brokerage = batch.brokerage
    return writing.with_end(words, brand=brokerage.name, postal_address=brokerage.postal_address, code=letter.code)
