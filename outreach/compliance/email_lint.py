"""Lint of a marketing email: CAN-SPAM, one-click unsubscribe, and the same words that a text must not use.

Sources: 15 USC 7704; 16 CFR 316.2-316.5; RFC 8058.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from outreach.compliance import wording
from outreach.compliance.lint import LintResult, first_in_force, fold, refusal, refused_words

ONE_CLICK = "list-unsubscribe=one-click"
HTTPS_LINK = re.compile(r"<https://[^<>\s]+>", re.IGNORECASE)
UNSUBSCRIBE_WORDS = wording.any_of(
    [r"unsubscribe", r"opt(?:ing)?[- ]out", r"stop (?:(?:these|receiving|getting|our|all|any|more|further) )*e?mails?",
     r"(?:no longer (?:wish|want) to|do not want to) (?:receive|get)", r"(?:e?mail|subscription) preferences",
     r"remove (?:me|yourself|your (?:name|address|e?mail))", r"cancelar (?:la |su )?suscripcion", r"darse de baja",
     r"descadastrar", r"dezabone"]
)  # fmt: skip
FALSE_PAST = wording.any_of(
    [
        r"our (?:phone )?(?:call|conversation|chat|discussion)",
        r"our (?:meeting|appointment) (?:yesterday|today|last week)",
        r"your (?:order|invoice|account|payment|refund)",
        r"as (?:we )?(?:discussed|agreed|promised)",
        r"(?:you(?:'ve| have)? won|winner|prize)",
        r"payment (?:due|failed)",
        r"account (?:suspended|alert)",
        r"(?:final|last|second) (?:notice|reminder|warning)",
    ]
)


@dataclass(frozen=True, kw_only=True)
class EmailDraft:
    """A rendered email. ``unsub``: one_page, reply, login or none - what the visible unsubscribe asks of people."""

    subject: str
    text: str
    postal_address: str
    from_domain_ok: bool
    recipient_consent: bool
    unsub: str
    headers: Mapping[str, str] = field(default_factory=dict)
    brand: str = ""


def lint_email(draft: EmailDraft, *, lifted: frozenset[str] = frozenset()) -> LintResult:
    """Return whether a marketing email may go out, in the order EML-1, 2, 3, 5, 6, 4, then the wording.

    Args:
        lifted: ids of rules that are out of force.
    """
    return first_in_force(_refusals(draft), lifted)


def _refusals(draft: EmailDraft) -> Iterator[LintResult]:
    for check in (_sender, _subject, _postal_address, _unsubscribe, _one_click, _ad_label):
        found = check(draft)
        if found:
            yield found
    yield from refused_words(f"{draft.subject}\n{draft.text}", brand=draft.brand)


def _sender(draft: EmailDraft) -> LintResult | None:
    return None if draft.from_domain_ok else refusal("EML-1", "EML_FROM")


def _subject(draft: EmailDraft) -> LintResult | None:
    plain = fold(draft.subject)
    match = wording.FAKE_THREAD.search(plain) or wording.DECEPTIVE.search(plain) or FALSE_PAST.search(plain)
    if match or not plain.strip():
        return refusal("EML-2", "EML_DECEPTIVE_SUBJECT", match[0] if match else None)
    return None


def _postal_address(draft: EmailDraft) -> LintResult | None:
    address = " ".join(fold(draft.postal_address).split())
    if address and address in " ".join(fold(draft.text).split()):
        return None
    return refusal("EML-3", "EML_NO_POSTAL_ADDRESS")


def _unsubscribe(draft: EmailDraft) -> LintResult | None:
    if draft.unsub == "none" or not UNSUBSCRIBE_WORDS.search(fold(draft.text)):
        return refusal("EML-5", "EML_NO_UNSUBSCRIBE")
    if draft.unsub not in {"one_page", "reply"}:
        return refusal("EML-5", "EML_UNSUB_FRICTION", draft.unsub)
    return None


def _one_click(draft: EmailDraft) -> LintResult | None:
    headers = {name.casefold(): value for name, value in draft.headers.items()}
    link = HTTPS_LINK.search(headers.get("list-unsubscribe", ""))
    post = headers.get("list-unsubscribe-post", "").replace(" ", "").casefold()
    return None if link and post == ONE_CLICK else refusal("EML-6", "EML_NO_ONE_CLICK")


def _ad_label(draft: EmailDraft) -> LintResult | None:
    labelled = wording.AD_LABEL.search(fold(f"{draft.subject}\n{draft.text}"))
    return None if draft.recipient_consent or labelled else refusal("EML-4", "EML_NO_AD_LABEL")
