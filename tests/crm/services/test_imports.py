"""An import takes every good row, keeps every bad one with its reason, and can be repeated, cut off and undone."""

import io

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from crm.errors import InvalidImport, InvalidLead
from crm.models import Consent, Contact, ContactPoint, Event, Import, ImportRow, Interaction, Lead, Outbox, Task
from crm.services import import_rows, imports, intake
from realestate.lib.errors import IllegalTransition
from tests.factories.crm import AgentFactory, ContactPointFactory
from tests.people_csv import people


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(text: str | bytes, **options) -> Import:
    data = text.encode() if isinstance(text, str) else text
    return imports.upload(ContentFile(data, "people.csv"), **options)


def bring(text: str | bytes, **options) -> Import:
    row = imports.run(upload(text, **options))
    assert row.status == "done", row.error
    return row


def counts(row: Import) -> tuple[int, int, int]:
    return row.created_count, row.joined_count, row.rejected_count


def outcomes(row: Import) -> list[tuple[int, str, str]]:
    return list(ImportRow.objects.filter(upload=row).order_by("number").values_list("number", "outcome", "reason"))


def test_rows_become_people_leads_and_facts(brokerage, agent):
    row = bring(
        "First,Last,Mobile,Email,Street,City,State,Zip,Budget,Timeframe,Source,Tags,Notes\n"
        "José,Núñez,(407) 555-0100,Jose@Mail.Example,1 Palm St,Orlando,Florida,32801,300k-400k,ASAP,Zillow,"
        '"VIP; pool","Call ""after"" six"\n'
    )
    assert counts(row) == (1, 0, 0)
    lead = Lead.objects.select_related("contact").get()
    contact = lead.contact
    assert (contact.name, contact.sort_key, contact.state, contact.street) == (
        "José Núñez", "nunez jose", "FL", "1 Palm St",
    )  # fmt: skip
    assert (lead.price_min_cents, lead.price_max_cents, lead.timeline, lead.source, lead.assigned_to) == (
        300_000_00, 400_000_00, "now", "Zillow", agent,
    )  # fmt: skip
    assert set(contact.points.values_list("value", "is_primary")) == {
        ("+14075550100", True), ("jose@mail.example", True),
    }  # fmt: skip
    assert sorted(contact.tag_links.values_list("tag__name", flat=True)) == ["VIP", "pool"]
    assert Interaction.objects.get().summary == 'Call "after" six'
    facts = list(Event.objects.order_by("id").values_list("kind", "contact_id"))
    assert facts == [("lead.created", contact.pk), ("interaction.recorded", contact.pk), ("import.finished", None)]
    assert Event.objects.get(kind="lead.created").payload == {"lead_id": lead.pk, "door": "csv", "source": "Zillow"}
    assert Outbox.objects.count() == 3
    assert ImportRow.objects.get().raw["Last"] == "Núñez"


def test_t48_import_twice_gives_the_same_counts(brokerage):
    file = people(300, dirty_rate=0.1)
    tables = (Contact, Lead, ContactPoint, Interaction, Task)
    first = bring(file.data)
    assert counts(first) == (file.created, file.joined, file.rejected)
    before = [table.objects.count() for table in tables]
    second = bring(file.data)
    assert counts(second) == (0, file.created + file.joined, file.rejected)
    assert [table.objects.count() for table in tables] == before


def test_t49_spellings_of_one_number_join_across_rows_and_chunks(brokerage, monkeypatch):
    monkeypatch.setattr(imports, "CHUNK", 2)
    row = bring("Name,Phone\nDana,(407) 555-0100\nDana,+14075550100\nDana,407.555.0100\nDana,4075550100 \n")
    assert counts(row) == (1, 3, 0)
    assert (Contact.objects.count(), ContactPoint.objects.count(), Lead.objects.count()) == (1, 1, 1)


