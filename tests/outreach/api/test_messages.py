"""Writing to people through the API, reading what became of it, and taking it back."""

from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.api import message_shapes as shapes
from outreach.models import Conversation, Message
from outreach.services import suppression, templates
from tests.api import HOME, Caller, caller_for, is_like
from tests.factories.crm import AgentFactory, BrokerageFactory
from tests.factories.outreach import ask_for_text, decided, willing_lead

ORLANDO = ZoneInfo("America/New_York")
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner(brokerage) -> Caller:
    return caller_for(AgentFactory(owner=True))


def a_text(to, **more):
    return {"contact": to.contact_id, "channel": "sms", "body": "Does Saturday suit you?", **more}


class TestWriting:
    """``POST messages/``."""

    def test_a_text_is_asked_for_and_the_gate_answers_in_words(self, owner, lead):
        answer = owner.post("messages/", a_text(lead))
        told = answer.json()
        assert (answer.status_code, told["moved"]) == (201, False)
        assert told["decision"] == {
            "verdict": "allow", "sentence": "Allowed: every check passed.", "reason": "", "rule": "", "until": None,
        }  # fmt: skip
        assert is_like(told, shapes.WRITTEN.value)
        written = Message.objects.get()
        assert (told["message"]["id"], written.lead, written.agent, written.author) == (
            written.pk, lead, owner.agent, "agent",
        )  # fmt: skip

    def test_an_hour_without_an_offset_is_on_the_readers_clock(self, owner, lead):
        told = owner.post("messages/", a_text(lead, send_at="2026-07-16T09:00")).json()
        due = Message.objects.get().due_at
        assert due.astimezone(ORLANDO).isoformat() == "2026-07-16T09:00:00-04:00"
        assert told["message"]["due_at"] == "2026-07-16T13:00:00Z"

    def test_an_hour_with_an_offset_is_that_moment(self, owner, lead):
        owner.post("messages/", a_text(lead, send_at="2026-07-16T09:00:00-07:00"))
        assert Message.objects.get().due_at.astimezone(ORLANDO).hour == 12

    def test_a_closed_hour_is_moved_and_said(self, owner, lead):
        told = owner.post("messages/", a_text(lead, send_at="2026-07-16T23:00")).json()
        assert (told["moved"], told["message"]["due_at"]) == (True, "2026-07-17T12:00:00Z")
        assert (told["decision"]["verdict"], told["decision"]["reason"]) == ("defer", "QUIET_HOURS")

    def test_what_the_gate_forbids_is_a_problem_that_names_the_rule_and_leaves_nothing(self, owner, lead):
        suppression.suppress_contact(lead.contact, "all", source="agent")
        answer = owner.post("messages/", a_text(lead), Idempotency_Key="one")
        told = answer.json()
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
        assert (told["code"], told["reason"], bool(told["rule"]), bool(told["helps"])) == (
            "blocked", "OPTED_OUT", True, True,
        )  # fmt: skip
        assert is_like(told, shapes.BLOCKED.value)
        assert told["rule"] == shapes.BLOCKED.value["rule"]
        assert not Message.objects.filter(direction="out").exists()

    def test_a_repeat_is_the_same_message(self, owner, lead):
        first = owner.post("messages/", a_text(lead), Idempotency_Key="order-7")
        second = owner.post("messages/", a_text(lead), Idempotency_Key="order-7")
        assert (second.json(), second["Idempotency-Replayed"]) == (first.json(), "true")
        assert Message.objects.count() == 1
        other = owner.post("messages/", a_text(lead, body="Or Sunday?"), Idempotency_Key="order-7")
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")

    def test_words_that_must_not_go_out_are_named(self, owner, lead):
        answer = owner.post("messages/", a_text(lead, body="A safe area, perfect for a Christian family."))
        told = answer.json()
        assert (answer.status_code, told["reason"]) == (422, "CONTENT_FAILED")
        assert [(one["field"], bool(one["code"])) for one in told["errors"]] == [("body", True)]

    def test_a_template_is_filled_for_the_person_and_remembered(self, owner, lead, settings):
        settings.PUBLIC_URL = "https://crm.example.com"  # one-click unsubscribing needs it
        version = templates.create(
            name="Hello", channel="email", subject="Hello {first_name}", text="Hello {first_name}, it is {agent}.",
            html="<p>Hello {first_name}, it is <b>{agent}</b>.</p>",
        )  # fmt: skip
        body = {"contact": lead.contact_id, "channel": "email", "template": version.template.key}
        answer = owner.post("messages/", body)
        assert answer.status_code == 201, answer.json()
        told = answer.json()["message"]
        assert told["subject"] == f"Hello {lead.contact.first_name}"
        assert owner.agent.name in told["body"]
        assert "<strong>" in Message.objects.get().html
        assert owner.get(f"messages/{told['id']}/").json()["template"] == version.template.key

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"body": ""}, "body"),
            ({"body": "x" * 1601}, "body"),
            ({"subject": "Saturday"}, "subject"),
            ({"channel": "email"}, "subject"),
            ({"channel": "letter"}, "channel"),
            ({"template": "nothing"}, "body"),
            ({"body": None}, "body"),
            ({"contact": 0}, "contact"),
            ({"lead": 0}, "lead"),
            ({"send_at": "soon"}, "send_at"),
        ],
    )
    def test_what_cannot_be_taken_names_its_field(self, owner, lead, more, field):
        answer = owner.post("messages/", a_text(lead, **more))
        assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (400, [field])

    def test_an_unknown_template_names_its_field(self, owner, lead):
        body = {"contact": lead.contact_id, "channel": "sms", "template": "nothing"}
        assert owner.post("messages/", body).json()["errors"][0]["field"] == "template"

    @pytest.mark.parametrize("hour", ["2026-07-15T11:00", "2027-07-15T11:00"])
    def test_an_hour_that_is_over_or_too_far_names_its_field(self, owner, lead, hour):
        answer = owner.post("messages/", a_text(lead, send_at=hour))
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "send_at")

    def test_a_person_without_a_number_is_said_to_be_unreachable(self, owner, lead):
        lead.contact.points.all().delete()
        assert owner.post("messages/", a_text(lead)).json()["code"] == "unreachable"

    def test_a_colleagues_conversation_is_not_talked_into(self, owner, lead):
        colleague = AgentFactory(name="Ana Ortiz")
        Conversation.objects.create(
            contact=lead.contact, in_charge="agent", agent=colleague, taken_over_at="2026-07-15T15:00Z"
        )
        assert owner.post("messages/", a_text(lead)).json()["code"] == "not_yours"

    def test_nobody_writes_to_people_they_may_not_see(self, owner, lead, db):
        stranger = caller_for(AgentFactory(brokerage=BrokerageFactory(), owner=True))
        for caller in (caller_for(AgentFactory()), stranger):
            answer = caller.post("messages/", a_text(lead))
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "contact")
        assert Message.objects.count() == 0


