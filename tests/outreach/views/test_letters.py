"""The pages where letters are put together, approved, printed and marked as mailed."""

import pytest

from crm.models import SmartList
from outreach.models import LetterBatch, Message
from outreach.services import letters, templates
from realestate.lib import clock
from tests.factories.crm import AgentFactory, ContactFactory, LeadFactory, OwnershipFactory, PropertyFactory
from tests.factories.outreach import at_home, letters_to, printed
from tests.signing_in import browser_of

pytestmark = pytest.mark.django_db(transaction=True)


def owner(street, **fields):
    return at_home(LeadFactory(contact=ContactFactory(source="county_roll"), kind="owner", **fields), street)


@pytest.fixture
def batch(brokerage, me):
    return letters_to(owner("12 Pine Street"))


def undo_in(client):
    """Return the address behind the last toast's undo."""
    return f"/undo/{list(client.session['undo'])[-1]}/"


def page_of(client, batch):
    return client.get(f"/letters/{batch.pk}/").content.decode()


def test_a_batch_begins_with_a_list_and_says_who_was_left_out(client, me, brokerage):
    owner("12 Pine Street")
    owner("12 Pine St.")
    LeadFactory(kind="owner")
    LeadFactory(kind="buyer")
    chosen = SmartList.objects.create(name="Owners", owner=me, filters={"kind": "owner"})

    answer = client.post("/letters/", {"name": "Pine Street", "smart_list": str(chosen.pk)}, follow=True)

    said = answer.content.decode()
    assert "1 on the list. Left out: 1 without a complete address, 1 at an address that is on the list." in said
    assert LetterBatch.objects.get().agent == me


def test_the_people_who_were_chosen_become_a_batch(client, brokerage):
    first, second = owner("12 Pine Street"), owner("14 Pine Street")

    client.post("/letters/add/", {"lead": [first.pk, second.pk]})

    assert LetterBatch.objects.get().letters.count() == 2


def test_the_whole_way_from_words_to_the_mail(client, batch):
    client.post(f"/letters/{batch.pk}/", {"body": "Dear {first_name}, this is {brokerage}."})
    assert client.get(f"/letters/{batch.pk}/preview.pdf").content.startswith(b"%PDF-")
    assert "Nothing is printed yet." in client.post(f"/letters/{batch.pk}/approve/", follow=True).content.decode()
    client.post(f"/letters/{batch.pk}/make/")
    letters.make(batch.pk)
    assert client.get(f"/letters/{batch.pk}/letters.pdf").content.startswith(b"%PDF-")
    assert "12 Pine Street" in client.get(f"/letters/{batch.pk}/letters.csv").content.decode()

    client.post(f"/letters/{batch.pk}/mailed/", {"on": "2026-07-15", "cost": "0.94"})

    shown = page_of(client, batch)
    assert "Mailed July 15, 2026, $0.94 a letter." in shown
    assert "came-back" in shown
    assert Message.objects.get().cost_micros == 940_000


def test_a_letter_that_was_answered_cannot_have_come_back(client, batch):
    letters.mark_mailed(printed(batch), on=clock.now().date(), cost_cents=None)
    batch.letters.update(agreed_at=clock.now())

    shown = page_of(client, batch)

    assert "Answered" in shown
    assert "came-back" not in shown


def test_the_approval_is_taken_back_by_undo_and_by_its_button(client, batch):
    client.post(f"/letters/{batch.pk}/approve/")
    client.post(undo_in(client))
    batch.refresh_from_db()
    assert batch.status == "collecting"

    client.post(f"/letters/{batch.pk}/approve/")
    client.post(f"/letters/{batch.pk}/reopen/")
    batch.refresh_from_db()
    assert batch.status == "collecting"


def test_who_was_taken_off_comes_back_by_undo(client, batch):
    client.post(f"/letters/{batch.pk}/to/{batch.letters.get().pk}/remove/")
    assert batch.letters.count() == 0

    client.post(undo_in(client))

    assert batch.letters.count() == 1


def test_bad_words_are_refused_and_not_lost(client, batch):
    answer = client.post(f"/letters/{batch.pk}/", {"body": "Hi {nobody}"})

    assert answer.status_code == 422
    assert "is not known" in answer.content.decode()
    assert "Hi {nobody}" in answer.content.decode()


def test_files_that_are_not_made_are_not_handed_out(client, batch):
    answer = client.get(f"/letters/{batch.pk}/letters.pdf", headers={"Accept": "text/html"})

    assert answer.status_code == 422
    assert "There are no files of these letters." in answer.content.decode()


