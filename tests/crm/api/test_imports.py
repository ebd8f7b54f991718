"""Files of people through the API: from the upload to the undoing."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from crm.api import imports as api
from crm.models import Contact, Import
from crm.services import imports
from realestate.lib import scopes
from tests.api import HOME, Caller, caller_for, is_like
from tests.factories.crm import AgentFactory, BrokerageFactory

FILE = """Full Name,Cell,Remarks
Inés Caballero,(813) 555-0148,Wants a yard
Vera Stoddard,813 555 013,
Devon Sallis,8135550177,
"""
MAPPING = {"Full Name": "name", "Cell": "phone", "Remarks": "notes"}


@pytest.fixture
def owner(db) -> Caller:
    return caller_for(AgentFactory(owner=True))


@pytest.fixture(autouse=True)
def _in_force(owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with scopes.in_brokerage(owner.agent.brokerage):
        yield


def send(caller, content=None, name="people.csv", headers=None, **more):
    file = SimpleUploadedFile(name, FILE.encode() if content is None else content)
    return caller.client.post(f"{HOME}imports/", {"file": file, **more}, headers=headers)


@pytest.fixture
def upload(owner) -> Import:
    return Import.objects.get(pk=send(owner).json()["id"])


@pytest.fixture
def done(upload) -> Import:
    imports.start(upload)
    return imports.run(upload)


class TestBringing:
    """``POST imports/`` and what follows."""

    def test_a_file_is_kept_with_its_columns_guessed_and_nobody_comes_in(self, owner):
        answer = send(owner, source="Open house")
        told = answer.json()
        assert (answer.status_code, told["status"], told["mapping"], told["rows_total"]) == (
            201, "uploaded", MAPPING, 3,
        )  # fmt: skip
        assert is_like(told, api.ONE)
        assert Contact.objects.count() == 0

    def test_a_repeat_with_its_key_is_the_same_import_and_another_file_is_refused(self, owner):
        first, again = (send(owner, headers={"Idempotency-Key": "roll-7"}) for _ in range(2))
        assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")
        assert Import.objects.count() == 1
        for other in ({"content": FILE.encode() + b"Ada Lovel,8135550199,\n"}, {"lead_kind": "seller"}):
            answer = send(owner, headers={"Idempotency-Key": "roll-7"}, **other)
            assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
        send(owner, headers={"Idempotency-Key": "roll-8"})
        assert Import.objects.count() == 2

    def test_a_workbook_comes_with_a_mapping_of_ones_own(self, owner):
        book, content = Workbook(), io.BytesIO()
        book.active.append(["Who", "Where"])
        book.active.append(["Inés Caballero", "ines@mail.example"])
        book.save(content)
        told = send(owner, content.getvalue(), "people.xlsx", mapping=json.dumps({"Who": "name", "Where": "email"}))
        assert (told.status_code, told.json()["mapping"]) == (201, {"Who": "name", "Where": "email"})

    @pytest.mark.parametrize(
        ("more", "status", "field"),
        [
            ({"lead_kind": "friend"}, 400, "lead_kind"),
            ({"mapping": "no json"}, 400, "mapping"),
            ({"mapping": "[1]"}, 400, "mapping"),
            ({"mapping": '{"Nothing": "phone"}'}, 422, "mapping"),
            ({"mapping": '{"Cell": "shoe size"}'}, 422, "mapping"),
            ({"mapping": '{"Full Name": "name"}'}, 422, "mapping"),
            ({"name": "old.xls", "content": b"\xd0\xcf\x11\xe0" + b"0" * 600}, 422, "file"),
            ({"content": b""}, 400, "file"),
        ],
    )
    def test_what_cannot_be_taken_names_its_field_and_leaves_nothing(self, owner, more, status, field):
        answer = send(owner, **more)
        assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (status, [field])
        assert not Import.objects.exists()

    def test_columns_are_corrected_until_it_begins(self, owner, upload):
        tags = {**MAPPING, "Remarks": "tags"}
        assert owner.post(f"imports/{upload.pk}/columns/", {"mapping": tags}).json()["mapping"] == tags
        assert owner.post(f"imports/{upload.pk}/columns/", {}).json()["errors"][0]["field"] == "mapping"
        started = owner.post(f"imports/{upload.pk}/start/", {})
        assert (started.status_code, started.json()["status"]) == (202, "queued")
        late = owner.post(f"imports/{upload.pk}/columns/", {"mapping": MAPPING})
        assert (late.status_code, late.json()["errors"][0]["field"]) == (422, "mapping")
        assert owner.post(f"imports/{upload.pk}/start/", {}).status_code == 409

    def test_a_file_by_which_nobody_can_be_reached_says_so_and_does_not_begin(self, owner):
        told = send(owner, b"Full Name,Remarks\nDevon Sallis,\n").json()
        assert "phone number" in told["not_ready"]
        assert owner.post(f"imports/{told['id']}/start/", {}).json()["code"] == "invalid_import"


class TestFollowing:
    """What became of the rows."""

    def test_an_import_tells_its_counts_and_the_rows_their_reasons(self, owner, done):
        told = owner.get(f"imports/{done.pk}/").json()
        assert (told["status"], told["created_count"], told["joined_count"], told["rejected_count"]) == (
            "done", 2, 0, 1,
        )  # fmt: skip
        [row] = owner.get(f"imports/{done.pk}/rows/", outcome="rejected").json()["results"]
        assert (row["number"], row["raw"]["Full Name"], bool(row["reason"])) == (3, "Vera Stoddard", True)
        assert row == api.REJECTED.value

    def test_rows_are_paged_in_the_order_of_the_file_at_the_same_cost(self, owner, done):
        with CaptureQueriesContext(connection) as first:
            page = owner.get(f"imports/{done.pk}/rows/", page_size=1).json()
        with CaptureQueriesContext(connection) as second:
            rest = owner.client.get(page["next"].replace("page_size=1", "page_size=2")).json()
        assert [row["number"] for row in page["results"] + rest["results"]] == [2, 3, 4]
        assert len(second) <= len(first)

    def test_the_list_is_narrowed_by_state(self, owner, done):
        send(owner)
        assert [row["id"] for row in owner.get("imports/", status="done").json()["results"]] == [done.pk]
        assert len(owner.get("imports/").json()["results"]) == 2

    def test_an_agent_sees_their_own_imports_and_a_stranger_none(self, owner, done):
        agent = caller_for(AgentFactory())
        mine = send(agent).json()["id"]
        assert [row["id"] for row in agent.get("imports/").json()["results"]] == [mine]
        stranger = caller_for(AgentFactory(brokerage=BrokerageFactory(), owner=True))
        for caller in (agent, stranger):
            assert caller.get(f"imports/{done.pk}/").status_code == 404
            assert caller.get(f"imports/{done.pk}/rows/").status_code == 404
            for step in ("columns", "start", "undo"):
                assert caller.post(f"imports/{done.pk}/{step}/", {}).status_code == 404


class TestTakingBack:
    """``POST imports/<id>/undo/``."""

    def test_what_only_it_brought_goes(self, owner, done):
        told = owner.post(f"imports/{done.pk}/undo/", {}).json()
        assert told == {"people": 2, "leads": 2, "points": 2, "kept": 0}
        assert is_like(told, api.TAKEN_BACK.value)
        assert (Contact.objects.count(), owner.get(f"imports/{done.pk}/").json()["status"]) == (0, "undone")
        assert owner.post(f"imports/{done.pk}/undo/", {}).json()["people"] == 0

    def test_one_that_is_not_finished_is_not_taken_back(self, owner, upload):
        assert owner.post(f"imports/{upload.pk}/undo/", {}).status_code == 409
