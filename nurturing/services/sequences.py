"""Bring plans from files into versioned rows, and switch a sequence off and on."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from crm.models import Agent, Brokerage
from nurturing.errors import InvalidSequence
from nurturing.models import Sequence, SequenceVersion, Step, Touchpoint
from nurturing.rules import blueprint
from nurturing.rules.blueprint import Blueprint
from nurturing.services import step_templates
from nurturing.services.handing_over import campaign_of
from outreach.services import templates
from realestate.lib import clock, scopes
from realestate.lib.later import later

SHIPPED = Path(__file__).resolve().parent.parent / "sequences"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file: its sequence's current version, and whether this load made it."""

    version: SequenceVersion
    is_new: bool


def load(brokerage: Brokerage, *, folder: Path = SHIPPED) -> list[Loaded]:
    """Bring every plan of a folder into a brokerage, all or none, and first the templates of the release they name.

    A plan whose steps are unchanged makes no new version. A changed one makes the next; who is under way stays on
    the version they started with. Priority and threshold are taken at the first load only: operators tune them. Where
    somebody here changed the steps, theirs stay.

    Raises:
        InvalidSequence: a file is wrong; the message names file, step and field.
    """
    plans = [read_file(path) for path in sorted(folder.glob("*.yaml"))]
    with transaction.atomic():
        templates.load(brokerage)
        with scopes.in_brokerage(brokerage):
            return [_kept(plan) or save(plan) for plan in plans]


def _kept(plan: Blueprint) -> Loaded | None:
    """Return the version that somebody here made of a plan; None where nobody did."""
    current = SequenceVersion.objects.filter(sequence__key=plan.key, is_current=True).exclude(agent=None).first()
    return Loaded(current, is_new=False) if current else None


def read_file(path: Path) -> Blueprint:
    """Return the checked plan of one file.

    Raises:
        InvalidSequence: it is not YAML, or not a plan.
    """
    return read_text(path.read_text(encoding="utf-8"), name=path.name)


def read_text(content: str, *, name: str) -> Blueprint:
    """Return the checked plan of a YAML text; ``name`` is what refusals call it.

    Raises:
        InvalidSequence: as ``read_file``.
    """
    try:
        raw = yaml.safe_load(content)
    except yaml.YAMLError as problem:
        raise InvalidSequence(f"{name} is not valid YAML: {problem}") from problem
    return blueprint.read(raw, file=name)


def change(sequence: Sequence, content: str, *, agent: Agent, note: str = "") -> Loaded:
    """Make the plan in a YAML text a sequence's next version, unless nothing changed. Who is under way stays on theirs.

    Raises:
        InvalidSequence: it is not a plan, a template does not fit, or it is another sequence's.
    """
    return _change(sequence, read_text(content, name="The plan"), agent=agent, note=note)


def change_steps(sequence: Sequence, raw: dict[str, Any], *, agent: Agent, note: str = "") -> Loaded:
    """Make a plan, as its file would hold it, a sequence's next version. See ``change``.

    Raises:
        InvalidSequence: as ``change``.
    """
    return _change(sequence, blueprint.read(raw, file="The plan"), agent=agent, note=note)


def _change(sequence: Sequence, plan: Blueprint, *, agent: Agent, note: str) -> Loaded:
    if plan.key != sequence.key:
        raise InvalidSequence(f"The plan: key stays “{sequence.key}”.", field="key")
    return save(plan, agent=agent, note=note)


@transaction.atomic
def save(plan: Blueprint, *, agent: Agent | None = None, note: str = "") -> Loaded:
    """Write a plan as the current version of its sequence, unless it is that already.

    Args:
        agent: who changed it; None for a file.
    Raises:
        InvalidSequence: a template that a step names is not there or does not fit.
    """
    sequence, _ = Sequence.objects.get_or_create(
        key=plan.key,
        defaults={
            "name": plan.name,
            "lead_kind": plan.lead_kind,
            "segment": plan.segment,
            "priority": plan.priority,
            "enroll_above": plan.enroll_above,
        },
    )
    # Two loads at once: the second waits here and then finds nothing to do.
    Sequence.objects.select_for_update().get(pk=sequence.pk)
    latest = sequence.versions.order_by("-number").first()
    if latest and latest.checksum == plan.checksum:
        return Loaded(latest, is_new=False)
    named = step_templates.named(plan)
    sequence.versions.filter(is_current=True).update(is_current=False)
    version = SequenceVersion.objects.create(
        sequence=sequence,
        number=latest.number + 1 if latest else 1,
        is_current=True,
        days=plan.days,
        checksum=plan.checksum,
        agent=agent,
        note=note[:200],
    )
    Step.objects.bulk_create(
        Step(version=version, **{**asdict(step), "template": named.get(step.template)}) for step in plan.steps
    )
    return Loaded(version, is_new=True)


@transaction.atomic
def pause(sequence: Sequence) -> Sequence:
    """Throw the kill switch: nothing of this sequence goes out, and what waits at outreach is taken back."""
    if not sequence.is_paused:
        sequence.is_paused = True
        sequence.save(update_fields=["is_paused", "updated_at"])
        later("nurturing.take_back", sequence.brokerage_id)
    return sequence


@transaction.atomic
def resume(sequence: Sequence) -> Sequence:
    """Let a sequence go on. Steps that came due meanwhile are due now; the others keep their time."""
    if sequence.is_paused:
        sequence.is_paused = False
        sequence.save(update_fields=["is_paused", "updated_at"])
        now = clock.now()
        Touchpoint.objects.planned().filter(enrollment__sequence=sequence, due_at__lt=now).update(due_at=now)
    return sequence


def campaign_names() -> list[tuple[str, str]]:
    """Return every sequence as a campaign that can be stopped: its key at outreach, and its name."""
    return [(campaign_of(sequence.pk), sequence.name) for sequence in Sequence.objects.all()]
