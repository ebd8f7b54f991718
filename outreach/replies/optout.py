"""Opt-out first: does an inbound message take consent back, and for what?

A missed opt-out breaks the law, a false one only loses a lead: in doubt the answer is ``review``, which pauses
everything and asks a person. Source: 47 CFR 64.1200(a)(10), revocation in any reasonable manner.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz.distance import OSA

from outreach.replies import data_wishes, doubts, keywords, phrases, reactions
from outreach.replies.normalise import Reading, bare, read

VERSION = "rules-2026-11-20"
REVOCATION_RULE, OPT_IN_RULE, HELP_RULE = "TCPA-REV-1", "TCPA-REV-4", "HELP-1"
SHORT_MESSAGE = 6  # words
ABOUT_THEMSELVES = 18  # words; in longer messages "somebody else" is usually about others
PHRASED = ("phrase", "keyword in a clause")  # how the less sure readings came about
NAMES_SOMEONE_ELSE = re.compile(
    r"\b(?:[Tt]his is(?: not|n'?t)|I(?:'?m| am) not|[Nn]o soy) [A-Z][a-z]+(?: [A-Z][a-z]+)?\s*(?:[.,!;?]|$)"
    r"|^(?:[Nn]o,? )?not (?!Interested|Really|Now|Yet|Today|Sure|Selling)[A-Z][a-z]+\W*$"
)


class InboundIntent(StrEnum):
    """What an inbound message does to consent."""

    OPT_OUT = "opt_out"
    WRONG_NUMBER = "wrong_number"
    STOP_CAMPAIGN = "stop_campaign"  # a polite no: automation ends, nothing is suppressed
    REVIEW = "review"  # automation pauses now; opted out if nobody decides within a business day
    HELP = "help"
    OPT_IN = "opt_in"
    NOT_OPT_OUT = "not_opt_out"


PAUSES = frozenset(
    {InboundIntent.OPT_OUT, InboundIntent.WRONG_NUMBER, InboundIntent.REVIEW, InboundIntent.STOP_CAMPAIGN}
)


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """The answer: intent, what an opt-out covers, and the words and rule it rests on.

    ``scope``: all, phone, sms, calls or email; set for opt_out and wrong_number. ``language``: of the words matched.
    ``rule``: id of the rule it comes from.
    """

    intent: InboundIntent
    scope: str | None = None
    matched: str = ""
    how: str = ""
    language: str = "en"
    rule: str = REVOCATION_RULE
    version: str = VERSION


def classify(
    text: str, *, channel: str = "sms", state: str = "active", lifted: frozenset[str] = frozenset()
) -> Inbound:
    """Return what an inbound message does to consent.

    Args:
        text: as received; a transcript for calls and voicemail.
        channel: sms, voice or email.
        state: ``active``, ``opted_out``, or ``awaiting_opt_in`` when a YES answers the consent wording.
        lifted: ids of rules that are out of force.
    """
    readings = (found for found in _readings(text, channel, state) if found and found.rule not in lifted)
    found = next(readings, Inbound(intent=InboundIntent.NOT_OPT_OUT, how="nothing matched"))
    return _doubted(found, text)


def _doubted(found: Inbound, text: str) -> Inbound:
    """Return review for a wish to stop that stands in a text which tells others how to: an advertisement, forwarded."""
    is_phrase = found.intent is InboundIntent.OPT_OUT and found.how in PHRASED
    if is_phrase and phrases.TELLS_HOW.search(text) and not phrases.FIRST_PERSON.search(text.casefold()):
        return replace(found, intent=InboundIntent.REVIEW, scope=None, how="tells others how to stop")
    return found


def _readings(text: str, channel: str, state: str) -> Iterator[Inbound | None]:
    """Yield what each rule reads in the message, the surest first."""
    yield _sign(text, channel)
    reading = read(_without_mailings_end(text))
    yield _whole_message(reading, channel)
    yield _opt_in(reading, state)
    yield _help(reading)
    yield _about_an_account(reading)
    yield _asks_to_stop(reading, channel)
    yield _keyword_clause(reading, channel)
    yield _wrong_number(reading)
    yield _needs_a_person(reading)
    yield _one_typo(reading, channel)
    yield _may_ask_to_stop(reading)
    yield _declines(reading)
    yield _unclear_stop(reading)
    yield _mailings_end_alone(read(text).own)


def _mailings_end_alone(text: str) -> Inbound | None:
    """Return review for a message that is little more than the end of a mailing: ours, sent back, may be meant."""
    match = phrases.OF_A_MAILING.search(text)
    if match and len(phrases.OF_A_MAILING.sub(" ", text).split()) < SHORT_MESSAGE:
        return Inbound(intent=InboundIntent.REVIEW, matched=match[0], how="the end of a mailing")
    return None


def _without_mailings_end(text: str) -> str:
    """Return the message without the line under somebody else's mailing that tells how to leave their list."""
    rest = phrases.OF_A_MAILING.sub(" ", text)
    their_ends = " ".join(found[0] for found in phrases.OF_A_MAILING.finditer(text))
    return text if phrases.FIRST_PERSON.search(their_ends.casefold()) else rest


