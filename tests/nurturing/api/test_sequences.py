"""Sequences through the API: how they fare, their versions, and people put in and taken out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nurturing.api import enrollments as runs_api
from nurturing.api import sequences as api
from nurturing.models import Enrollment, Touchpoint
from nurturing.services import enrollment, sequences
from outreach.services import suppression
from tests.api import Caller, caller_for, is_like
from tests.factories.crm import AgentFactory, BrokerageFactory
from tests.factories.nurturing import make_sequence, step
from tests.factories.outreach import willing_lead


@pytest.fixture
def owner(brokerage) -> Caller:
    return caller_for(AgentFactory(owner=True))


@pytest.fixture
def sequence(brokerage):
    return make_sequence(step(name="Hello", conditions=[{"field": "score", "test": "above", "value": 0}]))


@pytest.fixture
def stranger(brokerage) -> Caller:
    return caller_for(AgentFactory(brokerage=BrokerageFactory(), owner=True))


def queries(caller, path):
    with CaptureQueriesContext(connection) as caught:
        assert caller.get(path).status_code == 200
    return len(caught)


class TestReading:
    """Sequences and their versions."""

    def test_a_sequence_tells_how_it_fares(self, owner, sequence, lead):
        enrollment.enroll(lead, sequence, because="Trial")
        [row] = owner.get("sequences/").json()["results"]
        assert (row["key"], row["version"], row["step_count"], row["starts"]) == (
            "trial", 1, 1, "by hand, for any buyer",
        )  # fmt: skip
        assert (row["figures"]["active"], row["figures"]["replied_rate"], row["figures"]["blocked_rate"]) == (
            1, 0.0, None,
        )  # fmt: skip
        assert is_like(row, api.ROW)

    def test_a_longer_list_costs_no_more_queries_and_goes_on_where_the_page_ended(self, owner, sequence):
        queries(owner, "sequences/")
        one = queries(owner, "sequences/")
        for number in range(2, 4):
            make_sequence(key=f"trial_{number}", name=f"Trial {number}")
        assert queries(owner, "sequences/") == one
        page = owner.get("sequences/", page_size=2).json()
        rest = owner.client.get(page["next"]).json()
        assert [row["key"] for row in page["results"] + rest["results"]] == ["trial", "trial_2", "trial_3"]

    def test_one_shows_the_steps_in_force_and_every_version(self, owner, sequence):
        make_sequence(step(name="Hello"), step(name="And again", send="email", wait="2 days"))
        told = owner.get(f"sequences/{sequence.pk}/").json()
        assert [line["name"] for line in told["steps"]] == ["Hello", "And again"]
        assert [(row["number"], row["is_current"]) for row in told["versions"]] == [(2, True), (1, False)]
        assert is_like(told, api.WHOLE.value)

    def test_an_old_version_can_still_be_read(self, owner, sequence):
        make_sequence(step(name="Something else"))
        told = owner.get(f"sequences/{sequence.pk}/versions/1/").json()
        assert (told["is_current"], [line["name"] for line in told["steps"]]) == (False, ["Hello"])
        assert told["steps"][0]["conditions"] == [{"field": "score", "test": "above", "value": 0}]
        assert is_like(told, api.EDITION.value)
        assert owner.get(f"sequences/{sequence.pk}/versions/9/").status_code == 404

    def test_a_stranger_finds_none(self, stranger, sequence):
        assert stranger.get("sequences/").json()["results"] == []
        assert stranger.get(f"sequences/{sequence.pk}/").status_code == 404
        assert stranger.get(f"sequences/{sequence.pk}/versions/1/").status_code == 404
        assert stranger.post(f"sequences/{sequence.pk}/enrollments/", {"leads": [1]}).status_code == 404


class TestStarting:
    """``POST sequences/<id>/enrollments/``."""

    def test_everybody_who_may_starts_and_the_others_are_named(self, owner, brokerage, sequence, lead):
        under_way, gone = willing_lead(brokerage), willing_lead(brokerage)
        enrollment.enroll(under_way, sequence, because="Trial")
        suppression.suppress_contact(gone.contact, "all", source="agent")
        seller = willing_lead(brokerage, kind="seller")
        leads = [lead.pk, under_way.pk, gone.pk, seller.pk, 0]
        told = owner.post(f"sequences/{sequence.pk}/enrollments/", {"leads": leads}).json()
        assert [run["lead"] for run in told["started"]] == [lead.pk]
        assert [run["lead"] for run in told["running"]] == [under_way.pk]
        assert told["refused"] == [
            {"lead": gone.pk, "reason": "This lead is closed or has opted out."},
            {"lead": seller.pk, "reason": "“Trial” is for buyers."},
            {"lead": 0, "reason": "You may see no lead with this id."},
        ]
        assert is_like(told, runs_api.STARTED.value)
        run = Enrollment.objects.get(lead=lead)
        assert (run.agent, run.started_because) == (owner.agent, f"Started by {owner.agent.name}")

    def test_a_repeat_starts_nobody_twice(self, owner, sequence, lead):
        path = f"sequences/{sequence.pk}/enrollments/"
        first = owner.post(path, {"leads": [lead.pk, lead.pk]}, Idempotency_Key="a")
        second = owner.post(path, {"leads": [lead.pk, lead.pk]}, Idempotency_Key="a")
        assert (second.json(), second["Idempotency-Replayed"]) == (first.json(), "true")
        assert len(owner.post(path, {"leads": [lead.pk]}).json()["running"]) == 1
        assert Enrollment.objects.count() == 1

    def test_a_sequence_that_is_off_starts_nobody(self, owner, sequence, lead):
        sequences.pause(sequence)
        told = owner.post(f"sequences/{sequence.pk}/enrollments/", {"leads": [lead.pk]}).json()
        assert [no["reason"] for no in told["refused"]] == ["“Trial” is switched off."]

    @pytest.mark.parametrize("leads", [[], ["x"], [1] * 201, None])
    def test_a_list_that_cannot_be_taken_names_its_field(self, owner, sequence, leads):
        answer = owner.post(f"sequences/{sequence.pk}/enrollments/", {"leads": leads})
        assert answer.status_code == 400
        assert {one["field"].split(".")[0] for one in answer.json()["errors"]} == {"leads"}

    def test_nobody_starts_it_for_people_they_may_not_see(self, sequence, lead):
        other = caller_for(AgentFactory())
        told = other.post(f"sequences/{sequence.pk}/enrollments/", {"leads": [lead.pk]}).json()
        assert ([no["lead"] for no in told["refused"]], Enrollment.objects.count()) == ([lead.pk], 0)


class TestRuns:
    """Enrollments, one by one."""

    @pytest.fixture
    def run(self, sequence, lead) -> Enrollment:
        return enrollment.enroll(lead, sequence, because="Trial")

    def test_a_run_shows_its_steps_with_what_comes_next(self, owner, run):
        told = owner.get(f"enrollments/{run.pk}/").json()
        assert [(touch["name"], touch["status"]) for touch in told["touchpoints"]] == [("Hello", "planned")]
        assert is_like(told, runs_api.FOLLOWED.value)

    def test_runs_are_narrowed_and_cost_the_same(self, owner, run, sequence, brokerage):
        queries(owner, "enrollments/")
        one = queries(owner, "enrollments/")
        for _ in range(2):
            enrollment.enroll(willing_lead(brokerage), sequence, because="Trial")
        assert queries(owner, "enrollments/") == one
        assert [row["id"] for row in owner.get("enrollments/", lead=run.lead_id).json()["results"]] == [run.pk]
        assert owner.get("enrollments/", status="paused").json()["results"] == []

    def test_a_run_is_held_goes_on_and_ends_once(self, owner, run):
        assert owner.post(f"enrollments/{run.pk}/pause/", {}).json()["status"] == "paused"
        assert owner.post(f"enrollments/{run.pk}/pause/", {}).status_code == 409
        assert owner.post(f"enrollments/{run.pk}/resume/", {}).json()["status"] == "active"
        ended = owner.post(f"enrollments/{run.pk}/stop/", {"reason": "Bought elsewhere"}).json()
        assert (ended["status"], ended["ended_because"]) == ("exited", "Bought elsewhere")
        assert owner.post(f"enrollments/{run.pk}/stop/", {}).status_code == 409
        assert Touchpoint.objects.get().status == "cancelled"

    def test_strangers_and_colleagues_find_no_run(self, stranger, run):
        for caller in (stranger, caller_for(AgentFactory())):
            assert caller.get("enrollments/").json()["results"] == []
            assert caller.get(f"enrollments/{run.pk}/").status_code == 404
            for what in ("pause", "resume", "stop"):
                assert caller.post(f"enrollments/{run.pk}/{what}/", {}).status_code == 404
        run.refresh_from_db()
        assert run.status == "active"