class TestReading:
    """``GET messages/`` and one of them."""

    def test_the_list_is_narrowed_by_person_channel_status_and_day(self, owner, brokerage, lead):
        mine = ask_for_text(lead)
        ask_for_text(willing_lead(brokerage), key="trial:2")

        def ids(**query):
            return [row["id"] for row in owner.get("messages/", **query).json()["results"]]

        assert len(ids()) == 2
        assert ids(contact=lead.contact_id, channel="sms", status="queued") == [mine.pk]
        assert ids(status="sent") == ids(channel="email") == ids(until="2026-07-15T00:00Z") == []
        assert owner.get("messages/", status="nothing").json()["errors"][0]["field"] == "status"

    def test_a_page_is_followed_by_the_next(self, owner, lead):
        sent = [ask_for_text(lead, key=f"trial:{number}").pk for number in range(3)]
        page = owner.get("messages/", page_size=2).json()
        rest = owner.client.get(page["next"]).json()
        assert {row["id"] for row in page["results"] + rest["results"]} == set(sent)
        assert rest["next"] is None

    def test_a_longer_list_costs_no_more_queries(self, owner, lead, brokerage):
        def queries():
            with CaptureQueriesContext(connection) as caught:
                assert owner.get("messages/").status_code == 200
            return len(caught)

        ask_for_text(lead)
        queries()
        one = queries()
        for number in range(2, 5):
            ask_for_text(willing_lead(brokerage), key=f"trial:{number}")
        assert queries() == one

    def test_one_message_tells_what_the_gate_said_last(self, owner, lead):
        message = ask_for_text(lead)
        assert owner.get(f"messages/{message.pk}/").json()["decision"] is None
        decided(lead, message=message)
        told = owner.get(f"messages/{message.pk}/").json()
        assert (told["id"], told["template"]) == (message.pk, "")
        assert (told["decision"]["verdict"], told["decision"]["reason"]) == ("block", "OPTED_OUT")

    def test_strangers_and_colleagues_find_nothing(self, owner, lead):
        message = ask_for_text(lead)
        stranger = caller_for(AgentFactory(brokerage=BrokerageFactory(), owner=True))
        for caller in (stranger, caller_for(AgentFactory())):
            assert caller.get(f"messages/{message.pk}/").status_code == 404
            assert caller.post(f"messages/{message.pk}/cancel/", {}).status_code == 404
        assert Message.objects.get().status == "queued"


