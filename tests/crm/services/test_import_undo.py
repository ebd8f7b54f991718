"""Undo removes what only the import brought, keeps what was touched since, and restores the counts."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from crm.models import Contact, ContactPoint, ContactTag, Import, Interaction, Lead, Tag, Task
from crm.services import contacts, deals, import_undo, imports, interactions, leads, todo
from crm.services.intake import IncomingLead, take_in
from realestate.lib import clock
from realestate.lib.errors import IllegalTransition
from tests.factories.crm import FeedbackFactory, OwnershipFactory
from tests.people_csv import people

TABLES = (Contact, ContactPoint, Lead, Interaction, ContactTag)
DANA = "Name,Phone,City,Tags,Notes,Beds\nDana Reyes,4075550100,Orlando,vip,Likes pools,3\n"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def bring(text: str | bytes) -> Import:
    data = text.encode() if isinstance(text, str) else text
    return imports.run(imports.upload(ContentFile(data, "people.csv")))


def counted() -> list[int]:
    return [table.objects.count() for table in TABLES]


def test_undo_restores_the_counts_and_a_second_time_changes_nothing(brokerage):
    bring(DANA)
    before = counted()
    file = people(200, dirty_rate=0.1)
    row = bring(file.data)
    undone = import_undo.undo(row)
    assert (undone.people, undone.leads, undone.kept) == (file.created - 1, file.created - 1, 0)  # Dana was here
    assert counted() == before
    assert (row.status, import_undo.undo(row)) == ("undone", import_undo.Undone())


def test_undo_takes_from_those_already_here_only_what_it_added(brokerage):
    known = take_in(IncomingLead(name="Dana Reyes", phones=("4075550100",), tags=("old",)), door="page")
    before = counted()
    row = bring(
        "Name,Phone,Email,City,Tags,Notes,Beds,Type\n"
        "D,4075550100,dana@mail.example,Orlando,old;new,Likes pools,3,\n"
        "D,4075550100,,,,,,seller\n"
    )
    assert counted() == [1, 2, 2, 1, 2]
    assert import_undo.undo(row).kept == 0
    assert counted() == before
    known.contact.refresh_from_db()
    known.lead.refresh_from_db()
    assert (known.contact.city, known.lead.beds_min) == ("", None)


def call(lead: Lead) -> None:
    interactions.record(lead.contact, "call", lead=lead, summary="Spoke.")


TOUCHES = {
    "a call": call,
    "a step": lambda lead: leads.change_status(lead, "contacted", reason="Called."),
    "a change of the lead": lambda lead: leads.change(lead, beds_min=4),
    "a change of the person": lambda lead: contacts.change(lead.contact, city="Tampa"),
    "a deal": lambda lead: deals.open_deal(lead, kind="buyer", title="Home"),
    "a task": lambda lead: todo.create("Call back", lead=lead),
    "stars": lambda lead: FeedbackFactory(lead=lead),
    "a home": lambda lead: OwnershipFactory(contact=lead.contact),
    "another door": lambda lead: take_in(IncomingLead(phones=("4075550100",)), door="api"),
    "another import": lambda lead: bring("Name,Phone\nDana,4075550100\n"),
}


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
def test_undo_keeps_who_was_touched_since(brokerage, touch):
    row = bring(DANA)
    touch(Lead.objects.get())
    undone = import_undo.undo(row)
    assert (undone.people, undone.kept, Contact.objects.count()) == (0, 1, 1)
    contact = Contact.objects.get()
    assert contact.points.count() == 1
    assert contact.tag_links.count() == 1


def test_undo_does_not_count_what_the_system_did_by_itself(brokerage):
    row = bring(DANA)
    lead = Lead.objects.get()
    leads.record_score(lead, 40, at=clock.now())
    todo.create("Call the new lead", lead=lead, key="auto:1")
    assert import_undo.undo(row).people == 1
    assert not Task.objects.exists()


def test_another_import_that_was_undone_does_not_keep_anybody(brokerage):
    first, second = bring(DANA), bring(DANA)
    import_undo.undo(second)
    assert import_undo.undo(first).people == 1


def test_undo_keeps_a_value_that_was_changed_again(brokerage):
    take_in(IncomingLead(name="Dana", phones=("4075550100",)), door="page")
    row = bring(DANA)
    Contact.objects.update(city="Miami")
    import_undo.undo(row)
    assert Contact.objects.get().city == "Miami"


def test_only_a_finished_import_can_be_undone(brokerage):
    waits = imports.upload(ContentFile(DANA.encode(), "people.csv"))
    with pytest.raises(IllegalTransition):
        import_undo.undo(waits)
    assert Tag.objects.count() == 0


def test_undo_works_under_a_moved_clock(brokerage):
    with clock.shifted(timedelta(days=40)):
        row = bring(DANA)
        call(Lead.objects.get())
        assert import_undo.undo(row).kept == 1