def test_progress_is_shown_until_the_files_are_made(client, batch):
    letters.release(letters.approve(batch, by=batch.agent))
    assert "Checked against the rules" in client.get(f"/letters/{batch.pk}/progress/").content.decode()

    letters.make(batch.pk)

    assert client.get(f"/letters/{batch.pk}/progress/")["HX-Refresh"] == "true"


def test_what_the_rules_left_out_says_why(client, batch):
    printed(batch)
    again = printed(letters_to(batch.letters.get().lead))

    assert "A letter went to this person in the last four weeks." in page_of(client, again)


def test_letters_that_stay_here_can_be_dropped_and_one_that_came_back_noted(client, batch):
    printed(batch)
    client.post(f"/letters/{batch.pk}/mailed/", {"on": "2026-07-15"})
    client.post(f"/letters/{batch.pk}/to/{batch.letters.get().pk}/came-back/")
    assert "The post brought it back." in page_of(client, batch)

    other = letters_to(owner("14 Pine Street"))
    client.post(f"/letters/{other.pk}/drop/")
    assert "These letters were not mailed." in page_of(client, other)


def test_T66_an_agent_sees_their_own_letters_alone(client, batch):
    browser = browser_of(AgentFactory())

    assert browser.get(f"/letters/{batch.pk}/").status_code == 404
    assert "Owners on Pine Street" not in browser.get("/letters/").content.decode()
    assert "Owners on Pine Street" in client.get("/letters/").content.decode()


@pytest.mark.parametrize("address", ["/letters/", "/letters/{pk}/"])
def test_a_page_of_more_letters_costs_no_more_queries(client, me, batch, address, django_assert_max_num_queries):
    url = address.format(pk=batch.pk)
    client.get(url)
    with django_assert_max_num_queries(40) as first:
        client.get(url)
    letters.add(batch, [owner("14 Pine Street"), owner("16 Pine Street")])
    letters_to(owner("20 Elm Street"))
    with django_assert_max_num_queries(len(first.captured_queries)):
        client.get(url)


def test_letters_of_a_template_are_read_one_by_one_where_the_law_asks_for_it(client, me, brokerage):
    text = "Dear {owner_name}, this is {agent} of {brokerage}."
    version = templates.create(name="Spring letter", channel="letter", text=text)
    lead = owner("12 Pine Street")
    OwnershipFactory(contact=lead.contact, property=PropertyFactory(distress_reason="tax lien"))
    client.post("/letters/", {"name": "Spring", "template": str(version.pk)})
    batch = LetterBatch.objects.get()
    assert batch.version == version
    brokerage.postal_address = "100 Palm Avenue, Orlando, FL 32801"
    brokerage.save()
    letters.add(batch, [lead])
    letter = batch.letters.get()

    listed = page_of(client, batch)
    assert "1 letter goes to owners in foreclosure or tax default" in listed
    assert "Must be read" in listed
    assert "must be read first" in client.post(f"/letters/{batch.pk}/approve/", follow=True).content.decode()

    url = f"/letters/{batch.pk}/to/{letter.pk}/"
    shown = client.get(url)
    assert f"Dear {lead.contact.name}, this is {me.name}" in shown.content.decode()
    client.post(url, {"seen": shown.context["seen"]})
    assert "Must be read" not in page_of(client, batch)
    assert "Nothing is printed yet." in client.post(f"/letters/{batch.pk}/approve/", follow=True).content.decode()


def test_the_words_of_a_batch_can_be_taken_from_a_template_and_be_ones_own_again(client, batch):
    version = templates.create(
        name="Spring letter", channel="letter", text="Dear {owner_name}, {agent} of {brokerage}."
    )
    client.post(f"/letters/{batch.pk}/template/", {"template": str(version.pk)})
    assert "Spring letter v1, filled for each person" in page_of(client, batch)
    client.post(f"/letters/{batch.pk}/template/", {"template": ""})
    assert "Keep the words" in page_of(client, batch)


def test_a_letter_that_cannot_be_written_says_why(client, batch):
    text = "Dear {owner_name}, {agent} of {brokerage} writes about {situs_address}."
    letters.rewrite(batch, version=templates.create(name="Spring letter", channel="letter", text=text))
    shown = client.get(f"/letters/{batch.pk}/to/{batch.letters.get().pk}/").content.decode()
    assert "Not known of this person" in shown