def _sign(text: str, channel: str) -> Inbound | None:
    if set(text) & keywords.STOP_SIGNS and not re.search(r"\w{3}", text):
        return _opt_out("phone" if channel != "email" else "email", text.strip(), "sign")
    if set(text) & keywords.RUDE_SIGNS:
        return Inbound(intent=InboundIntent.REVIEW, matched=text.strip()[:40], how="sign")
    return None


def _whole_message(reading: Reading, channel: str) -> Inbound | None:
    core = reading.core
    said_again_and_again = next(iter(set(core.split()))) if len(set(core.split())) == 1 else core
    spellings = {core, core.replace(" ", ""), core.translate(keywords.DIGITS_FOR_LETTERS), said_again_and_again}
    if spellings & keywords.KEYWORDS:
        return _opt_out(_scope_of(reading, channel), core, "keyword")
    return None


def _opt_in(reading: Reading, state: str) -> Inbound | None:
    core = reading.core
    if core in keywords.OPT_IN or (state == "awaiting_opt_in" and core in keywords.YES):
        return Inbound(intent=InboundIntent.OPT_IN, matched=core, how="keyword", rule=OPT_IN_RULE)
    return None


def _help(reading: Reading) -> Inbound | None:
    if reading.core in keywords.HELP:
        return Inbound(intent=InboundIntent.HELP, matched=reading.core, how="keyword", rule=HELP_RULE)
    return None


def _about_an_account(reading: Reading) -> Inbound | None:
    """Return review for an account that is to be deleted: a wish about data, unless the rest asks us to stop."""
    match = data_wishes.ACCOUNT.search(reading.plain)
    rest = data_wishes.ACCOUNT.sub(" ", reading.plain)
    if match is None or any(pattern.search(rest) for pattern in phrases.STOP_PHRASES.values()):
        return None
    return Inbound(intent=InboundIntent.REVIEW, matched=match[0], how="about an account")


def _asks_to_stop(reading: Reading, channel: str) -> Inbound | None:
    for language, pattern in phrases.STOP_PHRASES.items():
        for clause in (*reading.clauses, reading.plain):
            match = pattern.search(clause)
            if match and not _is_negated(clause, match.start()):
                return _weighed(reading, channel, match[0], language)
    return None


def _weighed(reading: Reading, channel: str, matched: str, language: str) -> Inbound:
    """Return opt_out, or review where the same message limits what it asks for."""
    refined = phrases.REFINES.search(reading.plain) and phrases.STOP_SENDING.search(reading.plain)
    if refined or phrases.LIMITED.search(reading.plain):
        return Inbound(intent=InboundIntent.REVIEW, matched=matched, how="limited request", language=language)
    return _opt_out(_scope_of(reading, channel), matched, "phrase", language)


def _is_negated(clause: str, start: int) -> bool:
    match = phrases.NOT_A_REQUEST.search(clause)
    return match is not None and match.start() <= start < match.end()


def _keyword_clause(reading: Reading, channel: str) -> Inbound | None:
    cores = [bare(clause) for clause in reading.clauses]
    for core in cores:
        if core in keywords.CLAUSE_KEYWORDS:
            return _opt_out(_scope_of(reading, channel), core, "keyword in a clause")
    for core in cores:
        if core in keywords.CLAUSE_DOUBTFUL:
            return Inbound(intent=InboundIntent.REVIEW, matched=core, how="keyword in a clause")
    return None


def _wrong_number(reading: Reading) -> Inbound | None:
    match = reactions.WRONG_NUMBER.search(reading.plain)
    if match:
        return Inbound(intent=InboundIntent.WRONG_NUMBER, scope="phone", matched=match[0], how="phrase")
    maybe = reactions.MAYBE_WRONG.search(reading.plain)
    if maybe and len(reading.plain.split()) <= ABOUT_THEMSELVES:
        return Inbound(intent=InboundIntent.REVIEW, matched=maybe[0], how="may be somebody else")
    named = NAMES_SOMEONE_ELSE.search(reading.own)
    if named:
        return Inbound(intent=InboundIntent.REVIEW, matched=named[0], how="names someone else")
    return None


def _needs_a_person(reading: Reading) -> Inbound | None:
    match = reactions.LEGAL_OR_HOSTILE.search(reading.plain)
    return Inbound(intent=InboundIntent.REVIEW, matched=match[0], how="threat or doubt") if match else None


def _may_ask_to_stop(reading: Reading) -> Inbound | None:
    """Return review for words that are no sure wish to be left alone, unless they tell what to send instead."""
    found = doubts.may_ask_to_stop(reading.plain)
    if not found or phrases.NOT_A_REQUEST.search(reading.plain) or phrases.REFINES.search(reading.plain):
        return None
    language, matched = found
    return Inbound(intent=InboundIntent.REVIEW, matched=matched, how="may be a wish to stop", language=language)


