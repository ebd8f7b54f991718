"""Start sequences by themselves: for a new lead with consent, and for a score that is high enough."""

from django.conf import settings
from django.db import transaction

from crm.models import Consent, Lead
from crm.states import LeadStatus
from nurturing.models import Enrollment, Sequence
from nurturing.rules import triggers
from nurturing.rules.triggers import Moment
from nurturing.selectors import leads as about
from nurturing.services import enrollment
from outreach.services import conversations

_NOT_BY_THEMSELVES = (LeadStatus.COLD, LeadStatus.DEAL_CLOSED)


@transaction.atomic
def consider(lead_id: int, moment: Moment) -> Enrollment | None:
    """Start what this moment calls for, if anything, and end the weaker run it replaces.

    Safe to call twice: who has been in a sequence does not start it again by itself.
    """
    if not settings.NURTURING_AGENT_ENABLED:
        return None
    lead = Lead.objects.filter(pk=lead_id).first()
    if lead is None:
        return None
    conversations.lock_contact(lead.contact_id)  # two facts about one person are decided one after the other
    sequences = {row.pk: row for row in about.sequences_that_start(lead.kind)}
    choice = triggers.choose(moment, [_plan(row) for row in sequences.values()], _person(lead))
    if choice.start is None:
        return None
    chosen = sequences[choice.start]
    weaker = Enrollment.objects.running().filter(lead=lead, sequence_id__in=choice.ends).order_by("pk")
    for run in weaker:
        enrollment.exit_one(run, because=f"“{chosen.name}” goes first")
    return enrollment.enroll(lead, chosen, because=choice.because)


def _plan(row: Sequence) -> triggers.Plan:
    return triggers.Plan(
        pk=row.pk,
        name=row.name,
        lead_kind=row.lead_kind,
        segment=row.segment,
        priority=row.priority,
        enroll_above=row.enroll_above,
        is_paused=row.is_paused,
    )


def _person(lead: Lead) -> triggers.Person:
    runs = list(Enrollment.objects.filter(lead=lead).select_related("sequence"))
    return triggers.Person(
        kind=lead.kind,
        segment=lead.segment,
        score=lead.score,
        has_consent=Consent.objects.filter(contact_id=lead.contact_id, revoked_at=None).exists(),
        is_worked=Lead.objects.open().filter(pk=lead.pk).exclude(status__in=_NOT_BY_THEMSELVES).exists(),
        in_human_hands=about.in_human_hands(lead),
        been_in=frozenset(run.sequence_id for run in runs),
        runs=tuple(
            triggers.Run(run.sequence_id, run.sequence.priority, by_hand=run.agent_id is not None)
            for run in runs
            if run.is_running
        ),
    )
