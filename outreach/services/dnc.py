"""What the do-not-call lists say about a number, asked at the moment of decision against the lists themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from outreach.compliance import facts as gate_facts
from outreach.compliance.dnc import NO_LIST
from outreach.compliance.missing import MissingRuleData
from outreach.compliance.rules import RuleBook
from outreach.compliance.zones import resolve
from outreach.models import DncList, DncNumber
from outreach.models.lists import NATIONAL
from realestate.lib import clock, phones

LISTED, NOT_LISTED, UNKNOWN = "listed", "not_listed", "unknown"


@dataclass(frozen=True)
class Answer:
    """What one list said: listed or not, and the list's own date."""

    registry: str
    is_listed: bool
    list_date: date


def facts(number: str, place: gate_facts.PlaceFacts, rules: RuleBook, now: datetime) -> gate_facts.DncFacts:
    """Return what the lists say about a number, for the gate.

    Every state where the person may be and that keeps a list of its own is asked. One that is not loaded leaves the
    answer unknown; the age is that of the oldest list asked.
    """
    asked = registries(number, place, rules, now)
    if asked is None:
        return gate_facts.DncFacts()
    answers = {answer.registry: answer for answer in look_up(number, asked)}
    today = now.date()
    national = answers.get(NATIONAL)
    state, state_age = _of_states([answers.get(registry) for registry in asked], today)
    return gate_facts.DncFacts(
        national=_word(national) if national else UNKNOWN,
        national_age_days=(today - national.list_date).days if national else None,
        state=state,
        state_age_days=state_age,
    )


def registries(number: str, place: gate_facts.PlaceFacts, rules: RuleBook, now: datetime) -> list[str] | None:
    """Return the states whose own lists bind for a number; None where the place is beyond the rule data."""
    about = gate_facts.GateFacts(
        now=now,
        channel=gate_facts.Channel.CALL_LIVE,
        purpose=gate_facts.Purpose.MARKETING,
        identifier=gate_facts.IdentifierFacts(number=number),
        place=place,
    )
    try:
        candidates = resolve(about, rules.zones)
    except MissingRuleData:
        return None
    return sorted(set(candidates.states) & rules.state_lists)


def look_up(number: str, states: Iterable[str]) -> list[Answer]:
    """Return what the current lists say about a number (E.164): the national one and those of states. One query."""
    code = phones.area_code(number)
    if code is None:
        return []
    digits = int(number.removeprefix("+1"))
    rows = DncList.objects.filter(is_current=True).filter(
        Q(registry=NATIONAL, area_code=code) | Q(registry__in=list(states))
    )
    on_it = DncNumber.objects.filter(list_id=OuterRef("pk"), number=digits)
    found = rows.annotate(is_listed=Exists(on_it)).values_list("registry", "is_listed", "list_date")
    return [Answer(*row) for row in found]


def list_day(age_days: int) -> date:
    """Return the day of a list that is so many days old now."""
    return clock.now().date() - timedelta(days=age_days)


def _of_states(answers: list[Answer | None], today: date) -> tuple[str, int | None]:
    """Return one answer for all states: none keeps a list, one is not loaded, one lists the number, none does."""
    if not answers:
        return NO_LIST, None
    known = [answer for answer in answers if answer]
    if len(known) < len(answers):
        return UNKNOWN, None
    age = max((today - answer.list_date).days for answer in known)
    return (LISTED if any(answer.is_listed for answer in known) else NOT_LISTED), age


def _word(answer: Answer) -> str:
    return LISTED if answer.is_listed else NOT_LISTED
