"""A letter is printed at most once, and to nobody who asked for none."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from crm.models import Ownership, Task
from outreach.models import GateDecision, Letter, LetterBatch, Message, Suppression
from outreach.services import conversations, letter_printing, letter_words, letters, sending, suppression
from outreach.states import BatchStatus, Channel, MessageStatus, SuppressionScope
from outreach.writing.letters import STANDARD, InvalidLetter
from realestate.lib import clock, scopes
from realestate.lib.errors import DomainError, IllegalTransition
from realestate.lib.postal import PostalAddress
from tests.factories.crm import AgentFactory, ContactFactory, LeadFactory, PropertyFactory
from tests.factories.outreach import at_home, letter_to, letters_to, phone_of, printed, willing_lead

pytestmark = pytest.mark.django_db(transaction=True)


def stranger(street, **fields):
    """Return an owner who never agreed to anything and has no number."""
    contact = ContactFactory(county="Orange", source="county_roll")
    return at_home(LeadFactory(contact=contact, kind="owner", assigned_to=None, **fields), street)


def test_an_owner_without_consent_gets_a_letter_behind_the_gate(brokerage):
    batch = printed(letters_to(stranger("12 Pine Street")))

    message = Message.objects.get()
    assert (batch.status, message.status, message.channel) == (BatchStatus.READY, MessageStatus.SENT, Channel.LETTER)
    assert GateDecision.objects.get().verdict == "allow"
    assert message.address == "12 Pine Street, Orlando, FL 32801"
    assert letter_printing.pdf(batch).startswith(b"%PDF-")


@pytest.mark.parametrize(("lives_there", "added"), [(None, 1), (True, 1), (False, 0)])
def test_an_owner_without_a_mailing_address_is_written_to_at_home(brokerage, lives_there, added):
    lead = at_home(LeadFactory(kind="owner"), "")
    home = PropertyFactory(situs_street="5 Bay St", situs_city="Orlando", situs_state="FL", situs_postal_code="32801")
    Ownership.objects.create(contact=lead.contact, property=home, owner_occupied=lives_there)

    batch = letters_to(stranger("12 Pine Street"))

    assert letters.add(batch, [lead]).added == added
    assert batch.letters.filter(street="5 Bay St").count() == added


def test_one_house_gets_one_letter_however_it_is_spelled(brokerage):
    batch = letters_to(stranger("12 Pine Street"))

    again = letters.add(batch, [stranger("12 PINE ST."), stranger("14 Pine St")])

    assert (again.added, again.known, batch.letters.count()) == (1, 1, 2)


def test_who_has_no_whole_address_or_wants_no_letters_stays_off_the_list(brokerage):
    unwilling = stranger("9 Oak Lane")
    suppression.stop_letters(unwilling.contact, source="letter")
    batch = letters_to(stranger("12 Pine Street"))

    done = letters.add(batch, [at_home(LeadFactory(), ""), unwilling])

    assert (done.added, done.without_address, done.stopped) == (0, 1, 1)


def test_two_workers_that_end_at_once_make_the_files_once(brokerage, monkeypatch):
    batch = letters.approve(letters_to(stranger("12 Pine Street")), by=AgentFactory())
    letters.release(batch)
    claim = letters._claim

    def claim_beside_another_worker(letter, mine):
        claim(letter, mine)
        monkeypatch.setattr(letters, "_claim", claim)
        letters.make(mine.pk)

    monkeypatch.setattr(letters, "_claim", claim_beside_another_worker)

    assert letters.make(batch.pk).status == BatchStatus.READY
    assert Message.objects.get().status == MessageStatus.SENT


def test_a_stop_after_the_approval_wins_over_the_printer(brokerage):
    lead = stranger("12 Pine Street")
    batch = letters.approve(letters_to(lead), by=AgentFactory())
    suppression.stop_letters(lead.contact, source="letter")

    letters.release(batch)
    batch = letters.make(batch.pk)

    message = Message.objects.get()
    assert (message.status, message.reason) == (MessageStatus.BLOCKED, "OPTED_OUT")
    assert letter_printing.rows(batch).count("\n") == 1  # the heading alone
    assert Task.objects.count() == 0  # the batch says it; nobody gets a task for each


def test_a_stop_holds_for_the_house_not_for_the_person_alone(brokerage):
    suppression.stop_letters(stranger("12 Pine Street").contact, source="letter")
    heir = stranger("12 Pine St.")

    assert letters.add(letters_to(stranger("14 Pine St")), [heir]).stopped == 1


def test_who_wants_nothing_at_all_gets_no_letter(brokerage):
    lead = at_home(willing_lead(brokerage))
    batch = letters.approve(letters_to(lead), by=AgentFactory())
    suppression.suppress(phone_of(lead), SuppressionScope.ALL, source="text", verbatim="stop everything")

    letters.release(batch)
    letters.make(batch.pk)

    assert Message.objects.get().status == MessageStatus.BLOCKED


def test_no_more_letters_leaves_texts_as_they_were(brokerage):
    lead = at_home(willing_lead(brokerage))
    suppression.stop_letters(lead.contact, source="letter")

    assert list(Suppression.objects.values_list("scope", flat=True)) == ["letter"]
    assert suppression.scopes_for(brokerage, [phone_of(lead).value]) == set()


def test_the_same_person_gets_no_second_letter_within_four_weeks(brokerage):
    lead = stranger("12 Pine Street")
    printed(letters_to(lead))
    with clock.shifted(clock.now() + timedelta(days=27) - clock.real_now()):
        printed(letters_to(lead))
    with clock.shifted(clock.now() + timedelta(days=29) - clock.real_now()):
        printed(letters_to(lead))

    found = list(Message.objects.order_by("pk").values_list("status", "reason"))
    assert found == [("sent", ""), ("blocked", "LETTER_TOO_SOON"), ("sent", "")]


def test_a_letter_counts_for_nothing_when_texts_are_counted(brokerage):
    lead = at_home(willing_lead(brokerage))
    printed(letters_to(lead))

    text = sending.request(lead, key="t:1", channel=Channel.SMS, author="sequence", body="Your tour is set for Friday.")
    text = sending.deliver(text.pk)

    assert text.status == MessageStatus.DELIVERED


def test_a_person_in_charge_keeps_letters_away(brokerage):
    lead = at_home(willing_lead(brokerage))
    batch = letters.approve(letters_to(lead), by=AgentFactory())
    conversations.take_over(conversations.of(lead.contact), agent=lead.assigned_to)

    letters.release(batch)
    batch = letters.make(batch.pk)

    assert (batch.status, Message.objects.get().status) == (BatchStatus.READY, MessageStatus.CANCELLED)


def test_a_letter_takes_no_conversation_over(brokerage):
    lead = at_home(willing_lead(brokerage))
    printed(letters_to(lead))

    assert conversations.of(lead.contact).in_charge == "assistant"


def test_the_approval_can_be_taken_back_until_the_files_are_made(brokerage):
    batch = letters.approve(letters_to(stranger("12 Pine Street")), by=AgentFactory())
    letters.reopen(batch)
    letters.rewrite(batch, "Dear {first_name}, {brokerage}")
    batch = printed(batch)

    with pytest.raises(IllegalTransition):
        letters.reopen(batch)


def test_an_approved_batch_takes_no_more_people_and_no_other_words(brokerage):
    batch = letters.approve(letters_to(stranger("12 Pine Street")), by=AgentFactory())

    for change in (lambda: letters.add(batch, []), lambda: letters.rewrite(batch, "x"),
                   lambda: letters.remove(batch.letters.get())):  # fmt: skip
        with pytest.raises(InvalidLetter, match="approved"):
            change()


def test_a_brokerage_without_an_address_approves_nothing(brokerage):
    batch = letters_to(stranger("12 Pine Street"))
    batch.brokerage.postal_address = ""

    with pytest.raises(InvalidLetter, match="no postal address"):
        letters.approve(batch, by=AgentFactory())


def test_made_again_after_a_crash_nothing_is_claimed_twice(brokerage):
    batch = letters.approve(letters_to(stranger("12 Pine Street"), stranger("14 Pine Street")), by=AgentFactory())
    letters.release(batch)
    for _ in range(3):
        letters.make(batch.pk)

    assert list(Message.objects.values_list("attempts", flat=True)) == [1, 1]
    assert GateDecision.objects.count() == 2


def test_a_letter_cut_off_between_claim_and_print_is_in_no_file(brokerage):
    batch = letters.approve(letters_to(stranger("12 Pine Street"), stranger("14 Pine Street")), by=AgentFactory())
    letters.release(batch)
    first = batch.letters.order_by("pk").first()
    message = sending.request_to(
        first.contact, key=f"letter:{first.pk}", channel=Channel.LETTER, body=letter_words.of(first, batch),
        author="sequence", lead=first.lead, agent=batch.agent, address=first.address.line,
    )  # fmt: skip
    Letter.objects.filter(pk=first.pk).update(message=message)
    Message.objects.filter(pk=message.pk).update(status="claimed", claimed_at=clock.now() - timedelta(minutes=9))

    assert letters.make(batch.pk).status == BatchStatus.MAKING  # nobody knows yet: no file is closed
    sending.reconcile()
    batch = letters.make(batch.pk)

    message.refresh_from_db()
    assert (batch.status, message.status) == (BatchStatus.READY, MessageStatus.FAILED)
    assert first.code not in letter_printing.rows(batch)
    assert letter_printing.rows(batch).count("14 Pine Street, Orlando") == 0  # the address has columns of its own
    assert "14 Pine Street" in letter_printing.rows(batch)


def test_a_resumed_sweep_finishes_what_a_worker_left(brokerage):
    batch = letters.approve(letters_to(stranger("12 Pine Street")), by=AgentFactory())
    letters.release(batch)

    letters.resume()

    batch.refresh_from_db()
    assert batch.status == BatchStatus.READY


def test_mailed_letters_carry_what_they_cost(brokerage):
    batch = letters.mark_mailed(printed(letters_to(stranger("12 Pine Street"))), on=clock.now().date(), cost_cents=94)

    assert (batch.status, Message.objects.get().cost_micros) == (BatchStatus.MAILED, 940_000)


@pytest.mark.parametrize("on", [date(2026, 7, 14), date(2026, 7, 16)])
def test_letters_are_not_mailed_before_they_were_made_nor_tomorrow(brokerage, on):
    batch = printed(letters_to(stranger("12 Pine Street")))

    with pytest.raises(InvalidLetter):
        letters.mark_mailed(batch, on=on, cost_cents=None)


def test_letters_that_were_never_mailed_count_for_nobody(brokerage):
    lead = stranger("12 Pine Street")
    batch = letters.drop(printed(letters_to(lead)))

    message = Message.objects.get()
    assert (batch.status, message.status, message.claimed_at) == (BatchStatus.DROPPED, MessageStatus.FAILED, None)
    with pytest.raises(DomainError):
        letter_printing.pdf(batch)
    printed(letters_to(lead))
    assert Message.objects.order_by("-pk").first().status == MessageStatus.SENT


def test_a_letter_that_came_back_was_not_delivered(brokerage):
    batch = letters.mark_mailed(printed(letters_to(stranger("12 Pine Street"))), on=clock.now().date(), cost_cents=None)

    letters.came_back(batch.letters.select_related("message").get())

    message = Message.objects.get()
    assert (message.status, message.error_code) == (MessageStatus.FAILED, "returned")


def test_a_moved_person_gets_no_letter_at_the_old_house(brokerage):
    lead = stranger("12 Pine Street")
    batch = letters.approve(letters_to(lead), by=AgentFactory())
    at_home(lead, "77 Elm Court")

    letters.release(batch)
    letters.make(batch.pk)

    assert Message.objects.get().reason == "ADDRESS_INCOMPLETE"


def test_words_that_the_rules_refuse_are_not_printed(brokerage):
    batch = letters_to(stranger("12 Pine Street"))
    letters.rewrite(batch, "Act now, {first_name}! FINAL NOTICE about your home. {brokerage}")

    printed(batch)

    assert Message.objects.get().reason == "CONTENT_FAILED"


def test_an_erased_person_is_off_every_list_and_the_house_stays_closed(brokerage):
    letter = letter_to(stranger("12 Pine Street"))
    house = PostalAddress(street="12 Pine Street", city="Orlando", state="FL", postal_code="32801")

    suppression.stop_letters(letter.contact, address=house, source="erasure")

    assert suppression.closed({letter.address_hash}, ["letter"]) == {letter.address_hash}


@pytest.mark.parametrize("change", ["words", "add", "remove"])
def test_who_still_sees_the_list_open_changes_no_approved_letters(brokerage, change):
    seen = letters_to(stranger("12 Pine Street"))
    letter = seen.letters.select_related("batch").get()
    newcomer = stranger("14 Pine St")
    letters.approve(LetterBatch.objects.get(), by=AgentFactory())

    changes = {
        "words": lambda: letters.rewrite(seen, "Something else."),
        "add": lambda: letters.add(seen, [newcomer]),
        "remove": lambda: letters.remove(letter),
    }
    with pytest.raises(InvalidLetter, match="were approved"):
        changes[change]()

    assert Letter.objects.get() == letter
    assert LetterBatch.objects.get().body == STANDARD


def test_nobody_approves_letters_while_they_are_being_changed(brokerage):
    batch, agent = letters_to(stranger("12 Pine Street")), AgentFactory()

    def approve():
        with scopes.in_brokerage(brokerage), connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
            try:
                letters.approve(LetterBatch.objects.get(), by=agent)
            finally:
                connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        letters.remove(batch.letters.get())  # the last one: what is approved now would be empty
        with pytest.raises(OperationalError, match="lock timeout"):
            pool.submit(approve).result()

    assert LetterBatch.objects.get().status == BatchStatus.COLLECTING
