"""The inbox: who waits, what was said, and who answers."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from crm.models import Event, Interaction
from crm.services import leads
from outreach.models import Conversation, Handoff, HandoffCall, Message, Suppression
from outreach.selectors import inbox
from outreach.services import conversations, handoff
from outreach.states import HandoffState, InCharge
from realestate.lib import clock
from tests.factories.crm import AgentFactory
from tests.factories.outreach import willing_lead
from tests.signing_in import browser_of

HTMX = {"HTTP_HX_REQUEST": "true"}


def page(client, url, **more):
    answer = client.get(url, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_inbox_says_that_nobody_waits(client):
    assert "Nobody waits for you" in page(client, "/inbox/")


def test_a_question_for_a_person_stands_in_needs_you_with_its_reason(client, conversation):
    shown = page(client, "/inbox/")

    assert conversation.contact.name in shown
    assert "Wants to meet" in shown
    assert "Can I see the house on Saturday?" in shown


def test_the_number_beside_inbox_is_that_of_its_first_box(client, conversation, says, me):
    """One waits to be taken over; one is mine, and wrote again."""
    answered = says("Is it still for sale?", by=willing_lead(me.brokerage)).conversation
    handoff.take_over(answered, agent=me)
    says("And the roof?", by=answered.contact.leads.get())

    assert [box.count for box in inbox.boxes(me) if box.name == "needs"] == ["2"]
    assert inbox.waiting_count(me) == 2


@pytest.mark.parametrize(
    ("box", "is_there"),
    [
        ("needs", True),
        ("mine", False),
        ("unassigned", False),
        ("homestretch", False),
        ("snoozed", False),
        ("all", True),
    ],
)
def test_a_waiting_conversation_is_in_these_boxes(client, conversation, box, is_there):
    assert (conversation.contact.name in page(client, f"/inbox/?box={box}")) is is_there


def test_what_homestretch_answers_alone_stands_in_its_own_box(client, says):
    said = says("ok thanks")

    assert said.contact.name in page(client, "/inbox/?box=homestretch")
    assert "Nobody waits for you" in page(client, "/inbox/?box=needs")


def test_the_thread_names_the_handoff_and_offers_to_take_over(client, conversation):
    shown = page(client, f"/inbox/{conversation.pk}/")

    assert "Homestretch stopped here and asks for you." in shown
    assert "Take over" in shown
    assert "Private note" in shown
    assert f"composer-{conversation.contact.leads.get().pk}" not in shown


def test_taking_over_puts_me_in_charge_and_opens_the_composer(client, conversation, me):
    shown = client.post(f"/inbox/{conversation.pk}/take-over/", **HTMX).content.decode()

    conversation.refresh_from_db()
    assert (conversation.in_charge, conversation.agent) == (InCharge.AGENT, me)
    assert Handoff.objects.get().status == HandoffState.TAKEN
    assert "Return to Homestretch" in shown
    assert f"composer-{conversation.contact.leads.get().pk}" in shown
    assert 'id="conversations" hx-swap-oob="true"' in shown


def test_a_mere_thank_you_does_not_wait_for_an_answer(client, conversation, says):
    client.post(f"/inbox/{conversation.pk}/take-over/", **HTMX)
    conversation.refresh_from_db()
    conversations.said(conversation, clock.now(), inbound=False)

    says("Thank you so much!")
    assert "Nobody waits for you" in page(client, "/inbox/")
    assert "Waits for an answer" not in page(client, "/inbox/?box=mine")

    says("What about the garage")
    says("Thanks")
    assert "Waits for an answer" in page(client, "/inbox/")


def test_taking_over_without_htmx_returns_to_the_conversation(client, conversation):
    answer = client.post(f"/inbox/{conversation.pk}/take-over/?box=needs")

    assert (answer.status_code, answer.url) == (302, f"/inbox/{conversation.pk}/?box=needs")


def test_a_conversation_of_a_colleague_cannot_be_taken(client, conversation):
    handoff.take_over(conversation, agent=AgentFactory(name="Luis Ferrer"))

    answer = client.post(f"/inbox/{conversation.pk}/take-over/", **HTMX)

    assert answer.status_code == 422
    assert "Another agent has taken this conversation over" in answer.content.decode()


def test_giving_back_closes_the_handoff(client, conversation, me):
    handoff.take_over(conversation, agent=me)

    client.post(f"/inbox/{conversation.pk}/return/", **HTMX)

    conversation.refresh_from_db()
    assert conversation.in_charge == InCharge.ASSISTANT
    assert Handoff.objects.get().status == HandoffState.CLOSED


def test_what_is_written_while_homestretch_is_in_charge_is_a_private_note(client, conversation, me):
    before = Message.objects.count()

    shown = client.post(f"/inbox/{conversation.pk}/note/", {"note": "She means the Pine St house"}, **HTMX)

    assert list(Interaction.objects.values_list("kind", "summary", "agent")) == [
        ("note", "She means the Pine St house", me.pk)
    ]
    assert Message.objects.count() == before
    assert "She means the Pine St house" in shown.content.decode()


def test_a_snoozed_conversation_leaves_the_boxes_until_they_write(client, conversation, says):
    client.post(f"/inbox/{conversation.pk}/rest/", {"until": "week"}, **HTMX)
    assert "Nobody waits for you" in page(client, "/inbox/")
    assert conversation.contact.name in page(client, "/inbox/?box=snoozed")

    says("hello? are you there, can I see it today?")

    assert conversation.contact.name in page(client, "/inbox/")


class TestUnclearAnswers:
    """A message that may be a stop holds automation until a person decides."""

    @pytest.fixture
    def paused(self, conversation):
        conversations.pause(conversation, reason="May be asking us to stop, or is upset. A person has to decide.")
        return conversation

    def test_the_page_asks_for_the_decision(self, client, paused):
        shown = page(client, f"/inbox/{paused.pk}/")

        assert "Automation waits: decide." in shown
        assert "Let it go on" in shown

    def test_going_on_lifts_the_pause_and_suppresses_nothing(self, client, paused):
        client.post(f"/inbox/{paused.pk}/decide/", {"was_stop": "no"}, **HTMX)

        paused.refresh_from_db()
        assert paused.paused_reason == ""
        assert Handoff.objects.get().status == HandoffState.CLOSED
        assert Suppression.objects.count() == 0

    def test_a_stop_is_kept_in_their_own_words_as_of_their_message(self, client, paused, me):
        client.post(f"/inbox/{paused.pk}/decide/", {"was_stop": "yes"}, **HTMX)

        entry = Suppression.objects.get()
        said = Message.objects.get(direction="in")
        assert (entry.scope, entry.source, entry.agent) == ("phone", "agent", me)
        assert (entry.verbatim, entry.effective_at) == (said.body, said.occurred_at)
        assert paused.contact.leads.get().status == "opt_out"


def test_new_words_are_fetched_alone_while_nobody_else_took_over(client, conversation):
    shown = page(client, f"/inbox/{conversation.pk}/words/?seen=homestretch", **HTMX)

    assert "Can I see the house on Saturday?" in shown
    assert "thread-foot" not in shown


def test_the_foot_comes_along_when_a_colleague_took_over_meanwhile(client, conversation):
    handoff.take_over(conversation, agent=AgentFactory(name="Luis Ferrer"))

    shown = page(client, f"/inbox/{conversation.pk}/words/?seen=homestretch", **HTMX)

    assert "Luis Ferrer answers here" in shown


def test_who_else_was_told_and_when_stands_above_the_foot(client, conversation, me):
    rows = [(AgentFactory(name="Luis Ferrer"), 1), (me, 2)]
    for told, number in rows:
        HandoffCall.objects.create(handoff=Handoff.objects.get(), agent=told, number=number, told_at=clock.now())

    shown = page(client, f"/inbox/{conversation.pk}/")

    assert "Luis Ferrer was told" in shown
    assert "You were told" in shown


def test_earlier_words_come_in_pages(client, conversation, says):
    for number in range(41):
        says(f"thought {number} of mine")

    first = page(client, f"/inbox/{conversation.pk}/words/?seen=homestretch", **HTMX)
    assert "thought 40 of mine" in first
    assert "Can I see the house on Saturday?" not in first

    start = first.split("before=")[1].split('"')[0]
    older = page(client, f"/inbox/{conversation.pk}/earlier/?before={start}", **HTMX)
    assert "Can I see the house on Saturday?" in older


def test_the_list_is_paged_and_every_conversation_is_on_one_page(client, brokerage, me):
    start = clock.now()
    for number in range(27):
        lead = willing_lead(brokerage)
        row = conversations.of(lead.contact)
        conversations.said(row, start - timedelta(minutes=number // 3), inbound=True)

    first = client.get("/inbox/?box=all").context["listing"]
    second = client.get(f"/inbox/?box=all&after={first.next.replace('+', '%2B')}").context["listing"]

    seen = [line.conversation.pk for line in [*first.lines, *second.lines]]
    assert (len(first.lines), second.next) == (25, "")
    assert sorted(seen) == sorted(Conversation.objects.values_list("pk", flat=True))


def test_one_conversation_and_three_cost_the_same_number_of_statements(client, conversation, says, brokerage):
    def statements(url):
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return len(seen)

    one = statements(f"/inbox/{conversation.pk}/?box=all")
    for _ in range(2):
        says("Can I see it?", by=willing_lead(brokerage))
        says("And when?")

    assert statements(f"/inbox/{conversation.pk}/?box=all") == one


def test_an_agent_sees_neither_list_nor_thread_of_a_colleagues_lead(conversation, lead):
    leads.assign(lead, AgentFactory(name="Luis Ferrer"))
    browser = browser_of(AgentFactory(name="Ana Ortiz"))

    assert conversation.contact.name not in browser.get("/inbox/?box=all").content.decode()
    assert browser.get(f"/inbox/{conversation.pk}/").status_code == 404


def test_a_search_leads_to_the_message_amid_what_was_said_and_back_to_the_newest(client, conversation, says):
    wanted = says("The roof leaks since the storm")
    for number in range(20):
        says(f"And another thing, number {number}")

    shown = client.get("/inbox/?box=all&q=leaking+roof").content.decode()
    assert "<mark>roof</mark>" in shown
    address = f"/inbox/{conversation.pk}/?box=all&amp;q=leaking+roof&amp;at={wanted.pk}#message-{wanted.pk}"
    assert address in shown

    thread = client.get(address.split("#")[0].replace("&amp;", "&")).content.decode()

    assert f'id="message-{wanted.pk}"' in thread
    assert "number 19" not in thread.split('id="about"')[0].split('id="thread"')[1]
    assert "To the newest word" in thread


def test_a_search_that_finds_nothing_says_how_to_go_on(client, conversation):
    assert "Nothing said with these words" in client.get("/inbox/?q=zeppelin").content.decode()


def test_one_hit_and_three_cost_the_same_number_of_statements(client, says, brokerage):
    says("The roof leaks")
    client.get("/inbox/?q=roof")
    with CaptureQueriesContext(connection) as one:
        client.get("/inbox/?q=roof")
    for _ in range(2):
        says("My roof leaks too", by=willing_lead(brokerage))

    with CaptureQueriesContext(connection) as three:
        client.get("/inbox/?q=roof")

    assert len(three) == len(one)


def test_opening_a_conversation_marks_it_read_and_u_puts_it_before_one_again(client, conversation, me):
    assert "Unread: " in client.get("/inbox/?box=all").content.decode()

    client.get(f"/inbox/{conversation.pk}/?box=all")
    assert "Unread: " not in client.get("/inbox/?box=all").content.decode()

    answer = client.post(f"/inbox/{conversation.pk}/unread/?box=all&channel=sms")
    assert answer.url == "/inbox/?box=all&channel=sms"
    assert "Unread: " in client.get("/inbox/?box=needs").content.decode()


def test_filters_live_in_the_address_and_an_empty_result_says_so(client, conversation):
    shown = client.get("/inbox/?box=all&channel=email").content.decode()

    assert "Nothing fits these filters" in shown
    assert 'href="?box=all"' in shown  # takes the filter away
    assert (
        f"/inbox/{conversation.pk}/?box=all&amp;channel=sms"
        in client.get("/inbox/?box=all&channel=sms").content.decode()
    )


def test_a_conversation_rests_until_an_hour_of_ones_own_clock(client, conversation, me):
    client.post(f"/inbox/{conversation.pk}/rest/?box=all", {"until": "own", "until_own": "2026-07-17T15:30"})

    conversation.refresh_from_db()
    assert (conversation.snoozed_until.isoformat(), conversation.rested_by) == ("2026-07-17T19:30:00+00:00", me)


def test_a_rest_without_an_hour_is_refused_in_words(client, conversation):
    answer = client.post(f"/inbox/{conversation.pk}/rest/?box=all", {"until": "own"}, follow=True)

    conversation.refresh_from_db()
    assert conversation.snoozed_until is None
    assert "Choose a day and an hour first." in answer.content.decode()


def test_a_conversation_is_given_as_a_file_to_who_may_read_it_and_computes_nothing(client, says, conversation):
    says("=1+1, and can I see it?")

    answer = client.get(f"/inbox/{conversation.pk}/conversation.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    said = [row for row in rows if row["Direction"] == "From them"]
    assert [row["Words"] for row in said] == ["Can I see the house on Saturday?", "'=1+1, and can I see it?"]
    assert said[0]["Time"] == "2026-07-15 12:00 EDT"
    assert browser_of(AgentFactory()).get(f"/inbox/{conversation.pk}/conversation.csv").status_code == 404


def test_who_took_a_conversation_out_is_on_record_before_the_first_line_is_read(client, conversation, me, lead):
    client.get(f"/inbox/{conversation.pk}/conversation.csv")

    kept = Event.objects.get(kind="conversation.exported")
    assert (kept.contact_id, kept.payload["conversation_id"], kept.payload["agent_id"], kept.payload["messages"]) == (
        lead.contact_id, conversation.pk, me.pk, Message.objects.filter(conversation=conversation).count(),
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=kept.pk).update(payload={})
    page = client.get(f"/people/{lead.pk}/timeline/").content.decode()
    assert f"{me.name} took the conversation out as a file." in page
