"""Do the steps that are due.

A step is claimed and the claim committed before anything is done with it. The work is one transaction: the
conditions and what they found, the message's row at outreach, and the step's new status commit together. A worker
that dies leaves either a claim, which is given back after some minutes, or a finished step.
"""

from collections import Counter
from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from crm.models import Agent, Lead
from crm.services import todo
from nurturing.errors import InvalidCondition, TooLate
from nurturing.models import Touchpoint
from nurturing.personalization import context, write
from nurturing.rules import conditions, timing
from nurturing.rules.conditions import Check
from nurturing.selectors import leads as about
from nurturing.services import claims, enrollment, handing_over, journey
from nurturing.states import EnrollmentStatus, StepKind, TouchpointStatus
from realestate.lib import clock
from realestate.lib.errors import DomainError

MOST_BATCHES = 50  # of a hundred each; what is left waits a minute


def run_due(*, limit: int = claims.BATCH, batches: int = MOST_BATCHES) -> Counter[str]:
    """Do all due steps of the brokerage in force. Returns how many ended in each status.

    Nothing is done while ``NURTURING_AGENT_ENABLED`` is off; late steps then expire by their own limit.
    """
    done: Counter[str] = Counter()
    if not settings.NURTURING_AGENT_ENABLED:
        return done
    for _ in range(batches):
        ids = claims.claim_due(limit=limit)
        done.update(_work_through(ids))
        if len(ids) < limit:
            break
    return done


def _work_through(ids: list[int]) -> list[str]:
    ended: list[str] = []
    try:
        for touchpoint_id in ids:
            ended.append(perform(touchpoint_id))
    finally:
        # A step that breaks must not keep its neighbours: they are free again at once, it stays claimed for a while.
        claims.give_back(ids[len(ended) + 1 :])
    return ended


@transaction.atomic
def perform(touchpoint_id: int) -> str:
    """Do one claimed step and return its status. A step that is not claimed any more is left alone."""
    touchpoint = journey.lock_touchpoint(touchpoint_id)
    if touchpoint.status != TouchpointStatus.CLAIMED:
        return str(touchpoint.status)
    run = touchpoint.enrollment
    if run.status == EnrollmentStatus.PAUSED or run.sequence.is_paused:
        journey.back_to_planned(touchpoint, reason="Paused")
    elif over := _why_over(touchpoint):
        enrollment.exit_one(run, because=over)
        touchpoint.refresh_from_db(fields=["status"])
    elif timing.is_too_late(touchpoint.due_at, touchpoint.step.expires_after_minutes, clock.now()):
        journey.resolve(touchpoint, TouchpointStatus.EXPIRED, reason=handing_over.TOO_LATE)
    else:
        _do(touchpoint)
    return str(touchpoint.status)


@transaction.atomic
def skip(touchpoint: Touchpoint, *, by: Agent) -> Touchpoint:
    """Leave one step out of a run; the next is planned from now.

    Raises:
        TooLate: it is being done, on its way, or over.
    """
    touchpoint = journey.lock_touchpoint(touchpoint.pk)
    may_still = touchpoint.status in {TouchpointStatus.PLANNED, TouchpointStatus.HANDED_OVER}
    if not may_still or not handing_over.skip(touchpoint, reason=f"Skipped by {by.name}"):
        raise TooLate("This step is on its way already, or over.")
    return touchpoint


def _why_over(touchpoint: Touchpoint) -> str:
    """Return why the whole run no longer fits the lead; empty if it does (T34: asked now, not at the start)."""
    run = touchpoint.enrollment
    if not Lead.objects.open().filter(pk=run.lead_id).exists():
        return "The lead is closed or has opted out"
    if about.in_human_hands(run.lead):
        return "A person looks after the conversation"
    if timing.is_over(run.started_at, run.version.days, clock.now()):
        return f"The {run.version.days} days of the sequence are over"
    return ""


def _do(touchpoint: Touchpoint) -> None:
    try:
        asked = conditions.read_all(touchpoint.step.conditions)
    except InvalidCondition as problem:  # an older release knew this field: the run goes on, a person is told
        journey.resolve(touchpoint, TouchpointStatus.FAILED, reason=problem.message)
        return
    facts = about.facts_for_conditions(touchpoint.lead)
    checks = conditions.evaluate(asked, facts)
    touchpoint.checks = [check.as_json() for check in checks]
    touchpoint.save(update_fields=["checks", "updated_at"])
    unmet = _unmet(checks)
    if unmet:
        journey.resolve(touchpoint, TouchpointStatus.SKIPPED, reason=unmet)
        return
    try:
        with transaction.atomic():
            _BY_KIND.get(touchpoint.step.kind, _send)(touchpoint, int(facts["matches"] or 0))
    except DomainError as refusal:  # no number, no address, no usable text: the run goes on (T46)
        touchpoint.refresh_from_db(fields=["status", "message_id"])
        journey.resolve(touchpoint, TouchpointStatus.BLOCKED, reason=refusal.message)


def _unmet(checks: list[Check]) -> str:
    return " ".join(check.text for check in checks if not check.holds)


def _give_task(touchpoint: Touchpoint, matches: int) -> None:
    """Give the agent a task; of a call, with the script to read from."""
    lead, step = touchpoint.lead, touchpoint.step
    values = context.merge_fields(lead, agent=lead.assigned_to, matches=matches)
    title = write.fill(step.subject or step.name, values).text
    todo.create(
        f"Call {lead.contact.name}: {title}" if step.kind == StepKind.CALL else title,
        lead=lead,
        contact=lead.contact,
        agent=lead.assigned_to,
        due_at=clock.now(),
        body=handing_over.script_of(touchpoint) if step.template else write.fill(step.body, values).text,
        key=handing_over.key_of(touchpoint),
    )
    journey.resolve(touchpoint, TouchpointStatus.DONE)


def _put_on_list(touchpoint: Touchpoint, matches: int) -> None:
    batch = handing_over.put_on_list(touchpoint)
    journey.resolve(touchpoint, TouchpointStatus.DONE, reason=f"On the list “{batch.name}”")


def _send(touchpoint: Touchpoint, matches: int) -> None:
    handing_over.hand_over(touchpoint, matches=matches)
    journey.keep_next_touch(touchpoint.lead)


_BY_KIND: dict[str, Callable[[Touchpoint, int], None]] = {
    StepKind.TASK: _give_task,
    StepKind.CALL: _give_task,
    StepKind.LETTER: _put_on_list,
}
