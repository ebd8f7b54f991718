"""Steps that name templates: refused where they do not fit, and in the words in force when they are done."""

import pytest

from crm.models import Consent, Task
from nurturing.errors import InvalidSequence
from nurturing.models import Touchpoint
from nurturing.services import dry_run, enrollment, sequences
from nurturing.states import TouchpointStatus
from outreach.models import Letter, LetterBatch, Message, SimulatedText, Wording
from outreach.services import letters, templates
from outreach.states import Author, Channel, MessageStatus
from tests.factories.crm import OwnershipFactory, PropertyFactory
from tests.factories.nurturing import make_sequence, plan, step, version_of
from tests.factories.outreach import at_home

TEXT = "Hi {first_name}, {agent} with {brokerage}. Shall I send you what came up?"
LETTER = "Dear {owner_name}, this is {agent} of {brokerage}. Shall we talk?"
SCRIPT = "Hello, this is {agent} with {brokerage}. Is {first_name} there?"


@pytest.fixture
def text(brokerage):
    return templates.create(name="What came up", channel="sms", text=TEXT, audience="buyer")


def named(version, kind="sms", **more):
    """Return a step that has a template's words."""
    return {"name": "Hello", "wait": "1 hour", "send": kind, "template": version.template.key, **more}


def run(lead, ahead, minute, *steps):
    enrollment.enroll(lead, make_sequence(*steps), because="by hand")
    ahead(hours=1)
    minute()
    return Touchpoint.objects.select_related("step").get(step__number=1)


def test_a_step_is_written_in_the_words_that_are_in_force_when_it_is_done(lead, ahead, minute, text):
    enrollment.enroll(lead, make_sequence(named(text)), because="by hand")
    changed = templates.save(text.template, subject="", text=TEXT.replace("Hi", "Hello"), agent=None)
    ahead(hours=1)
    minute()

    message = Message.objects.get()
    assert message.body.startswith(f"Hello {lead.contact.first_name}, {lead.assigned_to.name} with")
    assert (message.author, message.status) == (Author.SEQUENCE, MessageStatus.DELIVERED)
    assert Wording.objects.get().version == changed


def test_the_template_for_their_county_goes_first(lead, ahead, minute, text):
    templates.create(
        name="In Orange", channel="sms", text=TEXT.replace("what", "what in Orange County"), audience="buyer",
        county="Orange",
    )  # fmt: skip
    run(lead, ahead, minute, named(text))
    assert "what in Orange County came up" in Message.objects.get().body


def test_a_text_to_an_owner_in_foreclosure_waits_for_a_person(lead, ahead, minute, text):
    OwnershipFactory(contact=lead.contact, property=PropertyFactory(distress_reason="FORECLOSURE"))
    run(lead, ahead, minute, named(text))
    assert Message.objects.get().reason == "NEEDS_HUMAN_REVIEW"


def test_a_template_that_went_out_of_use_blocks_its_step_and_the_run_goes_on(lead, ahead, minute, text):
    enrollment.enroll(lead, make_sequence(named(text), step()), because="by hand")
    templates.retire(text.template)
    ahead(hours=1)
    minute()

    first, second = Touchpoint.objects.order_by("step__number")
    assert (first.status, first.reason) == (TouchpointStatus.BLOCKED, "“What came up” is out of use.")
    assert second.status == TouchpointStatus.PLANNED
    assert not Message.objects.exists()


def test_what_is_not_known_of_them_blocks_the_step_with_its_name(lead, ahead, minute, brokerage):
    about_home = templates.create(name="Home", channel="sms", text="{agent} with {brokerage}: sell {situs_address}?")
    done = run(lead, ahead, minute, named(about_home))
    assert (done.status, done.reason) == (
        TouchpointStatus.BLOCKED, "Not known of this person: street and number of the home they own.",
    )  # fmt: skip


def test_a_call_is_a_task_with_the_script(lead, ahead, minute, brokerage):
    script = templates.create(name="A call", channel="call_live", text=SCRIPT)
    done = run(lead, ahead, minute, named(script, "call", name="Ask how it goes"))

    task = Task.objects.get()
    assert (task.title, task.agent) == (f"Call {lead.contact.name}: Ask how it goes", lead.assigned_to)
    assert task.body == SCRIPT.format(
        agent=lead.assigned_to.name, brokerage=brokerage.name, first_name=lead.contact.first_name
    )
    assert (done.status, Message.objects.count()) == (TouchpointStatus.DONE, 0)


def test_a_letter_goes_on_the_list_once_and_a_person_prints_it(lead, ahead, minute, brokerage):
    letter = templates.create(name="A letter", channel="letter", text=LETTER)
    done = run(at_home(lead), ahead, minute, named(letter, "letter"), step())

    batch = LetterBatch.objects.get()
    assert (done.status, done.reason) == (TouchpointStatus.DONE, f"On the list “{batch.name}”")
    assert (batch.version, batch.agent, Letter.objects.get().contact) == (letter, lead.assigned_to, lead.contact)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("street", "why"), [("", "They have no complete mailing address."), ("12 Pine Street", "are on the list already.")]
)
def test_who_cannot_be_put_on_the_list_is_passed_over_with_the_reason(lead, ahead, minute, brokerage, street, why):
    letter = templates.create(name="A letter", channel="letter", text=LETTER)
    sequence = make_sequence(named(letter, "letter"))
    if street:
        campaign = f"sequence:{sequence.pk}"
        letters.collect(at_home(lead, street), letter, agent=lead.assigned_to, name="List", campaign=campaign)
    enrollment.enroll(lead, sequence, because="by hand")
    ahead(hours=1)
    minute()
    done = Touchpoint.objects.get()
    assert (done.status, done.reason.endswith(why)) == (TouchpointStatus.BLOCKED, True)