def _one_typo(reading: Reading, channel: str) -> Inbound | None:
    word = reading.core
    if not word.isalpha() or len(word) < 4 or word in keywords.REAL_WORDS:
        return None
    for target in keywords.TYPO_TARGETS:
        allowed = 2 if len(target) > 8 else 1
        if OSA.distance(word, target, score_cutoff=allowed) <= allowed:
            return _opt_out(_scope_of(reading, channel), word, f"one typo from {target}")
    return None


def _declines(reading: Reading) -> Inbound | None:
    match = reactions.DECLINES.search(reading.plain)
    if not match:
        return None
    refines = phrases.REFINES.search(reading.plain) or "?" in reading.own
    if refines:
        return Inbound(intent=InboundIntent.NOT_OPT_OUT, matched=match[0], how="declines one thing, wants another")
    return Inbound(intent=InboundIntent.STOP_CAMPAIGN, matched=match[0], how="polite no")


def _unclear_stop(reading: Reading) -> Inbound | None:
    """Return review for a short message with a stop word in a use that no rule knows ("STOP 12345", T37)."""
    sending = phrases.STOP_SENDING.search(reading.plain)
    if sending and not _is_negated(reading.plain, sending.start()):
        if phrases.REFINES.search(reading.plain):
            return Inbound(intent=InboundIntent.NOT_OPT_OUT, matched=sending[0], how="refines the search")
        return Inbound(intent=InboundIntent.REVIEW, matched=sending[0], how="unclear what to stop")
    other = phrases.NOT_A_REQUEST.search(reading.plain)
    match = re.search(r"\bstop\b", phrases.NOT_A_REQUEST.sub(" ", reading.plain))
    if other and not match:
        return Inbound(intent=InboundIntent.NOT_OPT_OUT, matched=other[0], how="another sense of the word")
    if match and len(reading.plain.split()) <= SHORT_MESSAGE:
        return Inbound(intent=InboundIntent.REVIEW, matched=reading.plain, how="stop in an unknown use")
    return None


EVERYTHING = phrases.phrases(
    r"contact\w*",
    r"lists?",
    r"lista",
    r"lis",
    r"datos",
    r"data",
    r"database",
    r"information",
    r"info",
    r"take me off",
    r"remove me",
    r"delete me",
    r"leave (?:me|us) alone",
    r"everything",
    r"all",
    r"forget me",
    r"paz",
    r"trankil",
    r"any(?:thing| way| more)",
    r"hear from",
    r"quiteme",
    r"saqueme",
    r"elimineme",
    r"borreme",
    r"dados",
    r"never again",
)
CALLS_ONLY = phrases.phrases(
    r"(?:dont|do not|stop|no|quit) (?:\w+ ){0,2}(?:call(?:ing|s)?|phoning|ringing)", r"no (?:me )?llam\w+", r"pa rele"
)
TEXTS_ONLY = phrases.phrases(
    r"(?:dont|do not|stop|no|quit) (?:\w+ )?(?:text(?:ing|s)?|messag\w+)", r"no (?:me )?(?:escrib|text)\w+"
)
EMAILS_ONLY = phrases.phrases(r"(?:dont|do not|stop|no|quit)(?: \w+){0,3} e?mail(?:ing|s)?", r"no (?:mas )?correos?")
OFFERS_OTHER_WAY = {
    "calls": phrases.phrases(
        r"(?:just|only|please|but|better to|can|you can)? ?(?:text|message|email|write)(?: me| is| works| only)?",
        r"text(?:s|ing)? (?:only|is|are|ok|fine)",
    ),
    "sms": phrases.phrases(
        r"(?:just|only|please|but|you can) (?:call|email|phone)", r"call (?:me|instead)", r"email (?:me|instead|is)"
    ),
}


def _scope_of(reading: Reading, channel: str) -> str:
    """Return what the request covers; narrower than its channel only where the words say so and offer another way."""
    plain = reading.plain
    if EMAILS_ONLY.search(plain):
        return "email"
    rest = CALLS_ONLY.sub(" ", plain)
    if CALLS_ONLY.search(plain) and OFFERS_OTHER_WAY["calls"].search(rest) and not TEXTS_ONLY.search(plain):
        return "calls"
    if TEXTS_ONLY.search(plain) and OFFERS_OTHER_WAY["sms"].search(TEXTS_ONLY.sub(" ", plain)):
        return "sms"
    if EVERYTHING.search(plain):
        return "all"
    return "email" if channel == "email" else "phone"


def _opt_out(scope: str, matched: str, how: str, language: str = "en") -> Inbound:
    return Inbound(intent=InboundIntent.OPT_OUT, scope=scope, matched=matched, how=how, language=language)
