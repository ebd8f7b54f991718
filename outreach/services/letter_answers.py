"""Answers to letters, by the code that stands on them: yes to texts, calls or email, or no more letters."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import transaction

from crm.incoming.lead import IncomingConsent
from crm.models import Brokerage, Contact, ContactPoint
from crm.services import contacts, duplicates, intake, interactions, todo, web_forms
from crm.states import ConsentLevel, InteractionKind, PointKind
from outreach.models import Letter
from outreach.services import conversations, suppression
from outreach.writing.letters import InvalidLetter, read_code
from realestate.lib import clock, scopes

SALT = "outreach.letter.shown"
SHOWN_SECONDS = 24 * 3600
VERSION = "letter-1"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the page says that the person agrees to, and the token that proves it was this."""

    phone: str
    email: str
    token: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The page as somebody filled it in. ``by_phone`` and ``by_email`` are their ticks, ``name`` their signature."""

    name: str
    phone: str
    email: str
    by_phone: bool
    by_email: bool
    message: str
    shown: str
    ip: str
    browser: str


def find(text: str) -> Letter | None:
    """Return the letter of a code, of whatever brokerage, or None. A letter that was never printed has no answer."""
    code = read_code(text)
    brokerage = Brokerage.objects.filter(pk=code.brokerage_id, is_active=True).first() if code else None
    if code is None or brokerage is None:
        return None
    with scopes.in_brokerage(brokerage):
        rows = Letter.objects.filter(code=code.text, message__sent_at__isnull=False)
        letter: Letter | None = rows.select_related(
            "brokerage", "batch__agent", "contact__brokerage", "lead__assigned_to"
        ).first()
    return letter


def wording(letter: Letter) -> Shown:
    """Return what the page shows for agreeing to."""
    brand = letter.brokerage.name
    phone = web_forms.standard_wording(letter.brokerage)
    email = f"I agree that {brand} may email me at the address above about homes. I can end this with one click."
    token = signing.dumps({"l": letter.pk, "p": phone, "e": email, "v": VERSION}, salt=SALT)
    return Shown(phone=phone, email=email, token=token)


@transaction.atomic
def agree(letter: Letter, answer: Answer) -> Letter:
    """Keep what the person agreed to, with the words they saw and its proof, and tell the agent. Returns the letter.

    Raises:
        InvalidLetter: the page was open too long, nothing was agreed to, or there is no signature.
        InvalidContact: what they typed is no number, or no address; ``field`` says which.
    """
    seen = _seen(letter, answer)
    contact = conversations.lock_contact(letter.contact_id)
    proof = {
        "letter": letter.code, "signed_name": answer.name, "ip": answer.ip, "browser": answer.browser[:400],
    }  # fmt: skip
    if answer.by_phone:
        point = _point(contact, PointKind.PHONE, answer.phone)
        intake.record_consent(
            point.contact, [point], _written(letter, point, seen["p"], ("sms", "voice"), proof), door="letter"
        )
    if answer.by_email:
        point = _point(contact, PointKind.EMAIL, answer.email)
        intake.record_consent(
            point.contact, [point], _written(letter, point, seen["e"], ("email",), proof), door="letter"
        )
    _tell(letter, answer)
    Letter.objects.filter(pk=letter.pk).update(agreed_at=clock.now())
    return letter


@transaction.atomic
def stop(letter: Letter) -> Letter:
    """Write no more letters to this house. Asking twice is asking once. Returns the letter."""
    suppression.stop_letters(letter.contact, address=letter.address, source="letter", verbatim="No more letters.")
    Letter.objects.filter(pk=letter.pk, stopped_at=None).update(stopped_at=clock.now())
    return letter


def _seen(letter: Letter, answer: Answer) -> dict[str, Any]:
    try:
        seen = signing.loads(answer.shown, salt=SALT, max_age=SHOWN_SECONDS)
    except signing.BadSignature:
        seen = {}
    if seen.get("l") != letter.pk:
        raise InvalidLetter("This page was open for long. Look it over and send it again.")
    if not (answer.by_phone or answer.by_email):
        raise InvalidLetter("Tick what you agree to.")
    if not answer.name.strip():
        raise InvalidLetter("Type your name: it is your signature.", field="name")
    found: dict[str, Any] = seen
    return found


def _point(contact: Contact, kind: str, raw: str) -> ContactPoint:
    """Return the number or address they typed: the person's own, made if it is new, or whoever has it already."""
    value = contacts.normalise(kind, raw)
    known = ContactPoint.objects.filter(kind=kind, value=value).select_related("contact").first()
    if known is None:
        return contacts.add_point(contact, kind, value, source="letter")
    if known.contact_id != contact.pk:
        duplicates.suspect(contact, known.contact, why="Answered the letter with the other’s number or address.")
    return known


def _written(
    letter: Letter, point: ContactPoint, words: str, channels: tuple[str, ...], proof: dict[str, Any]
) -> IncomingConsent:
    """Return the written permission. Somebody else's number is not covered by this person's signature."""
    return IncomingConsent(
        level=ConsentLevel.PEWC,
        channels=channels,
        source="letter",
        wording=words,
        wording_version=VERSION,
        seller_named=letter.brokerage.name,
        signed=True,
        number_matches=point.contact_id == letter.contact_id,
        disclosed_automated=bool(web_forms.AUTOMATED.search(words)),
        not_condition=bool(web_forms.NOT_CONDITION.search(words)),
        prechecked=False,
        proof=proof,
    )


def _tell(letter: Letter, answer: Answer) -> None:
    """Write the answer on the timeline, and give the agent a task; once per letter."""
    ways = " and ".join(
        words for words, is_on in (("texts and calls", answer.by_phone), ("email", answer.by_email)) if is_on
    )
    said = f" “{answer.message.strip()}”" if answer.message.strip() else ""
    interactions.record(
        letter.contact, InteractionKind.FORM, lead=letter.lead, summary=f"Answered our letter: yes to {ways}.{said}"
    )
    todo.create(
        f"{letter.contact.name} answered your letter",
        lead=letter.lead,
        contact=letter.contact,
        agent=(letter.lead.assigned_to if letter.lead else None) or letter.batch.agent,
        due_at=clock.now(),
        body=f"They agreed to {ways}.{said}",
        key=f"letter:{letter.pk}",
    )