def test_t53_blank_never_erases_and_known_is_not_overwritten(brokerage):
    bring("Name,Phone,City,Beds\nDana Reyes,4075550100,Orlando,3\n")
    bring("Name,Phone,City,Beds,Street\nD,4075550100,,,\nX Y,4075550100,Tampa,5,1 Palm St\n")
    contact = Contact.objects.get()
    assert (contact.name, contact.city, contact.street, contact.leads.get().beds_min) == (
        "Dana Reyes", "Orlando", "1 Palm St", 3,
    )  # fmt: skip
    assert Event.objects.filter(kind="lead.changed").count() == 0


def test_a_joined_lead_that_learns_is_announced(brokerage):
    bring("Name,Phone\nDana,4075550100\n")
    bring("Name,Phone,Beds,Timeline\nDana,4075550100,3,ASAP\n")
    assert Event.objects.get(kind="lead.changed").payload["fields"] == ["beds_min", "timeline"]


def test_t53_every_bad_row_is_kept_with_its_line_and_reason(brokerage):
    row = bring("Name,Phone,Email\nDana,4075550100,\n\nNo Way,,\nBad,123,nope\nHalf,123,half@mail.example\n")
    assert outcomes(row) == [
        (2, "created", ""),
        (4, "rejected", "Phone: Give a phone number or an email address."),
        (5, "rejected", "Phone: “123” is not a phone number that can be reached."),
        (6, "created", "“123” is not a phone number that can be reached. It was left out."),
    ]


def test_what_cannot_be_read_of_a_good_row_is_left_out_and_said(brokerage):
    row = bring("Name,Phone,Price,Beds,Timeline\nDana,4075550100,a lot,many,whenever\n")
    assert outcomes(row)[0][2] == (
        "“a lot” is not an amount of money. The price was left out. “whenever” is not a timeline: it was left out. "
        "“many” is not a number of bedrooms: it was left out."
    )


@pytest.mark.parametrize(
    "data",
    [
        b"Name,Phone\nDa\x00na \xff\xfe Rey\xe9s,4075550100\nSam,4075550101\n",
        "Name,Phone\nDana \ud83d\ude00\u202e,4075550100\nSam,4075550101\n".encode("utf-8", "surrogatepass"),
        b'Name,Phone\nDana "The Agent" Reyes,4075550100\nSam,4075550101\n',
        b"Name,Phone\r\nDana\tR\\N,4075550100\r\nSam\\,4075550101\r\n",
        "Name,Phone\nDana\u2028Reyes\x85,4075550100\nSam,4075550101\n".encode(),
    ],
)
def test_t53_one_bad_character_kills_nothing(brokerage, data):
    assert counts(bring(data)) == (2, 0, 0)


def test_t53_a_quotation_mark_never_closed_costs_its_own_row(brokerage):
    rows = "".join(f"P{n},40755501{n:02}\n" for n in range(60))
    row = bring(f'Name,Phone\n"Dana,4075550199\n{rows}')
    assert counts(row) == (60, 0, 1)
    assert outcomes(row)[0] == (2, "rejected", "A quotation mark in this line is never closed.")


def test_t53_a_value_that_the_database_refuses_costs_its_own_row(brokerage, monkeypatch):
    def unsafe(header, cells):
        return {"raw": cells[0].replace("ö", "\x00")}

    monkeypatch.setattr(import_rows, "raw", unsafe)
    row = bring("Name,Phone\nDana,4075550100\nBröken,4075550101\nSam,4075550102\n")
    assert [outcome for _, outcome, _ in outcomes(row)] == ["created", "rejected", "created"]


def test_an_import_cut_off_goes_on_behind_its_last_chunk(brokerage, monkeypatch):
    class Killed(BaseException):
        pass

    monkeypatch.setattr(imports, "CHUNK", 10)
    file, write, calls = people(35, dirty_rate=0), import_rows.write, []

    def die_in_the_third(*args):
        calls.append(args)
        write(*args)
        if len(calls) == 3:
            raise Killed

    row = upload(file.data)
    monkeypatch.setattr(import_rows, "write", die_in_the_third)
    with pytest.raises(Killed):
        imports.run(row)
    row.refresh_from_db()
    assert (row.status, row.rows_done, Contact.objects.count()) == ("running", 20, 20)
    monkeypatch.setattr(import_rows, "write", write)
    assert counts(imports.run(row)) == (35, 0, 0)
    assert (Contact.objects.count(), ImportRow.objects.count(), row.rows_done) == (35, 35, 35)


