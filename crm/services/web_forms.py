"""Forms on a brokerage's own site: what they ask, what people agree to there, and what becomes of an answer."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from django.core import signing

from crm.errors import InvalidAccount, InvalidLead
from crm.incoming.lead import IncomingConsent, IncomingLead
from crm.models import Brokerage, WebForm
from crm.services import intake
from crm.states import ConsentLevel, LeadKind

SALT = "crm.web_form.shown"
SHOWN_SECONDS = 24 * 3600
CHANGEABLE = frozenset({"name", "heading", "lead_kind", "consent_wording", "is_active", "assigned_to"})
# What makes a tick a complete written consent (47 CFR 64.1200(f)(9)); the seller's name is looked for as it is.
AUTOMATED = re.compile(r"\b(automat|autodial|prerecorded)", re.IGNORECASE)
NOT_CONDITION = re.compile(r"\bnot (?:a )?(?:condition|required)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A form as somebody filled it in. ``shown`` is the page's own token, ``page`` where the form stood."""

    name: str
    phone: str
    email: str
    interest: str
    message: str
    agrees: bool
    shown: str
    ip: str
    browser: str


def standard_wording(brokerage: Brokerage) -> str:
    """Return wording that covers automated texts and calls of this brokerage."""
    return (
        f"I agree that {brokerage.name} may text and call me at the number above about homes, also by automated means."
        " Consent is not a condition of any purchase. Message and data rates may apply. Reply STOP to end."
    )


def create(name: str, *, heading: str, lead_kind: str, consent_wording: str, brokerage: Brokerage) -> WebForm:
    """Return a new form of the brokerage in force.

    Raises:
        InvalidAccount: the wording would make no valid consent; the message says what it lacks.
    """
    _check_wording(consent_wording, brokerage)
    return WebForm.objects.create(
        name=name,
        heading=heading,
        lead_kind=lead_kind,
        consent_wording=consent_wording.strip(),
        public_id=secrets.token_urlsafe(12),
    )


def change(form: WebForm, **columns: Any) -> WebForm:
    """Write what changed, and return the form. New wording gets the next version; consents keep what they showed.

    Raises:
        InvalidAccount: a column may not be changed here, or the wording would make no valid consent.
    """
    if unknown := set(columns) - CHANGEABLE:
        raise InvalidAccount("This cannot be changed here.", field=min(unknown))
    wording = columns.get("consent_wording", form.consent_wording).strip()
    if wording != form.consent_wording:
        _check_wording(wording, form.brokerage)
        form.wording_version += 1
        columns["consent_wording"] = wording
    for column, value in columns.items():
        setattr(form, column, value)
    form.save()
    return form


def find(public_id: str) -> WebForm | None:
    """Return an open form by its address, of whatever brokerage, or None."""
    rows = WebForm._base_manager.filter(public_id=public_id, is_active=True, brokerage__is_active=True)
    return rows.select_related("brokerage", "assigned_to").first()


def shown(form: WebForm, *, page: str) -> str:
    """Return a token that proves which wording was shown, and on which page, even if the form is edited since."""
    return signing.dumps({"form": form.pk, "w": form.consent_wording, "v": form.wording_version, "p": page}, salt=SALT)


def submit(form: WebForm, answer: Answer) -> intake.Intake:
    """Take in whoever filled the form in; consent is stored with the wording they saw and its proof.

    Raises:
        InvalidLead: the page was shown too long ago or is not ours, or nobody can be reached; ``field`` says which.
    """
    try:
        seen = signing.loads(answer.shown, salt=SALT, max_age=SHOWN_SECONDS)
    except signing.BadSignature:
        seen = {}
    if seen.get("form") != form.pk:
        raise InvalidLead("This page was open for long. Look it over and send it again.", field="shown")
    lead = IncomingLead(
        name=answer.name,
        phones=(answer.phone,) if answer.phone else (),
        emails=(answer.email,) if answer.email else (),
        kind=answer.interest if answer.interest in LeadKind.values else form.lead_kind,
        source=f"Form: {form.name}"[:60],
        notes=answer.message,
        consent=_consent(form, answer, seen),
    )
    return intake.take_in(lead, door="form", agent=form.assigned_to)


def _consent(form: WebForm, answer: Answer, seen: dict[str, Any]) -> IncomingConsent:
    proof = {"form": form.public_id, "page": seen["p"], "ip": answer.ip, "browser": answer.browser[:400]}
    if not (answer.agrees and answer.phone):
        return IncomingConsent(level=ConsentLevel.INQUIRY, source="form", proof=proof)
    return IncomingConsent(
        level=ConsentLevel.PEWC,
        source="form",
        wording=seen["w"],
        wording_version=str(seen["v"]),
        seller_named=form.brokerage.name,
        signed=True,
        number_matches=True,
        disclosed_automated=bool(AUTOMATED.search(seen["w"])),
        not_condition=bool(NOT_CONDITION.search(seen["w"])),
        prechecked=False,
        proof=proof,
    )


def _check_wording(wording: str, brokerage: Brokerage) -> None:
    lacks = [
        words
        for words, is_there in (
            (f"the name “{brokerage.name}”", brokerage.name.casefold() in wording.casefold()),
            ("that messages may be automated", AUTOMATED.search(wording)),
            ("that consent is not a condition of a purchase", NOT_CONDITION.search(wording)),
        )
        if not is_there
    ]
    if lacks:
        raise InvalidAccount(f"The wording does not say {', nor '.join(lacks)}.", field="consent_wording")
