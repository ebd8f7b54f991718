"""An arm is drawn fairly, once, and stays."""

import math
from itertools import pairwise

import pytest

from crm.errors import ExperimentClosed, InvalidExperiment
from crm.models import Arm, Event, Receipt
from crm.services import experiments
from crm.services.experiments import NewArm, draw
from realestate.lib.errors import IllegalTransition
from tests.factories.crm import LeadFactory

SUBJECTS = 20_000
Z = 4.0  # standard errors: a fair draw fails one in 16,000


def arms(*weights: int) -> list[Arm]:
    return [Arm(pk=n, key=str(n), weight=weight) for n, weight in enumerate(weights)]


def counts(salt: str, choices: list[Arm]) -> list[int]:
    drawn = [draw(salt, f"lead:{n}", choices).pk for n in range(SUBJECTS)]
    return [drawn.count(arm.pk) for arm in choices]


@pytest.mark.parametrize("weights", [(1, 1), (1, 3), (90, 10), (2, 3, 5)])
@pytest.mark.parametrize("salt", ["a", "b", "c"])
def test_each_arm_gets_its_share_within_binomial_bounds(weights, salt):
    for got, weight in zip(counts(salt, arms(*weights)), weights, strict=True):
        share = weight / sum(weights)
        assert abs(got - SUBJECTS * share) < Z * math.sqrt(SUBJECTS * share * (1 - share))


def test_a_a_assignments_are_uniform_over_many_salts():
    """Chi-square of 200 A/A splits: its mean over one degree of freedom is 1."""
    half = 500
    values = []
    for salt in range(200):
        first = sum(draw(str(salt), f"lead:{n}", arms(1, 1)).pk == 0 for n in range(2 * half))
        values.append((first - half) ** 2 / (half / 2))
    assert abs(sum(values) / len(values) - 1) < Z * math.sqrt(2 / len(values))


def test_two_experiments_do_not_lean_on_each_other():
    both = [(draw("one", f"lead:{n}", arms(1, 1)).pk, draw("two", f"lead:{n}", arms(1, 1)).pk) for n in range(SUBJECTS)]
    together = both.count((0, 0))
    assert abs(together - SUBJECTS / 4) < Z * math.sqrt(SUBJECTS * 3 / 16)


def test_the_draw_never_changes_between_releases():
    """A running experiment would mix its arms; these are the draws of the first release."""
    assert [draw("salt", f"lead:{n}", arms(1, 1, 2)).pk for n in range(12)] == [0, 2, 0, 0, 1, 2, 2, 1, 2, 2, 0, 2]


def running() -> experiments.Experiment:
    made = experiments.create(
        "opening-line", name="Opening line", metric="reply", arms=[NewArm(key="plain"), NewArm(key="warm", weight=2)]
    )
    return experiments.start(made)


def test_assign_is_recorded_once_and_stays_when_weights_change(brokerage):
    experiment, lead = running(), LeadFactory()
    arm = experiments.assign(experiment, lead)
    Arm.objects.exclude(pk=arm.pk).update(weight=10_000)
    assert [experiments.assign(experiment, lead) for _ in range(3)] == [arm] * 3
    event = Event.objects.get()
    assert (event.kind, event.contact_id, event.payload) == (
        "experiment.assigned",
        lead.contact_id,
        {"experiment_id": experiment.pk, "arm_id": arm.pk, "subject": f"lead:{lead.pk}"},
    )


def test_expose_records_once_that_a_subject_met_their_arm(brokerage):
    experiment, lead = running(), LeadFactory()
    met = [experiments.expose(experiment, lead) for _ in range(2)]
    assert all(a == b for a, b in pairwise(met))
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == [
        "experiment.assigned",
        "experiment.exposed",
    ]
    assert Receipt.objects.count() == 2


def test_nobody_is_taken_in_before_the_start_or_after_the_end(brokerage):
    draft = experiments.create("b", name="B", metric="reply", arms=[NewArm(key="x"), NewArm(key="y")])
    known, stranger = LeadFactory(), LeadFactory()
    with pytest.raises(ExperimentClosed):
        experiments.assign(draft, known)
    experiments.start(draft)
    arm = experiments.assign(draft, known)
    experiments.stop(draft)
    assert experiments.assign(draft, known) == arm
    with pytest.raises(ExperimentClosed):
        experiments.expose(draft, stranger)
    with pytest.raises(IllegalTransition):
        experiments.start(draft)


@pytest.mark.parametrize(
    "arms", [[], [NewArm(key="x")], [NewArm(key="x"), NewArm(key="x")], [NewArm(key="x"), NewArm(key="y", weight=0)]]
)
def test_create_refuses_what_cannot_be_compared(brokerage, arms):
    with pytest.raises(InvalidExperiment) as refusal:
        experiments.create("c", name="C", metric="reply", arms=arms)
    assert refusal.value.field == "arms"


def test_create_refuses_a_taken_key(brokerage):
    running()
    with pytest.raises(InvalidExperiment):
        running()
