"""Plans from files become versioned rows."""

import pytest

from nurturing.errors import InvalidSequence
from nurturing.models import Sequence, SequenceVersion, Touchpoint
from nurturing.rules.blueprint import OF_TEMPLATES
from nurturing.services import enrollment, sequences, touchpoints
from nurturing.states import TouchpointStatus
from outreach.models import Message, Template
from outreach.services import templates
from outreach.writing import plan
from realestate.lib import clock
from tests.factories.crm import AgentFactory
from tests.factories.nurturing import make_sequence, step, version_of


def test_shipped_sequences_load_once(brokerage):
    first = sequences.load(brokerage)
    again = sequences.load(brokerage)
    assert [line.version.sequence.key for line in first] == ["first_time_buyer", "new_lead_welcome"]
    assert [line.is_new for line in first + again] == [True, True, False, False]
    assert SequenceVersion.objects.count() == 2


def test_changed_plan_makes_the_next_version(brokerage):
    first = version_of(step())
    second = version_of(step(wait="2 hours"))
    first.refresh_from_db()
    assert (first.number, first.is_current, second.number, second.is_current) == (1, False, 2, True)


def test_running_enrollment_keeps_its_version(lead):
    """Invariant 5: an edit never reaches into a run."""
    sequence = make_sequence(step(), step(name="Second"))
    run = enrollment.enroll(lead, sequence, because="by hand")
    version_of(step(name="Rewritten"))
    run.refresh_from_db()
    assert run.version.number == 1
    assert [line.name for line in run.version.steps.all()] == ["Hello", "Second"]


def test_removed_step_is_not_run_again_for_anyone(lead):
    """T43: a step that is taken out of the plan stays in the version that had it."""
    sequence = make_sequence(step(), step(name="Second"))
    enrollment.enroll(lead, sequence, because="by hand")
    version_of(step(name="Second"))
    assert Touchpoint.objects.count() == 1
    assert Touchpoint.objects.get().step.name == "Hello"


def test_what_operators_tuned_survives_the_next_load(brokerage):
    sequences.load(brokerage)
    Sequence.objects.filter(key="first_time_buyer").update(priority=3, enroll_above=55)
    sequences.load(brokerage)
    assert Sequence.objects.filter(key="first_time_buyer", priority=3, enroll_above=55).exists()


def test_one_wrong_file_loads_nothing(brokerage, tmp_path):
    good = (sequences.SHIPPED / "new_lead_welcome.yaml").read_text()
    (tmp_path / "a.yaml").write_text(good)
    (tmp_path / "b.yaml").write_text(good.replace("wait: 1 day", "wait: soon"))
    with pytest.raises(InvalidSequence, match="b.yaml, step 2: wait cannot be read"):
        sequences.load(brokerage, folder=tmp_path)
    assert not Sequence.objects.exists()


@pytest.mark.parametrize("path", sorted(sequences.SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_message_of_a_shipped_sequence_is_a_template_that_ships(path):
    keys = {one.key for one in plan.shipped()}
    messages = [line for line in sequences.read_file(path).steps if line.kind in OF_TEMPLATES]
    assert messages
    assert {line.template for line in messages} <= keys


def test_words_changed_in_a_template_go_out_with_the_next_message_of_a_shipped_sequence(lead, ahead):
    sequences.load(lead.brokerage)
    run = enrollment.enroll(lead, Sequence.objects.get(key="new_lead_welcome"), because="by hand")
    template = Template.objects.get(key="welcome_email_first")
    words = "Hello {first_name}, this is {agent} with {brokerage}. What may I look up for you?"
    templates.save(template, subject="Our own words", text=words, agent=lead.assigned_to)

    ahead(minutes=11)
    touchpoints.run_due()

    message = Message.objects.get(contact=lead.contact)
    assert (message.subject, run.version.number) == ("Our own words", 1)
    assert message.body.startswith(f"Hello {lead.contact.first_name}, this is")


def test_a_release_leaves_steps_alone_that_somebody_here_changed(brokerage):
    sequences.load(brokerage)
    sequence = Sequence.objects.get(key="new_lead_welcome")
    changed = (sequences.SHIPPED / "new_lead_welcome.yaml").read_text().replace("wait: 1 day", "wait: 2 days")
    ours = sequences.change(sequence, changed, agent=AgentFactory()).version

    sequences.load(brokerage)

    assert sequence.versions.get(is_current=True) == ours


def test_a_template_out_of_use_does_not_stop_the_next_release(brokerage):
    sequences.load(brokerage)
    templates.retire(Template.objects.get(key="welcome_email_first"))
    assert {line.is_new for line in sequences.load(brokerage)} == {False}


def test_file_that_is_no_yaml_is_named(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("key: [")
    with pytest.raises(InvalidSequence, match="broken.yaml is not valid YAML"):
        sequences.read_file(broken)


def test_switching_a_sequence_on_again_makes_late_steps_due_now(lead, ahead):
    sequence = make_sequence(step())
    enrollment.enroll(lead, sequence, because="by hand")
    sequences.pause(sequence)
    ahead(days=9)
    sequences.resume(sequence)
    touchpoint = Touchpoint.objects.get()
    assert touchpoint.status == TouchpointStatus.PLANNED
    assert abs((touchpoint.due_at - clock.now()).total_seconds()) < 5