def test_run_again_changes_nothing(brokerage):
    row = bring("Name,Phone\nDana,4075550100\n")
    imports.run(row)
    assert (counts(row), ImportRow.objects.count()) == ((1, 0, 0), 1)


def test_a_second_worker_leaves_a_running_import_alone(brokerage):
    row = upload("Name,Phone\nDana,4075550100\n")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [imports.LOCK | row.pk])
    imports.run(row)
    assert not Contact.objects.exists()
    with other.cursor() as cursor:  # closing alone frees the lock only when the server comes to it
        cursor.execute("SELECT pg_advisory_unlock(%s)", [imports.LOCK | row.pk])
    other.close()
    assert imports.run(row).status == "done"


def test_a_number_taken_in_the_meantime_is_joined(brokerage, monkeypatch):
    decide, raced = imports.Desk.decide, []

    def decide_then_lose(self, records):
        decisions = decide(self, records)
        if not raced:
            raced.append(ContactPointFactory(value="+14075550100").contact)
        return decisions

    monkeypatch.setattr(imports.Desk, "decide", decide_then_lose)
    row = bring("Name,Phone\nDana,4075550100\nSam,4075550101\n")
    assert counts(row) in ((2, 0, 0), (1, 1, 0))
    assert ContactPoint.objects.filter(value="+14075550100").count() == 1


def test_an_import_equals_the_same_leads_at_the_door(brokerage):
    AgentFactory(), AgentFactory()
    file = people(60, dirty_rate=0.2, seed=4)
    bring(file.data)

    def told() -> list[tuple]:
        contacts = Contact.objects.order_by("pk").prefetch_related("points", "leads", "tag_links__tag")
        return [
            (
                c.name, c.sort_key, c.street, c.city, c.state, c.postal_code, c.source,
                sorted(c.points.values_list("kind", "value", "is_primary")),
                sorted(c.leads.values_list("kind", "source", "price_max_cents", "timeline", "assigned_to")),
                sorted(link.tag.name for link in c.tag_links.all()),
                sorted(c.interactions.values_list("kind", "summary")),
            )
            for c in contacts
        ]  # fmt: skip

    by_import = told()
    row = Import.objects.get()
    Contact.objects.all().delete()
    with row.file.open("rb") as stream:
        table = imports.inspect(stream)
        read = imports.reader(row.mapping, table.header, kind="buyer", source="csv")
        for record in imports.records(stream, table):
            try:
                intake.take_in(read(record.cells).lead, door="csv")
            except InvalidLead:
                continue
    assert told() == by_import


def test_an_agents_upload_is_their_own(brokerage):
    ana, bo = AgentFactory(), AgentFactory()
    bring("Name,Phone\nDana,4075550100\nSam,4075550101\n", agent=bo)
    assert set(Lead.objects.values_list("assigned_to", flat=True)) == {bo.pk}
    owner = AgentFactory(owner=True, is_available=False)
    bring("Name,Phone\nA,4075550102\nB,4075550103\n", agent=owner)
    assert set(Lead.objects.filter(contact__name__in="AB").values_list("assigned_to", flat=True)) == {ana.pk, bo.pk}


def test_a_row_of_two_people_asks_once(brokerage):
    bring("Name,Phone,Email\nDana,4075550100,\nD. R.,,dana@mail.example\nDana,4075550100,dana@mail.example\n")
    bring("Name,Phone,Email\nDana,4075550100,dana@mail.example\n")
    assert Contact.objects.count() == 2
    assert Task.objects.get().title == "Possible duplicate: Dana and D. R."


