"""Writing by hand: what it costs, whether it may go, and that two clicks are one message."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import ContactPoint
from outreach.models import Message, Wording
from outreach.services import handoff, suppression, templates
from outreach.states import MessageStatus, Purpose
from realestate.lib import clock
from tests import language_models
from tests.factories.crm import AgentFactory
from tests.factories.outreach import NIGHT, NOON, phone_of
from tests.language_models import claude_says
from tests.signing_in import browser_of

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def url(lead):
    return f"/people/{lead.pk}/message/"


@pytest.fixture
def at_night(lead):
    with clock.shifted(NIGHT - clock.real_now()):
        lead.brokerage.is_demo = True
        lead.brokerage.clock_shift = NIGHT - clock.real_now()
        lead.brokerage.save()
        yield


def written(**more):
    return {"channel": "sms", "body": "Saturday works, 10:30?", "idempotency_key": str(uuid.uuid4()), **more}


@pytest.fixture(autouse=True)
def _at_noon(brokerage):
    """The server's clock at noon in Orlando too: a request enters the brokerage anew."""
    brokerage.is_demo = True
    brokerage.clock_shift = NOON - clock.real_now()
    brokerage.save()


def test_at_noon_a_text_can_be_sent_now(client, url):
    shown = client.get(url).content.decode()

    assert "Can be sent now, open until 8:00 PM" in shown
    assert "Send text" in shown


def test_at_night_it_is_scheduled_for_the_morning_on_their_clock(client, url, at_night):
    shown = client.get(url).content.decode()

    assert "Not now." in shown
    assert "Schedule for 8:00 AM their time" in shown

    client.post(f"{url}send/", written(), **HTMX)

    message = Message.objects.get()
    assert message.due_at.isoformat() == "2026-07-16T12:00:00+00:00"  # 8:00 in Orlando
    assert message.status == MessageStatus.QUEUED


def test_somebody_who_opted_out_cannot_be_written_to_and_the_page_says_why(client, url, lead):
    suppression.suppress(phone_of(lead), "phone", source="text", verbatim="stop it")

    shown = client.get(url).content.decode()

    assert "This cannot be sent." in shown
    assert "This person asked us to stop" in shown
    assert '<button class="btn btn-primary" type="submit" disabled data-send>' in shown


def test_somebody_without_a_number_can_still_be_mailed(client, url, lead):
    ContactPoint.objects.filter(contact=lead.contact, kind="phone").delete()

    assert "There is no phone number for this person yet." in client.get(f"{url}?channel=sms").content.decode()
    assert "Send email" in client.get(url).content.decode()  # where no way is named, the one that leads there


def test_the_count_is_that_of_the_finished_text(client, url):
    short = client.post(f"{url}count/", {"channel": "sms", "body": "See you at 10:30"}).content.decode()
    long = client.post(f"{url}count/", {"channel": "sms", "body": "See you at 10:30. " * 12}).content.decode()

    assert "1 segment, " in short
    assert "2 segments, " in long


def test_the_price_is_what_the_carrier_charged_of_late(client, url, says):
    client.post(f"{url}send/", written(), **HTMX)
    Message.objects.filter(direction="out").update(segments=1, cost_micros=11_000, sent_at=clock.now())

    shown = client.post(f"{url}count/", {"channel": "sms", "body": "See you at 10:30"}).content.decode()

    assert "$0.011" in shown


def test_T21_the_same_form_twice_is_one_message(client, url):
    form = written()

    for _ in range(2):
        assert client.post(f"{url}send/", form, **HTMX).status_code == 200

    assert Message.objects.count() == 1


def test_two_forms_are_two_messages(client, url):
    client.post(f"{url}send/", written(), **HTMX)
    client.post(f"{url}send/", written(), **HTMX)

    assert Message.objects.count() == 2


def test_an_answer_within_a_day_is_a_reply_and_anything_else_is_marketing(client, url, says, me):
    client.post(f"{url}send/", written(), **HTMX)
    says("Yes, can we meet?")
    client.post(f"{url}send/", written(), **HTMX)

    sent = Message.objects.filter(author="agent").order_by("pk")
    assert [(row.purpose, row.agent) for row in sent] == [(Purpose.MARKETING, me), (Purpose.REPLY, me)]


