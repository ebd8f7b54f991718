"""People and leads through the API."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import Consent, Contact, Lead
from realestate.lib import clock, scopes
from tests.api import Caller, caller_for
from tests.factories.crm import AgentFactory, LeadFactory

DANA = {
    "name": "Dana Reyes",
    "phones": ["(407) 555-0142"],
    "emails": ["Dana@Mail.example"],
    "price_max_cents": 48_000_000,
}


@pytest.fixture
def owner(db) -> Caller:
    return caller_for(AgentFactory(owner=True))


@pytest.fixture(autouse=True)
def _scope(owner):
    with scopes.in_brokerage(owner.agent.brokerage):
        yield


class TestCreate:
    """POST contacts/."""

    def test_a_person_is_taken_in(self, owner):
        answer = owner.post("contacts/", DANA)
        lead = Lead.objects.get()
        assert (answer.status_code, answer.json()) == (
            201,
            {"contact": lead.contact_id, "lead": lead.pk, "created": True, "joined": False, "lead_created": True,
             "warnings": []},
        )  # fmt: skip
        assert (lead.price_max_cents, lead.contact.name) == (48_000_000, "Dana Reyes")
        assert sorted(lead.contact.points.values_list("value", flat=True)) == ["+14075550142", "dana@mail.example"]

    def test_t49_the_same_number_in_another_spelling_joins(self, owner):
        owner.post("contacts/", DANA)
        answer = owner.post("contacts/", {"phones": ["407.555.0142"]})
        assert (answer.status_code, answer.json()["joined"]) == (200, True)
        assert Contact.objects.count() == 1

    def test_a_repeat_with_its_key_gets_the_first_answer_and_does_nothing(self, owner):
        first = owner.post("contacts/", DANA, Idempotency_Key="k1")
        again = owner.post("contacts/", DANA, Idempotency_Key="k1")
        assert (again.status_code, again.json()) == (first.status_code, first.json()) == (201, first.json())
        assert (first.headers.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")

    def test_a_key_with_another_request_is_refused(self, owner):
        owner.post("contacts/", DANA, Idempotency_Key="k1")
        answer = owner.post("contacts/", {"phones": ["407-555-0143"]}, Idempotency_Key="k1")
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
        assert Contact.objects.count() == 1

    def test_a_failed_try_leaves_its_key_free(self, owner):
        assert owner.post("contacts/", {"phones": ["12"]}, Idempotency_Key="k1").status_code == 422
        assert owner.post("contacts/", DANA, Idempotency_Key="k1").status_code == 201

    def test_keys_of_two_agents_do_not_meet(self, owner):
        other = caller_for(AgentFactory(owner=True))
        owner.post("contacts/", DANA, Idempotency_Key="k1")
        answer = other.post("contacts/", {"phones": ["407-555-0143"]}, Idempotency_Key="k1")
        assert answer.status_code == 201

    @pytest.mark.parametrize(
        ("body", "status", "field"),
        [
            ({}, 422, "phone"),
            ({"phones": ["12"]}, 422, "phone"),
            ({"emails": ["nobody"]}, 422, "email"),
            ({"phones": "407"}, 400, "phones"),
            ({**DANA, "kind": "tenant"}, 400, "kind"),
            ({**DANA, "price_min_cents": 9, "price_max_cents": 5}, 422, "price_min_cents"),
            ({**DANA, "consent": {"level": "pewc"}}, 422, "consent"),
            ({**DANA, "consent": {"level": "maybe"}}, 400, "consent.level"),
            ({"phones": ["407-555-0142", "x" * 41]}, 400, "phones.1"),
            ([1], 400, ""),
        ],
    )
    def test_a_refusal_names_its_field(self, owner, body, status, field):
        answer = owner.post("contacts/", body)
        told = answer.json()
        assert (answer.status_code, answer["Content-Type"], told["status"]) == (
            status, "application/problem+json", status,
        )  # fmt: skip
        assert [error["field"] for error in told["errors"]] == [field]
        assert not Contact.objects.exists()

    def test_broken_json_is_a_problem(self, owner):
        answer = owner.client.post("/api/v1/contacts/", "{", content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")

    def test_consent_comes_with_its_proof(self, owner):
        consent = {
            "level": "pewc", "wording": "I agree.", "wording_version": "3", "signed": True, "channels": ["sms"],
            "proof": {"ip": "192.0.2.7"},
        }  # fmt: skip
        assert owner.post("contacts/", {**DANA, "consent": consent}).status_code == 201
        row = Consent.objects.get()
        assert (row.level, row.channels, row.wording, row.signed, row.number_matches, row.proof, row.source) == (
            "pewc", ["sms"], "I agree.", True, False, {"ip": "192.0.2.7"}, "api",
        )  # fmt: skip


class TestRead:
    """Lists and single rows."""

    def test_people_come_newest_first_in_pages(self, owner):
        leads = LeadFactory.create_batch(3)
        page = owner.get("contacts/", page_size=2).json()
        assert [row["id"] for row in page["results"]] == [leads[2].contact_id, leads[1].contact_id]
        rest = owner.client.get(page["next"]).json()
        assert [row["id"] for row in rest["results"]] == [leads[0].contact_id]
        assert rest["next"] is None

    def test_one_person_with_points_and_leads(self, owner):
        lead = LeadFactory()
        told = owner.get(f"contacts/{lead.contact_id}/").json()
        assert (told["name"], told["leads"], {point["kind"] for point in told["points"]}) == (
            lead.contact.name, [lead.pk], {"phone", "email"},
        )  # fmt: skip

    def test_an_agent_sees_their_own_and_nobodys(self, owner):
        agent = AgentFactory()
        mine, theirs, free = LeadFactory(assigned_to=agent), LeadFactory(assigned_to=owner.agent), LeadFactory()
        caller = caller_for(agent)
        assert {row["id"] for row in caller.get("leads/").json()["results"]} == {mine.pk, free.pk}
        assert {row["id"] for row in caller.get("contacts/").json()["results"]} == {mine.contact_id, free.contact_id}
        assert caller.get(f"contacts/{theirs.contact_id}/").status_code == 404
        assert caller.get(f"leads/{theirs.pk}/").status_code == 404

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({}, {"a", "b", "c"}),
            ({"status": "contacted"}, {"b"}),
            ({"kind": "seller"}, {"c"}),
            ({"min_score": 60}, {"a"}),
            ({"source": "csv"}, {"c"}),
            ({"created_before": "soon"}, None),
        ],
    )
    def test_leads_are_narrowed(self, owner, query, expected):
        ids = {
            LeadFactory(score=80).pk: "a", LeadFactory(status="contacted", score=20).pk: "b",
            LeadFactory(kind="seller", source="csv").pk: "c",
        }  # fmt: skip
        answer = owner.get("leads/", **query)
        if expected is None:
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "created_before")
        else:
            assert {ids[row["id"]] for row in answer.json()["results"]} == expected

    def test_leads_of_a_time(self, owner):
        old, new = LeadFactory(created_at=clock.now() - timedelta(days=9)), LeadFactory()
        since = (clock.now() - timedelta(days=1)).isoformat()
        assert [row["id"] for row in owner.get("leads/", created_after=since).json()["results"]] == [new.pk]
        assert [row["id"] for row in owner.get("leads/", created_before=since).json()["results"]] == [old.pk]

    @pytest.mark.parametrize("path", ["contacts/", "leads/"])
    def test_three_rows_cost_as_many_queries_as_one(self, owner, path, django_assert_num_queries):
        LeadFactory()
        owner.get(path)  # fills the caches of the sign-in
        with CaptureQueriesContext(
            connection,
        ) as one:
            owner.get(path)
        LeadFactory.create_batch(2)
        with django_assert_num_queries(len(one)):
            owner.get(path)


class TestStatus:
    """POST leads/<id>/status/."""

    def test_a_lead_is_moved_and_the_reason_kept(self, owner):
        lead = LeadFactory()
        answer = owner.post(f"leads/{lead.pk}/status/", {"status": "contacted", "reason": "Called by the call centre"})
        assert (answer.status_code, answer.json()["status"]) == (200, "contacted")
        step = lead.status_changes.get()
        assert (step.old, step.new, step.reason, step.agent) == (
            "new", "contacted", "Called by the call centre", owner.agent,
        )  # fmt: skip

    def test_a_step_that_does_not_exist_is_a_conflict(self, owner):
        lead = LeadFactory()
        answer = owner.post(f"leads/{lead.pk}/status/", {"status": "deal_closed", "reason": "x"})
        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")

    def test_a_reason_is_needed(self, owner):
        answer = owner.post(f"leads/{LeadFactory().pk}/status/", {"status": "contacted"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "reason")
