"""Access, erasure and retention: the person goes, the hash and the proof stay, the chain holds."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from crm.incoming.lead import IncomingLead
from crm.models import Brokerage, Contact, ContactPoint, Event
from crm.services import intake, personal
from outreach.errors import RequestOpen, Unverified
from outreach.models import KeptEvidence, Message, PrivacyRequest
from outreach.services import audit, erasing, gating, privacy, retention, sending
from realestate.lib import clock
from tests.factories.crm import AgentFactory, DealFactory, InteractionFactory, TaskFactory
from tests.factories.outreach import ask_for_text, phone_of, said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(lead):
    """A lead with a past: a text that went out, an answer, a call, a task and a deal."""
    sending.deliver(ask_for_text(lead).pk)
    said(lead, address=phone_of(lead).value, point=phone_of(lead), body="My name is Dana and I live on Palm Street")
    InteractionFactory(contact=lead.contact, kind="call", summary="Talked about the roof")
    TaskFactory(lead=lead, contact=lead.contact, title="Call Dana about the roof")
    DealFactory(lead=lead)
    return lead


@pytest.fixture
def owner(lead):
    return AgentFactory(owner=True)


def verified(lead, kind, owner):
    request = privacy.receive(lead.contact, kind, how="By text", agent=owner)
    ContactPoint.objects.filter(contact=lead.contact).update(created_at=clock.now() - timedelta(days=30))
    word = said(lead, address=phone_of(lead).value, body="Yes, it is me")
    return privacy.verify(request, by=owner, proof=word)


def test_deadlines_are_ten_business_days_and_45_days_and_are_extended_once(story, owner):
    request = privacy.receive(story.contact, "access", how="By email", agent=owner)

    assert (request.acknowledge_by, request.answer_by) == (date(2026, 7, 29), date(2026, 8, 29))
    assert privacy.extend(request, because="Records in two systems").answer_by == date(2026, 10, 13)
    with pytest.raises(RequestOpen):
        privacy.extend(request, because="Again")
    with pytest.raises(RequestOpen, match="waits already"):
        privacy.receive(story.contact, "access", how="By email", agent=owner)


def test_nothing_is_handed_out_before_it_is_clear_who_asks(story, owner):
    request = privacy.receive(story.contact, "access", how="By email", agent=owner)
    stranger = said(story, address="+13055550000", body="It is me")

    for act in (privacy.archive, lambda r: privacy.answer(r, by=owner)):
        with pytest.raises(Unverified):
            act(request)
    with pytest.raises(Unverified):
        privacy.verify(request, by=owner, proof=stranger)
    with pytest.raises(Unverified):
        privacy.verify(request, by=AgentFactory(), note="I know her voice")


def test_the_copy_holds_every_table_with_a_row_about_them(story, owner):
    request = verified(story, "access", owner)
    pack = zipfile.ZipFile(io.BytesIO(privacy.archive(request)))
    data = json.loads(pack.read("data.json"))

    expected = {"crm.Contact", "crm.ContactPoint", "crm.Consent", "crm.Lead", "crm.Interaction", "crm.Task", "crm.Deal",
                "outreach.Message", "outreach.GateDecision", "outreach.Conversation", "crm.Event"}  # fmt: skip
    assert expected <= set(data)
    assert {f"{label}.csv" for label in data} | {"data.json"} == set(pack.namelist())
    assert "Talked about the roof" in pack.read("crm.Interaction.csv").decode()


def test_erasure_leaves_no_word_of_them_anywhere(story, owner):
    contact, number = story.contact, phone_of(story).value
    email = ContactPoint.objects.get(contact=contact, kind="email").value
    words = [number, number[2:], email, contact.name, "roof", "Palm Street", "Winter Park"]
    privacy.answer(verified(story, "erasure", owner), by=owner)

    left = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE ANY(%s)', [[f"%{w}%" for w in words]])
            left[table] = cursor.fetchone()[0]
    brokerage_itself = {"crm_brokerage"}  # its own address
    assert {table for table, count in left.items() if count} - brokerage_itself == set()
    assert Contact.objects.get(pk=contact.pk).erased_at is not None
    assert not Contact.objects.present().filter(pk=contact.pk).exists()


def test_after_an_erasure_an_import_of_the_same_number_writes_to_nobody(story, owner):
    number = phone_of(story).value
    privacy.answer(verified(story, "erasure", owner), by=owner)
    again = intake.take_in(IncomingLead(name="Dana Reyes", phones=(number,)), door="csv")

    assert again.contact.pk != story.contact_id
    assert gating.preview(again.lead, channel="sms").reason == "OPTED_OUT"


def test_after_an_erasure_the_chain_holds_and_the_evidence_opens(story, owner):
    audit.seal()
    privacy.answer(verified(story, "erasure", owner), by=owner)
    found = audit.verify()

    assert (found.holds, found.broken) == (True, ())
    assert found.erased >= 2
    kept = erasing.open_evidence(KeptEvidence.objects.get())
    assert [sent["body"] for sent in kept["sent"]]
    assert len(kept["consents"]) == 2
    assert (
        Event.objects.filter(contact_id=story.contact_id)
        .exclude(payload={"erased": True})
        .exclude(kind="contact.suppressed")
        .count()
        == 0
    )


def test_an_erasure_that_fails_changes_nothing(story, owner, monkeypatch):
    request = verified(story, "erasure", owner)
    monkeypatch.setattr(erasing, "_forget_elsewhere", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        privacy.answer(request, by=owner)

    assert Contact.objects.get(pk=story.contact_id).erased_at is None
    assert PrivacyRequest.objects.get(pk=request.pk).status == "verified"


def test_not_to_be_shared_needs_no_proof_and_is_known(story, owner):
    assert privacy.may_share(story.contact)
    privacy.answer(privacy.receive(story.contact, "do_not_sell", how="By phone", agent=owner), by=owner)

    assert not privacy.may_share(story.contact)


def test_a_changed_row_a_missing_row_and_a_forged_link_are_found(story):
    audit.seal()
    assert audit.verify().holds
    with transaction.atomic(), personal.erasing():
        Message.objects.filter(direction="out").update(body="We never wrote this")
    assert [why for _, why in audit.verify().broken] == ["its row was changed"]


def test_the_chain_itself_cannot_be_edited(story):
    audit.seal()
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE outreach_auditlink SET digest = 'x'")


def test_a_dry_run_counts_and_a_real_one_removes(story, brokerage):
    quiet = intake.take_in(IncomingLead(name="Owner", phones=("+14075550190",), source="county_roll"), door="csv")
    Contact.objects.filter(pk=quiet.contact.pk).update(created_at=clock.now() - timedelta(days=400))

    assert retention.run(dry=True).counts["never_engaged"] == 1
    assert Contact.objects.get(pk=quiet.contact.pk).erased_at is None
    assert retention.run(dry=False).counts["never_engaged"] == 1
    assert Contact.objects.get(pk=quiet.contact.pk).name == "Erased"
    assert retention.run(dry=True).counts["never_engaged"] == 0
    assert Brokerage.objects.get(pk=brokerage.pk).name
