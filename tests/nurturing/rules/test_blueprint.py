"""A sequence's file, checked line by line: what is wrong is named with its file, step and field."""

import pytest

from nurturing.errors import InvalidSequence
from nurturing.rules import blueprint
from nurturing.services.sequences import SHIPPED, read_file
from tests.factories.nurturing import TEXT, plan, step

EMAIL = {"send": "email", "subject": "Hello", "body": "Hi {first_name}"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"body": "Hi {frist_name}. {brokerage}. Reply STOP to opt out"}, "body cannot be filled: {frist_name} is not"),
        ({"body": TEXT + " {locations}"}, "body cannot be filled: {locations} is not in personalise_on"),
        ({"body": TEXT + " {"}, "body cannot be filled: A brace is not closed"),
        ({"body": TEXT + " {brokerage.phone}"}, "body cannot be filled: A brace is not closed"),
        ({"body": "Hi. Reply STOP to opt out"}, "body of a text says who writes: it needs {brokerage}"),
        ({"body": "Hi from {brokerage}"}, "body of a text ends with “Reply STOP to opt out”"),
        ({"body": "  "}, "body is missing"),
        ({"subject": "Hello"}, "subject does not belong to a text"),
        ({**EMAIL, "subject": ""}, "subject is needed for an email"),
        ({**EMAIL, "subject": "{oops}"}, "subject cannot be filled: {oops} is not known"),
        ({"send": "fax"}, "send is one of: email, sms, letter, call, voice, task, workflow"),
        ({"template": "hello"}, "template brings its own words"),
        ({"send": "task", "body": "", "template": "hello"}, "template is for: email, sms, letter, call"),
        ({"send": "voice", "template": "hello", "body": ""}, "template is for: email, sms, letter, call"),
        ({"send": "voice", "body": "Hello. " * 80}, "body of a spoken message has at most 500 characters"),
        ({"send": "letter"}, "template is needed for a letter"),
        ({"send": "workflow"}, "workflow is the id of a workflow"),
        ({"send": "workflow", "workflow": "wf_1"}, "body does not belong to a workflow"),
        ({"workflow": "wf_1"}, "workflow belongs to steps that send: workflow"),
        ({"wait": "a while"}, "wait cannot be read: “a while” is not a length of time"),
        ({"expires_after": "never"}, "expires_after cannot be read"),
        ({"personalise_on": ["religion"]}, "personalise_on is one of: locations, price_range"),
        ({"personalise_on": "locations"}, "personalise_on is a list of fields"),
        ({"conditions": {"field": "score"}}, "conditions is a list"),
        ({"conditions": [{"field": "faith", "test": "is", "value": 1}]}, "conditions.field cannot be used: “faith”"),
        ({"conditions": [{"field": "score", "test": "above", "value": "x"}]}, "conditions.value cannot be used"),
        ({"delay": "1 hour"}, "delay is not known"),
    ],
)
def test_wrong_step_is_refused_with_its_place(changes, says):
    with pytest.raises(InvalidSequence) as refusal:
        blueprint.read(plan(step(), step(**changes)), file="trial.yaml")
    assert refusal.value.message.startswith(f"trial.yaml, step 2: {says}")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"key": ""}, "key is missing"),
        ({"name": None}, "name is missing"),
        ({"lead_kind": "tenant"}, "lead_kind is one of: buyer, seller, owner"),
        ({"segment": "rich"}, "segment is one of: first_time_buyer"),
        ({"priority": 0}, "priority is a whole number from 1 to 1000"),
        ({"enroll_above": 100}, "enroll_above is a whole number from 0 to 99"),
        ({"days": True}, "days is a whole number from 1 to 730"),
        ({"steps": []}, "steps is a list of 1 to 50 steps"),
        ({"days": 1, "steps": [step(wait="2 days")]}, "days is shorter than the waits of all steps together"),
        ({"owner": "me"}, "owner is not known"),
    ],
)
def test_wrong_plan_is_refused_with_its_field(changes, says):
    with pytest.raises(InvalidSequence) as refusal:
        blueprint.read(plan(**changes), file="trial.yaml")
    assert refusal.value.message.startswith(f"trial.yaml: {says}")


def test_a_list_is_no_plan():
    with pytest.raises(InvalidSequence, match="trial.yaml: names and values are expected here"):
        blueprint.read(["a"], file="trial.yaml")


def test_checksum_is_of_the_steps_not_of_where_it_starts():
    first = blueprint.read(plan(step()), file="a")
    assert first.checksum == blueprint.read(plan(step(), priority=1, enroll_above=5, name="Other"), file="b").checksum
    assert first.checksum != blueprint.read(plan(step(wait="2 hours")), file="a").checksum


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_plans_are_right(path):
    assert read_file(path).key == path.stem


def test_first_time_buyer_waits_and_asks_as_required():
    """NUR-10..13."""
    journey = read_file(SHIPPED / "first_time_buyer.yaml")
    assert (journey.days, journey.enroll_above) == (30, 70)
    assert [(line.kind, line.wait_minutes) for line in journey.steps] == [("email", 60), ("email", 1440), ("sms", 4320)]
    asked = [[(line["field"], line["test"], line["value"]) for line in step.conditions] for step in journey.steps]
    assert asked == [
        [("score", "above", 60), ("budget_confirmed", "is", True)],
        [],
        [("matches", "at_least", 1), ("engagement", "above", 70)],
    ]