def test_a_workflow_is_asked_for_by_its_id_behind_the_gate(lead, ahead, minute, brokerage):
    done = run(lead, ahead, minute, {"name": "Hand over", "wait": "1 hour", "send": "workflow", "workflow": "wf_12"})
    message = Message.objects.get()
    assert (message.channel, message.address, message.author) == (Channel.WORKFLOW, "wf_12", Author.SEQUENCE)
    assert (message.status, done.status) == (MessageStatus.DELIVERED, TouchpointStatus.DONE)


SPOKEN = {"name": "A word", "wait": "1 hour", "send": "voice", "body": "Hello {first_name}, it is {agent_name}."}


def test_a_spoken_message_rings_their_phone_says_who_calls_and_how_to_refuse(lead, ahead, minute, brokerage):
    done = run(lead, ahead, minute, SPOKEN)
    message = Message.objects.get()
    assert (message.channel, message.author, message.status, done.status) == (
        Channel.CALL_AUTO, Author.SEQUENCE, MessageStatus.DELIVERED, TouchpointStatus.DONE,
    )  # fmt: skip
    rang = SimulatedText.objects.get(kind=Channel.CALL_AUTO)
    assert rang.body.startswith(f"This is {brokerage.name}. Hello {lead.contact.first_name}, it is")
    assert "press 9 now" in rang.body


def test_TCPA_CON_1_a_machine_calls_nobody_who_did_not_agree_to_calls_and_the_run_goes_on(lead, ahead, minute):
    Consent.objects.filter(contact=lead.contact).update(channels=["sms", "email"])
    done = run(lead, ahead, minute, SPOKEN, {**SPOKEN, "wait": "2 days"})
    assert (done.status, Message.objects.get().status) == (TouchpointStatus.BLOCKED, MessageStatus.BLOCKED)
    assert Touchpoint.objects.get(step__number=2).status == TouchpointStatus.PLANNED
    assert not SimulatedText.objects.exists()


def test_a_dry_run_asks_the_rules_for_calls_by_machine(lead, brokerage):
    Consent.objects.filter(contact=lead.contact).update(channels=["sms", "email"])
    (line,) = dry_run.try_out(version_of(SPOKEN), lead)
    assert (line.verdict, line.segments) == ("block", 0)


@pytest.mark.parametrize(
    ("about", "kind", "why"),
    [
        ({"channel": "email", "subject": "Hello"}, "sms", "is for another channel: email"),
        ({"touch": "interested"}, "sms", "is an answer"),
        ({"audience": "owner"}, "sms", "is for another audience than this sequence, which is for buyer"),
        ({"county": "Orange"}, "sms", "is for Orange alone"),
        ({"channel": "letter", "touch": "delicate"}, "letter", "is taken by itself"),
    ],
)
def test_a_template_that_does_not_fit_is_refused_with_its_step(brokerage, about, kind, why):
    version = templates.create(**{"name": "Odd", "channel": "sms", "text": TEXT, **about})
    with pytest.raises(InvalidSequence, match=f"Trial, step 2: template “Odd” {why}"):
        make_sequence(step(), named(version, kind))


def test_a_template_that_is_not_there_or_out_of_use_is_refused(text):
    with pytest.raises(InvalidSequence, match="“nothing” is not there"):
        make_sequence({**named(text), "template": "nothing"})
    templates.retire(text.template)
    with pytest.raises(InvalidSequence, match="“What came up” is out of use"):
        make_sequence(named(text))


def test_a_plan_without_templates_makes_no_new_version_by_their_coming(brokerage):
    """The fingerprint of plans from before there were templates stays what it was."""
    first = version_of(step())
    assert first.checksum == sequences.blueprint.read(plan(step(template="", workflow="")), file="x").checksum
    assert version_of(step()) == first


def test_a_dry_run_shows_the_words_and_says_what_reaches_nobody_by_itself(lead, brokerage, text):
    script = templates.create(name="A call", channel="call_live", text=SCRIPT)
    letter = templates.create(name="A letter", channel="letter", text=LETTER)
    gone = templates.create(name="Gone", channel="sms", text=TEXT)
    workflow = {"name": "Hand over", "wait": "1 hour", "send": "workflow", "workflow": "wf_12"}
    version = version_of(
        named(text), named(script, "call"), named(letter, "letter"), named(gone, wait="1 day"), workflow
    )
    templates.retire(gone.template)

    tried = dry_run.try_out(version, lead)

    assert [line.verdict for line in tried] == ["allow", "allow", "allow", "block", "allow"]
    assert tried[0].body.startswith(f"Hi {lead.contact.first_name}")
    assert "approves and prints" in tried[2].sentence
    assert tried[3].sentence == "“Gone” is out of use."
    assert not Message.objects.exists()