class TestFiles:
    """Files that go along with a message, and those that came with one."""

    def post(self, owner, lead, *files, headers=None, **more):
        told = {"contact": lead.contact_id, "channel": "sms", "body": "Here it is.", **more}
        uploads = [SimpleUploadedFile(name, content) for name, content in files]
        return owner.client.post(f"{HOME}messages/", {**told, "files": uploads}, headers=headers)

    def test_a_picture_goes_along_and_is_given_as_what_it_is(self, owner, lead):
        answer = self.post(owner, lead, ("front.exe", PICTURE))
        pk = answer.json()["message"]["id"]
        (file,) = owner.get(f"messages/{pk}/").json()["files"]
        assert (answer.status_code, file["name"], file["content_type"], file["size"]) == (
            201, "front.png", "image/png", len(PICTURE),
        )  # fmt: skip
        given = owner.get(f"messages/{pk}/files/{file['id']}/")
        assert (given.content, given["Content-Type"]) == (PICTURE, "image/png")
        assert (given["X-Content-Type-Options"], "sandbox" in given["Content-Security-Policy"]) == ("nosniff", True)

    def test_a_mail_takes_several_files_of_a_form(self, owner, lead, settings):
        settings.PUBLIC_URL = "https://crm.example.com"  # one-click unsubscribing needs it
        more = {"channel": "email", "subject": "Plans"}
        answer = self.post(owner, lead, ("a.pdf", b"%PDF-1.7 plan"), ("b.png", PICTURE), **more)
        pk = answer.json()["message"]["id"]
        assert [row["name"] for row in owner.get(f"messages/{pk}/").json()["files"]] == ["a.pdf", "b.png"]

    @pytest.mark.parametrize("file", [("plan.pdf", b"%PDF-1.7 plan"), ("front.png", b"MZ no picture")])
    def test_what_a_text_cannot_take_names_its_field_and_leaves_nothing(self, owner, lead, file):
        answer = self.post(owner, lead, file)
        told = answer.json()
        assert (answer.status_code, told["code"], told["errors"][0]["field"]) == (422, "file_refused", "files")
        assert not Message.objects.exists()

    def test_a_repeat_with_another_file_is_another_request(self, owner, lead):
        first, again, other = (
            self.post(owner, lead, ("front.png", content), headers={"Idempotency-Key": "front"})
            for content in (PICTURE, PICTURE, PICTURE + b"0")
        )
        assert (again.json(), other.status_code) == (first.json(), 422)
        assert Message.objects.count() == 1

    def test_strangers_and_colleagues_get_no_file(self, owner, lead):
        pk = self.post(owner, lead, ("front.png", PICTURE)).json()["message"]["id"]
        address = f"messages/{pk}/files/{Message.objects.get().attachments.get().pk}/"
        for caller in (caller_for(AgentFactory(brokerage=BrokerageFactory(), owner=True)), caller_for(AgentFactory())):
            assert caller.get(address).status_code == 404


class TestTakingBack:
    """``POST messages/<id>/cancel/``."""

    def test_what_waits_is_taken_back_and_says_by_whom(self, owner, lead):
        message = ask_for_text(lead)
        told = owner.post(f"messages/{message.pk}/cancel/", {}).json()
        assert (told["status"], told["reason"]) == ("cancelled", f"{owner.agent.name} took it back.")

    def test_what_is_over_stays(self, owner, lead):
        message = ask_for_text(lead)
        owner.post(f"messages/{message.pk}/cancel/", {})
        answer = owner.post(f"messages/{message.pk}/cancel/", {})
        assert (answer.status_code, answer.json()["code"]) == (422, "not_waiting")
