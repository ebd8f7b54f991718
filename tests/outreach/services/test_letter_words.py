"""Letters in a template's words: filled for each person, read where the law asks for it, printed as approved."""

import pytest

from crm.models import Ownership
from outreach.errors import ChangedMeanwhile
from outreach.models import Letter, Message
from outreach.selectors import letter_reading
from outreach.services import letter_printing, letter_words, letters, templates
from outreach.states import BatchStatus, MessageStatus
from outreach.writing.letters import STANDARD, InvalidLetter
from realestate.lib.errors import IllegalTransition
from tests.factories.crm import AgentFactory, ContactFactory, LeadFactory, PropertyFactory
from tests.factories.outreach import at_home, letters_to

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "{today}\n\nDear {owner_name},\n\nI am {agent} of {brokerage}. I write about {situs_address}. Shall we talk?"
GENTLE = "Dear {owner_name},\n\nI am {agent} of {brokerage}. Please ask a lawyer first. I write about {situs_address}."


def owner_of(street, reason="", *, known_home=True):
    """Return an owner of a home; ``reason`` is what the county's record says of it."""
    lead = at_home(LeadFactory(contact=ContactFactory(county="Orange"), kind="owner", assigned_to=None), street)
    if known_home:
        home = PropertyFactory(situs_street=street, situs_state="FL", county="Orange", distress_reason=reason)
        Ownership.objects.create(contact=lead.contact, property=home)
    return lead


@pytest.fixture
def version(brokerage):
    return templates.create(name="A letter", channel="letter", text=TEXT, audience="owner")


@pytest.fixture
def me(brokerage):
    return AgentFactory()


@pytest.fixture
def gentle(brokerage):
    return templates.create(name="In a hard time", channel="letter", text=GENTLE, audience="owner", touch="delicate")


def batch_of(version, *leads):
    batch = letters_to(*leads)
    return letters.rewrite(batch, version=version)


def read_all(batch):
    for pk in letter_reading.unread(batch):
        letter = batch.letters.select_related("contact", "lead").get(pk=pk)
        letter_words.read(letter, by=batch.agent, seen=letter_words.mark(letter_words.of(letter, batch)))


def make(batch):
    letters.release(letters.approve(batch, by=batch.agent))
    return letters.make(batch.pk)


def test_a_template_is_filled_for_each_person_without_the_day_that_the_page_prints(version):
    batch = make(batch_of(version, owner_of("12 Pine Street"), owner_of("14 Pine Street")))

    bodies = list(Message.objects.order_by("pk").values_list("body", flat=True))
    assert [("12 Pine Street" in body, "14 Pine Street" in body) for body in bodies] == [(True, False), (False, True)]
    assert all(body.startswith("Dear ") for body in bodies)
    assert batch.status == BatchStatus.READY
    assert letter_printing.pdf(batch).startswith(b"%PDF-")


def test_a_template_of_another_channel_makes_no_letters(brokerage, me):
    text = templates.create(name="Hello", channel="sms", text="Hi {first_name}, {agent} of {brokerage}. May I call?")
    with pytest.raises(InvalidLetter, match="no letter"):
        letters.start("Spring", agent=me, version=text)


def test_who_cannot_be_written_to_in_these_words_is_named_before_anything_is_approved(version):
    unknown = owner_of("16 Pine Street", known_home=False)
    batch = batch_of(version, owner_of("12 Pine Street"), unknown)

    with pytest.raises(InvalidLetter, match=unknown.contact.name):
        letters.approve(batch, by=batch.agent)
    batch.refresh_from_db()
    assert batch.status == BatchStatus.COLLECTING
    assert not Letter.objects.exclude(words="").exists()


def test_what_was_approved_is_printed_whatever_becomes_known_meanwhile(version):
    lead = owner_of("12 Pine Street")
    batch = letters.approve(batch_of(version, lead), by=letters_to(lead).agent)
    lead.contact.ownerships.update(property=PropertyFactory(situs_street="99 Elsewhere"))
    templates.save(version.template, subject="", text=GENTLE, agent=None)

    letters.make(letters.release(batch).pk)

    assert "12 Pine Street. Shall we talk?" in Message.objects.get().body


