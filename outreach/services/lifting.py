"""Reopen a suppressed number or address: on the person's own fresh word, and by two people (TCPA-REV-4)."""

from django.db import IntegrityError, transaction

from crm.models import Agent, Consent, ContactPoint
from outreach.errors import CannotLift
from outreach.models import Message, Suppression, SuppressionLift
from outreach.services import suppression
from outreach.states import LIFT_STEPS, Direction, LiftState
from realestate.lib import clock, states

FIRST_HAND = frozenset({"form", "letter"})  # the person gave it themselves; what an agent types is no proof here


def proofs(entry: Suppression, point: ContactPoint) -> list[Message | Consent]:
    """Return what the person said or signed from this very number or address after the opt-out, newest first."""
    if suppression.identifier_hash(point.brokerage, point.value) != entry.identifier_hash:
        return []
    said = Message.objects.filter(
        contact_id=point.contact_id, address=point.value, direction=Direction.IN, occurred_at__gt=entry.effective_at
    ).order_by("-occurred_at")[:10]
    signed = Consent.objects.filter(
        point=point, revoked_at=None, given_at__gt=entry.effective_at, source__in=FIRST_HAND
    ).order_by("-given_at")[:10]
    return [*said, *signed]


@transaction.atomic
def ask(
    entry: Suppression, *, point: ContactPoint, proof: Message | Consent, reason: str, by: Agent
) -> SuppressionLift:
    """Ask for the lifting of one entry, on the person's own word.

    Raises:
        CannotLift: it is lifted or asked for already, or the proof is not a fresh word from the same identifier.
    """
    if entry.lifted_at is not None:
        raise CannotLift("This was lifted already.")
    if not any(type(known) is type(proof) and known.pk == proof.pk for known in proofs(entry, point)):
        raise CannotLift("Only their own new word reopens it: from the same number or address, after the opt-out.")
    try:
        with transaction.atomic():
            return SuppressionLift.objects.create(
                suppression=entry,
                message=proof if isinstance(proof, Message) else None,
                consent=proof if isinstance(proof, Consent) else None,
                opted_in_at=proof.occurred_at if isinstance(proof, Message) else proof.given_at,
                reason=reason[:240],
                asked_by=by,
                asked_at=clock.now(),
            )
    except IntegrityError as error:
        raise CannotLift("Somebody asked for this already; a second person decides.") from error


@transaction.atomic
def confirm(lift: SuppressionLift, *, by: Agent) -> SuppressionLift:
    """Lift the entry: the second of two people, an owner or manager, says yes.

    Raises:
        CannotLift: it is one's own request, or not one's to decide; or they opted out again meanwhile.
        IllegalTransition: it was decided already.
    """
    _check_second(lift, by)
    entry = Suppression.objects.select_for_update().get(pk=lift.suppression_id)
    if entry.effective_at >= lift.opted_in_at:
        raise CannotLift("They opted out again after that word.")
    states.move(lift, LiftState.CONFIRMED, table=LIFT_STEPS, settled_by=by, settled_at=clock.now())
    Suppression.objects.filter(pk=entry.pk, lifted_at=None).update(lifted_at=clock.now())
    return lift


def refuse(lift: SuppressionLift, *, by: Agent) -> SuppressionLift:
    """Leave the entry in force: the second person says no.

    Raises:
        CannotLift: it is one's own request, or not one's to decide.
        IllegalTransition: it was decided already.
    """
    _check_second(lift, by)
    states.move(lift, LiftState.REFUSED, table=LIFT_STEPS, settled_by=by, settled_at=clock.now())
    return lift


def _check_second(lift: SuppressionLift, by: Agent) -> None:
    if lift.asked_by_id == by.pk:
        raise CannotLift("Nobody confirms their own request: a second person decides.")
    if not by.sees_everyone:
        raise CannotLift("An owner or manager decides this.")