def test_an_email_without_a_subject_is_not_taken_and_nothing_is_lost(client, url):
    answer = client.post(f"{url}send/", written(channel="email", subject=""), **HTMX)

    assert (answer.status_code, answer["HX-Reswap"]) == (422, "none")
    assert "An email needs a subject." in answer.content.decode()
    assert Message.objects.count() == 0


def test_while_a_colleague_answers_nobody_else_writes(client, url, conversation):
    handoff.take_over(conversation, agent=AgentFactory(name="Luis Ferrer"))

    assert "Luis Ferrer answers" in client.get(url).content.decode()
    answer = client.post(f"{url}send/", written(), **HTMX)

    assert answer.status_code == 422
    assert "Luis Ferrer answers" in answer.content.decode()
    assert not Message.objects.filter(author="agent").exists()


def test_what_waits_is_shown_by_itself(client, url, at_night):
    client.post(f"{url}send/", written(), **HTMX)

    shown = client.get(f"{url}waiting/", **HTMX).content.decode()

    assert "Tomorrow, 8:00 AM their time" in shown
    assert "Saturday works, 10:30?" in shown


def test_the_box_stands_among_the_ways_to_write_of_the_lead_page(client, url):
    tabs = re.findall(r'class="tab"[^>]*>([^<]+)<', client.get(url, **HTMX).content.decode())

    assert tabs == ["Text", "Email", "Note", "Call log", "Task", "Appointment"]


def test_without_htmx_the_box_is_a_page(client, url):
    assert "<html" in client.get(url).content.decode()


def test_a_waiting_message_can_be_taken_back(client, url, at_night):
    client.post(f"{url}send/", written(), **HTMX)
    message = Message.objects.get()

    answer = client.post(f"/messages/{message.pk}/take-back/", **HTMX)

    message.refresh_from_db()
    assert (answer.status_code, message.status) == (200, MessageStatus.CANCELLED)
    assert message.reason == "Taken back by Dana Whitlock."


HELLO = "Hi {first_name}, {agent} with {brokerage}. May I call?"


@pytest.fixture
def template(brokerage):
    return templates.create(name="A short hello", channel="sms", text=HELLO)


def test_a_template_fills_the_box_for_this_person_with_its_sources(client, url, lead, template):
    assert "A short hello" in client.get(f"{url}?channel=sms").content.decode()

    shown = client.get(f"{url}fill/?channel=sms&template={template.pk}", **HTMX).content.decode()

    assert f"Hi {lead.contact.first_name}, Dana Whitlock with" in shown
    assert "version 1 · 3 facts" in shown
    assert "Their record" in shown


def test_without_scripts_a_template_is_a_link_that_fills_the_page(client, url, template):
    assert "Dana Whitlock with" in client.get(f"{url}?channel=sms&template={template.pk}").content.decode()


def test_a_template_about_something_unknown_says_so_and_leaves_the_box_empty(client, url, brokerage):
    home = templates.create(name="About the home", channel="sms", text=f"{HELLO} {{situs_address}}")

    shown = client.get(f"{url}fill/?channel=sms&template={home.pk}", **HTMX).content.decode()

    assert "“About the home” does not fit." in shown
    assert "Not known of this person" in shown
    assert "></textarea>" in shown


def test_what_was_sent_from_a_template_says_so(client, url, template):
    client.post(f"{url}send/", written(template=template.pk), **HTMX)

    assert Wording.objects.get().version == template


def test_a_template_of_another_brokerage_fills_nothing(client, url):
    shown = client.get(f"{url}fill/?channel=sms&template=999999", **HTMX).content.decode()

    assert "write-facts" not in shown


def test_many_templates_cost_no_more_queries_than_one(client, url, template, django_assert_max_num_queries):
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for number in range(3):
        templates.create(name=f"Hello {number}", channel="sms", text=f"{HELLO} {number}")

    with django_assert_max_num_queries(len(one)):
        client.get(url)


def test_without_a_model_make_it_personal_leaves_the_words_and_says_so(client, url, template):
    shown = client.post(f"{url}draft/", written(template=template.pk), **HTMX).content.decode()

    assert "The template’s own words." in shown
    assert "No language model is set up here." in shown
    assert "Dana Whitlock with" in shown