def test_an_approval_that_is_taken_back_lets_the_letters_be_written_anew(version):
    lead = owner_of("12 Pine Street")
    batch = letters.approve(batch_of(version, lead), by=letters_to(lead).agent)
    letters.reopen(batch)
    lead.contact.ownerships.update(property=PropertyFactory(situs_street="99 Elsewhere"))

    assert "99 Elsewhere" in letter_words.of(Letter.objects.get(batch=batch), batch)


@pytest.mark.parametrize("reason", ["PRE-FORECLOSURE", "tax_delinquent"])
@pytest.mark.parametrize("own_words", [True, False])
def test_fcl1_no_batch_is_approved_while_a_letter_to_such_an_owner_is_unread(version, gentle, reason, own_words):
    batch = letters_to(owner_of("12 Pine Street", reason), owner_of("14 Pine Street"))
    batch = letters.rewrite(batch, STANDARD) if own_words else letters.rewrite(batch, version=version)

    with pytest.raises(InvalidLetter, match="One letter to owners in foreclosure or tax default must be read first"):
        letters.approve(batch, by=batch.agent)
    read_all(batch)
    make(batch)

    theirs, others = Message.objects.order_by("pk").values_list("body", flat=True)
    assert "Please ask a lawyer first. I write about 12 Pine Street." in theirs
    assert "ask a lawyer" not in others
    assert set(Message.objects.values_list("status", flat=True)) == {MessageStatus.SENT}


def test_fcl1_such_an_owner_gets_the_batchs_own_words_where_there_is_no_other_letter(version):
    batch = batch_of(version, owner_of("12 Pine Street", "FORECLOSURE"))
    assert "Shall we talk?" in letter_words.of(batch.letters.get(), batch)
    assert letter_reading.unread(batch) == [batch.letters.get().pk]


def test_fcl1_a_letter_that_became_delicate_after_the_approval_stays_out_of_the_files(version):
    lead = owner_of("12 Pine Street")
    batch = letters.approve(batch_of(version, lead), by=letters_to(lead).agent)
    PropertyFactory._meta.model.objects.update(distress_reason="FORECLOSURE")

    letters.make(letters.release(batch).pk)

    message = Message.objects.get()
    assert (message.status, message.sent_at, message.reason) == (MessageStatus.CANCELLED, None, "NEEDS_HUMAN_REVIEW")


def test_other_words_make_every_letter_unread(version, gentle):
    batch = batch_of(version, owner_of("12 Pine Street", "FORECLOSURE"))
    read_all(batch)
    letters.rewrite(batch, STANDARD)
    assert len(letter_reading.unread(batch)) == 1


def test_a_letter_that_changed_while_it_was_read_is_not_let_go(version, gentle):
    lead = owner_of("12 Pine Street", "FORECLOSURE")
    batch = batch_of(version, lead)
    letter = batch.letters.get()
    seen = letter_words.mark(letter_words.of(letter, batch))
    templates.save(gentle.template, subject="", text=f"{GENTLE} Or a friend.", agent=None)

    with pytest.raises(ChangedMeanwhile):
        letter_words.read(letter, by=batch.agent, seen=seen)
    assert letter_reading.unread(batch) == [letter.pk]


def test_nothing_is_read_once_the_batch_was_approved(version):
    lead = owner_of("12 Pine Street")
    batch = letters.approve(batch_of(version, lead), by=letters_to(lead).agent)
    with pytest.raises(InvalidLetter, match="were approved"):
        letter_words.read(batch.letters.get(), by=batch.agent, seen="")
    with pytest.raises(IllegalTransition):
        letters.approve(batch, by=batch.agent)


def test_a_campaign_collects_one_list_and_begins_the_next_when_it_was_approved(version, brokerage, me):
    def collect(lead):
        return letters.collect(lead, version, agent=me, name="From a sequence", campaign="sequence:1")

    letters_to(owner_of("10 Pine Street"))  # gives the brokerage its address
    first = collect(owner_of("12 Pine Street"))
    assert collect(owner_of("14 Pine Street")) == first
    letters.approve(first, by=me)
    assert collect(owner_of("16 Pine Street")) != first
    with pytest.raises(InvalidLetter, match="on the list already"):
        collect(Letter.objects.get(street="16 Pine Street").lead)
