"""Who is tried on what. An arm is drawn by hash, so the same subject always gets the same one; recorded once."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from crm.errors import ExperimentClosed, InvalidExperiment
from crm.events import ExperimentAssigned, ExperimentExposed
from crm.models import Arm, Contact, Experiment, Lead, Receipt
from crm.services.events import publish
from crm.states import EXPERIMENT_STEPS, ExperimentState
from realestate.lib import clock, states

ASSIGNED = "experiment.assigned"
EXPOSED = "experiment.exposed"
SPACE = 2**64


@dataclass(frozen=True, kw_only=True)
class NewArm:
    """One way to be tried. Shares are relative weights."""

    key: str
    name: str = ""
    weight: int = 1
    settings: dict[str, Any] = field(default_factory=dict)


Subject = Lead | Contact


@transaction.atomic
def create(key: str, *, name: str, metric: str, arms: Iterable[NewArm], higher_is_better: bool = True) -> Experiment:
    """Return a draft with its arms.

    Raises:
        InvalidExperiment: fewer than two arms, two arms of one key, a weight below one, or the key is taken.
    """
    arms = list(arms)
    if len({arm.key for arm in arms}) != len(arms) or len(arms) < 2:
        raise InvalidExperiment("An experiment has two arms or more, each with its own key.", field="arms")
    if any(arm.weight < 1 for arm in arms):
        raise InvalidExperiment("A weight is one or more.", field="arms")
    try:
        with transaction.atomic():
            experiment = Experiment.objects.create(
                key=key, name=name, metric=metric, higher_is_better=higher_is_better, salt=secrets.token_hex(16)
            )
    except IntegrityError as error:
        raise InvalidExperiment(f"There is an experiment “{key}” already.", field="key") from error
    for arm in arms:
        Arm.objects.create(
            experiment=experiment, key=arm.key, name=arm.name or arm.key, weight=arm.weight, settings=arm.settings
        )
    return experiment


def start(experiment: Experiment) -> Experiment:
    """Take subjects in from now on, and return the experiment.

    Raises:
        IllegalTransition: it ran before.
    """
    states.move(experiment, ExperimentState.RUNNING, table=EXPERIMENT_STEPS, started_at=clock.now())
    return experiment


def stop(experiment: Experiment) -> Experiment:
    """Take nobody in any more, and return the experiment; who has an arm keeps it.

    Raises:
        IllegalTransition: it does not run.
    """
    states.move(experiment, ExperimentState.STOPPED, table=EXPERIMENT_STEPS, ends_at=clock.now())
    return experiment


@transaction.atomic
def assign(experiment: Experiment, subject: Subject) -> Arm:
    """Return the subject's arm, drawn and recorded the first time, the same ever after.

    Raises:
        ExperimentClosed: the subject has no arm yet and nobody is taken in.
    """
    key = _key(experiment, subject)
    known = Receipt.objects.filter(source=ASSIGNED, key=key).values_list("result", flat=True).first()
    if known is not None:
        return Arm.objects.get(pk=known["arm_id"])
    if experiment.status != ExperimentState.RUNNING:
        raise ExperimentClosed("This experiment takes nobody in.")
    arm = draw(experiment.salt, name_of(subject), list(Arm.objects.filter(experiment=experiment).order_by("pk")))
    row, is_first = Receipt.objects.get_or_create(source=ASSIGNED, key=key, defaults={"result": {"arm_id": arm.pk}})
    if not is_first:  # another worker drew at the same moment; its word counts
        return Arm.objects.get(pk=(row.result or {})["arm_id"])
    _announce(ExperimentAssigned, experiment, subject, arm)
    return arm


@transaction.atomic
def expose(experiment: Experiment, subject: Subject) -> Arm:
    """Record, once, that a subject met what their arm holds, and return the arm. They are assigned if they were not.

    Raises:
        ExperimentClosed: the subject has no arm and nobody is taken in.
    """
    arm = assign(experiment, subject)
    _, is_first = Receipt.objects.get_or_create(
        source=EXPOSED, key=_key(experiment, subject), defaults={"result": {"arm_id": arm.pk}}
    )
    if is_first:
        _announce(ExperimentExposed, experiment, subject, arm)
    return arm


def draw(salt: str, subject: str, arms: list[Arm]) -> Arm:
    """Return the arm that a subject falls to: its hash is a point on a line that the arms share by weight.

    The salt is the experiment's own, so that falling to one arm here says nothing about other experiments.
    """
    digest = hashlib.sha256(f"{salt}:{subject}".encode()).digest()
    point = int.from_bytes(digest[:8], "big") * sum(arm.weight for arm in arms)
    end = 0
    for arm in arms:
        end += arm.weight * SPACE
        if point < end:
            return arm
    raise InvalidExperiment("An experiment without arms draws nobody.", field="arms")


def name_of(subject: Subject) -> str:
    """Return what a subject is called in receipts and facts: ``lead:12``."""
    return f"{subject._meta.model_name}:{subject.pk}"


def _key(experiment: Experiment, subject: Subject) -> str:
    return f"{experiment.pk}:{name_of(subject)}"


def _contact_id(subject: Subject) -> int:
    return subject.contact_id if isinstance(subject, Lead) else subject.pk


def _announce(
    fact: type[ExperimentAssigned | ExperimentExposed], experiment: Experiment, subject: Subject, arm: Arm
) -> None:
    publish(
        fact(
            brokerage_id=experiment.brokerage_id,
            contact_id=_contact_id(subject),
            experiment_id=experiment.pk,
            arm_id=arm.pk,
            subject=name_of(subject),
        )
    )