def test_a_models_draft_is_marked_as_one(client, url, lead, template, settings):
    draft = f"{lead.contact.first_name}, this is Dana Whitlock with {lead.brokerage.name}. Shall I call you?"
    with language_models.models(settings, order=("claude",)) as server:
        server.claude(claude_says(draft))
        shown = client.post(f"{url}draft/", written(template=template.pk), **HTMX).content.decode()

    assert "A draft by a language model." in shown
    assert "Shall I call you?" in shown
    assert Message.objects.count() == 0


def test_a_later_hour_is_chosen_on_their_clock_and_shown_as_scheduled(client, url, lead):
    shown = client.get(url).content.decode()
    assert 'value="2026-07-16T09:00">Tomorrow morning' in shown

    answer = client.post(f"{url}send/", written(at="2026-07-16T09:00"), **HTMX).content.decode()

    message = Message.objects.get()
    assert message.due_at.isoformat() == "2026-07-16T13:00:00+00:00"
    assert "The text goes out tomorrow, 9:00 AM their time." in answer
    thread = client.get(f"/inbox/{message.conversation_id}/?box=all").content.decode()
    assert "Still to come" in thread
    assert "Scheduled for tomorrow, 9:00 AM their time" in thread


def test_a_typed_hour_in_the_night_is_moved_to_the_morning_and_the_page_says_so(client, url):
    answer = client.post(f"{url}send/", written(at="own", at_own="2026-07-15T23:30"), **HTMX).content.decode()

    assert "That hour is closed where they live. The text goes out tomorrow, 8:00 AM their time." in answer


@pytest.mark.parametrize("typed", ["", "soon"])
def test_without_a_proper_hour_nothing_is_scheduled_and_nothing_is_lost(client, url, typed):
    answer = client.post(f"{url}send/", written(at="own", at_own=typed), **HTMX)

    assert (answer.status_code, answer["HX-Reswap"]) == (422, "none")
    assert "Choose a day and an hour first." in answer.content.decode()
    assert Message.objects.count() == 0


def test_a_scheduled_message_can_be_sent_now_from_the_page(client, url):
    client.post(f"{url}send/", written(at="2026-07-16T09:00"), **HTMX)
    message = Message.objects.get()

    answer = client.post(f"/messages/{message.pk}/send-now/", **HTMX)

    message.refresh_from_db()
    assert answer["HX-Trigger"] == "said"
    assert message.due_at.isoformat() < "2026-07-16"


def test_a_stranger_cannot_send_a_scheduled_message(client, url, me):
    client.post(f"{url}send/", written(at="2026-07-16T09:00"), **HTMX)
    stranger = browser_of(AgentFactory(name="Ann Other"))

    assert stranger.post(f"/messages/{Message.objects.get().pk}/send-now/").status_code == 404


PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def test_a_picture_goes_along_with_a_text_and_stands_in_the_thread(client, url, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.post(f"{url}send/", written(files=SimpleUploadedFile("front.png", PICTURE)), **HTMX)

    message = Message.objects.get()
    file = message.attachments.get()
    assert (file.name, file.content_type) == ("front.png", "image/png")
    assert f"/files/{file.pk}/" in client.get(f"/inbox/{message.conversation_id}/?box=all").content.decode()


def test_a_file_that_a_text_cannot_take_is_refused_by_name_and_nothing_is_lost(client, url):
    answer = client.post(f"{url}send/", written(files=SimpleUploadedFile("offer.pdf", b"%PDF-1.7")), **HTMX)

    assert (answer.status_code, answer["HX-Reswap"]) == (422, "none")
    assert "“offer.pdf” cannot go along. Up to 10 pictures, 5 MB together." in answer.content.decode()
    assert Message.objects.count() == 0


def test_a_text_with_pictures_is_priced_by_those_that_had_some(client, url):
    asked = {"channel": "sms", "body": "See you at 10:30"}
    client.post(f"{url}send/", written(), **HTMX)
    Message.objects.update(segments=1, cost_micros=11_000, sent_at=clock.now())

    plain = client.post(f"{url}count/", {**asked, "pictures": "0"}).content.decode()
    pictured = client.post(f"{url}count/", {**asked, "pictures": "2"}).content.decode()

    assert "$0.011" in plain
    assert "with pictures" in pictured
    assert "$" not in pictured
