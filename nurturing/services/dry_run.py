"""What a sequence would do for one person: exact local times, words, size, and what the gate says at that hour.

Nothing is written and nothing is sent. Each step is judged with the clock put to the moment it would be due, and with
what is known today; the real run asks again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.models import Lead
from nurturing.models import SequenceVersion, Step
from nurturing.personalization import context, write
from nurturing.rules import conditions, timing
from nurturing.selectors import leads as about
from nurturing.services.handing_over import CHANNELS
from nurturing.states import StepKind
from outreach.compliance.explain import explain
from outreach.errors import InvalidTemplate, Unreachable
from outreach.services import composing, gating, templates
from outreach.states import Author, Channel, Purpose
from realestate.lib import clock
from realestate.lib.errors import DomainError
from realestate.lib.text import sms_size

MOST_WAITS = 5  # of one step for an open hour
AT_HOME: dict[str, str] = {  # what reaches nobody by itself
    StepKind.TASK: "A task for the agent.",
    StepKind.CALL: "A task for the agent, with what to say. The call itself asks the rules.",
    StepKind.LETTER: "Goes on a list of letters, which a person approves and prints.",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """One step as it would go."""

    step: Step
    at: datetime
    subject: str
    body: str
    segments: int
    verdict: str  # allow, held (goes out later than due), block, skipped; defer where no open hour was found
    sentence: str


def try_out(version: SequenceVersion, lead: Lead) -> list[Tried]:
    """Return what each step of a version would do for a lead who began now."""
    facts = about.facts_for_conditions(lead)
    values = context.merge_fields(lead, agent=lead.assigned_to, matches=int(facts["matches"] or 0))
    at, tried = clock.now(), []
    for step in version.steps.select_related("template"):
        line = _one(step, lead, facts, values, timing.due_at(at, step.wait_minutes))
        at = line.at
        tried.append(line)
    return tried


def _one(step: Step, lead: Lead, facts: dict[str, conditions.Value], values: dict[str, str], due: datetime) -> Tried:
    try:
        subject, body = _words(step, lead, values)
    except DomainError as refusal:
        return Tried(step, due, "", "", 0, "block", refusal.message)
    segments = sms_size(body).segments if step.kind == StepKind.SMS else 0
    checks = conditions.evaluate(conditions.read_all(step.conditions), facts)
    unmet = " ".join(check.text for check in checks if not check.holds)
    if unmet:
        return Tried(step, due, subject, body, segments, "skipped", f"Skipped as things stand. {unmet}")
    if step.kind in AT_HOME:
        return Tried(step, due, subject, body, 0, "allow", AT_HOME[step.kind])
    at, verdict, sentence = _judged(step, lead, body, due)
    return Tried(step, at, subject, body, segments, verdict, sentence)


def _words(step: Step, lead: Lead, values: dict[str, str]) -> tuple[str, str]:
    """Return subject and text as they would be written today."""
    if step.template is None:
        return write.fill(step.subject, values).text, write.fill(step.body, values).text
    version = templates.in_force_for(step.template, lead)
    composed = composing.compose(version, lead, agent=lead.assigned_to, more={"matches": values["matches"]})
    if composed.refused:
        raise InvalidTemplate(composed.refused)
    return composed.subject, composed.text


def _judged(step: Step, lead: Lead, body: str, due: datetime) -> tuple[datetime, str, str]:
    """Ask the gate at the hour the step is due; where it says later, at that later hour again."""
    at, held, channel = due, "", CHANNELS.get(step.kind) or Channel(step.kind)
    for _ in range(MOST_WAITS):
        try:
            with clock.shifted(at - clock.real_now() + timedelta(seconds=1)):
                decision = gating.preview(
                    lead,
                    channel=channel,
                    purpose=Purpose.MARKETING,
                    body=body,
                    author=Author.SEQUENCE,
                )
        except Unreachable as refusal:
            return due, "block", refusal.message
        if decision.decision != "defer" or decision.defer_until is None:
            is_held = held and decision.decision == "allow"
            return at, "held" if is_held else str(decision.decision), held or explain(decision)
        at, held = decision.defer_until, explain(decision)
    return at, "defer", held