def test_a_yes_in_a_column_is_no_consent(brokerage):
    bring("Name,Phone,SMS Consent\nDana,4075550100,yes\n")
    assert not Consent.objects.exists()


def test_consent_with_its_evidence_is_stored(brokerage):
    bring(
        "Name,Phone,Consent,Consent Wording,Consent Date,Consent IP\n"
        "Dana,4075550100,Yes,You may text me about homes.,2026-01-05,192.0.2.10\n"
        "Sam,4075550101,Yes,,2026-01-05,192.0.2.10\n"
    )
    row = Consent.objects.get()
    assert (row.level, row.channels, row.wording, row.proof, row.given_at.date().isoformat()) == (
        "pec", ["sms", "voice"], "You may text me about homes.", {"from_file": ["192.0.2.10"]}, "2026-01-05",
    )  # fmt: skip


def test_preview_says_what_would_be_and_writes_nothing(brokerage):
    ContactPointFactory(value="+14075550100")
    row = upload("Who,Phone\nDana,4075550100\nSam,4075550101\nSam,4075550101\nNobody,\n")
    look = imports.preview(imports.set_mapping(row, {"Who": "name", "Phone": "phone"}))
    assert [(r.line, str(r.outcome)) for r in look.rows] == [
        (2, "joined"), (3, "created"), (4, "joined"), (5, "rejected"),
    ]  # fmt: skip
    assert (look.problem, Contact.objects.count(), ImportRow.objects.count()) == ("", 1, 0)


def test_a_file_without_a_way_to_reach_people_waits_for_its_mapping(brokerage):
    row = upload("Who,Contact at\nDana,4075550100\n")
    assert "phone number" in imports.preview(row).problem
    with pytest.raises(InvalidImport):
        imports.start(row)
    imports.set_mapping(row, {"Who": "name", "Contact at": "phone"})
    assert imports.start(row).status == "queued"
    with pytest.raises(InvalidImport):
        imports.set_mapping(row, {"Who": "name", "Contact at": "email"})
    with pytest.raises(IllegalTransition):
        imports.start(row)


@pytest.mark.parametrize(
    "mapping",
    [{"Nope": "phone"}, {"Phone": "shoe_size"}, {"Phone": "name"}, {"Name": "city", "City": "city", "Phone": "phone"}],
)
def test_a_mapping_that_does_not_fit_is_refused(brokerage, mapping):
    with pytest.raises(InvalidImport) as refusal:
        imports.set_mapping(upload("Name,Phone,City\nDana,4075550100,Orlando\n"), mapping)
    assert refusal.value.field == "mapping"


@pytest.mark.parametrize("data", [b"", b" \n\n", b"PK\x03\x04 workbook", b",,,\n,,,\n"])
def test_what_is_no_table_is_refused_at_once(brokerage, data):
    with pytest.raises(InvalidImport):
        upload(data)


def test_the_error_file_can_be_corrected_and_brought_in(brokerage):
    row = bring("Name,Phone\nDana,4075550100\nSam,40755501\n")
    text = "".join(imports.rejected_csv(row))
    assert text.splitlines() == [
        "Name,Phone,Line,Reason",
        "Sam,40755501,3,Phone: “40755501” is not a phone number that can be reached.",
    ]
    assert counts(bring(text.replace("40755501,", "4075550101,"))) == (1, 0, 0)


def test_a_file_that_vanished_fails_in_words_and_may_be_tried_again(brokerage):
    row = upload("Name,Phone\nDana,4075550100\n")
    data = row.file.read()
    name = row.file.name
    row.file.storage.delete(name)
    assert (imports.run(row).status, row.error) == ("failed", "The stored file is missing.")
    row.file.storage.save(name, io.BytesIO(data))
    assert imports.run(imports.start(row)).status == "done"


def test_unfinished_names_what_waits_or_runs(brokerage):
    bring("Name,Phone\nDana,4075550100\n")
    waits = imports.start(upload("Name,Phone\nSam,4075550101\n"))
    assert imports.unfinished() == [waits.pk]
