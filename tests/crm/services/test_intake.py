"""Whoever comes in becomes one person, one open lead of a kind, and loses nothing."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from crm.errors import InvalidLead
from crm.models import Consent, Contact, ContactPoint, Event, Interaction, Lead, Task
from crm.services.intake import IncomingConsent, IncomingLead, take_in
from realestate.lib import scopes
from tests.factories.crm import AgentFactory, BrokerageFactory, ContactPointFactory, LeadFactory
from tests.running import PATIENCE

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WRITTEN = IncomingConsent(
    level="pewc",
    wording="I agree to automated texts and calls.",
    wording_version="3",
    seller_named="Palm Street Realty",
    signed=True,
    disclosed_automated=True,
    not_condition=True,
    proof={"ip": "192.0.2.10"},
    given_at=NOON,
)


def come(door: str = "api", **fields):
    return take_in(IncomingLead(**fields), door=door)


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_a_stranger_becomes_contact_points_and_lead(brokerage, agent):
    made = come(
        name="José Núñez",
        phones=("(407) 555-0100", "407-555-0101"),
        emails=("Jose@Mail.Example",),
        state="Florida",
        city=" Orlando ",
        price_max_cents=400_000_00,
        timeline="soon",
        locations=("Winter Park",),
        source="website",
    )
    assert (made.created, made.joined, made.lead_created, made.warnings) == (True, False, True, ())
    assert (made.contact.name, made.contact.sort_key) == ("José Núñez", "nunez jose")
    assert (made.contact.state, made.contact.city) == ("FL", "Orlando")
    assert set(made.contact.points.values_list("value", "is_primary")) == {
        ("+14075550100", True),
        ("+14075550101", False),
        ("jose@mail.example", True),
    }
    assert (made.lead.kind, made.lead.timeline, made.lead.locations) == ("buyer", "soon", ["Winter Park"])
    assert made.lead.assigned_to == agent
    event = Event.objects.get(kind="lead.created")
    assert (event.contact_id, event.payload) == (
        made.contact.pk,
        {"lead_id": made.lead.pk, "door": "api", "source": "website"},
    )


def test_t49_one_number_in_three_spellings_is_one_person(brokerage):
    made = [come(name="Dana Reyes", phones=(raw,)) for raw in ("(407) 555-0100", "+14075550100", "407.555.0100")]
    assert [m.created for m in made] == [True, False, False]
    assert (Contact.objects.count(), Lead.objects.count(), ContactPoint.objects.count()) == (1, 1, 1)


def test_t48_one_address_in_any_case_is_one_person(brokerage):
    come(emails=("dana@mail.example",))
    assert come(emails=(" DANA@Mail.Example ",)).joined


def test_t53_blank_never_erases_and_known_is_not_overwritten(brokerage):
    first = come(name="Dana Reyes", phones=("4075550100",), city="Orlando", beds_min=3).contact
    come(name="D. R.", phones=("4075550100",), city="Tampa", street="1 Palm Street", beds_min=5)
    come(phones=("4075550100",))
    first.refresh_from_db()
    assert (first.name, first.city, first.street) == ("Dana Reyes", "Orlando", "1 Palm Street")
    assert first.leads.get().beds_min == 3


def test_a_nameless_person_takes_the_name_that_comes_later(brokerage):
    nameless = come(phones=("4075550100",)).contact
    assert nameless.name == "(407) 555-0100"
    known = come(name="Dana Reyes", phones=("4075550100",)).contact
    assert (known.name, known.first_name, known.sort_key) == ("Dana Reyes", "Dana", "reyes dana")


def test_a_person_is_known_by_any_number_or_address(brokerage):
    first = come(phones=("4075550100",), emails=("dana@mail.example",)).contact
    again = come(phones=("4075550142",), emails=("dana@mail.example",))
    assert (again.contact, again.joined) == (first, True)
    assert come(phones=("4075550142",)).contact == first


def test_what_the_person_types_themselves_counts_as_news(brokerage):
    come(phones=("4075550100",), price_min_cents=300_000_00, price_max_cents=400_000_00, timeline="later")
    lead = come("form", phones=("4075550100",), price_max_cents=250_000_00, timeline="now").lead
    assert (lead.timeline, lead.price_min_cents, lead.price_max_cents) == ("now", None, 250_000_00)
    assert Event.objects.get(kind="lead.changed").payload["fields"] == [
        "price_max_cents",
        "price_min_cents",
        "timeline",
    ]


def test_another_kind_is_another_lead_of_the_same_person_with_the_same_agent(brokerage):
    ana, _ = AgentFactory(), AgentFactory()
    buyer = come(phones=("4075550100",))
    seller = come(phones=("4075550100",), kind="seller")
    assert (seller.joined, seller.lead_created, seller.contact) == (True, True, buyer.contact)
    assert {buyer.lead.assigned_to, seller.lead.assigned_to} == {ana}


def test_a_converted_lead_is_followed_by_a_new_one(brokerage):
    lead = come(phones=("4075550100",)).lead
    Lead.objects.filter(pk=lead.pk).update(converted_at=NOON)
    assert come(phones=("4075550100",)).lead_created


def test_leads_go_round_among_agents_who_take_them(brokerage):
    ana, bo, _away = AgentFactory(), AgentFactory(), AgentFactory(is_available=False)
    got = [come(phones=(f"407555010{n}",)).lead.assigned_to for n in range(3)]
    assert got == [ana, bo, ana]


def test_a_form_writes_consent_with_its_proof_for_each_point(brokerage):
    made = come("form", phones=("4075550100",), emails=("dana@mail.example",), notes="Pool!", consent=WRITTEN)
    rows = {row.point.kind: row for row in Consent.objects.select_related("point")}
    assert {kind: row.channels for kind, row in rows.items()} == {"phone": ["sms", "voice"], "email": ["email"]}
    phone = rows["phone"]
    assert (phone.level, phone.wording, phone.wording_version) == ("pewc", WRITTEN.wording, "3")
    assert (phone.signed, phone.number_matches, phone.not_condition, phone.prechecked) == (True, True, True, False)
    assert (phone.proof, phone.given_at) == ({"ip": "192.0.2.10"}, NOON)
    assert kinds() == ["lead.created", "consent.recorded", "consent.recorded", "interaction.recorded"]
    assert Interaction.objects.get().summary == "Pool!"
    assert made.lead.last_inbound_at is not None


def test_the_same_consent_again_adds_nothing(brokerage):
    for _ in range(2):
        come("form", phones=("4075550100",), consent=WRITTEN)
    assert Consent.objects.count() == 1


def test_no_consent_is_made_of_nothing(brokerage):
    come("form", phones=("4075550100",))
    assert not Consent.objects.exists()


def test_written_consent_starts_over_with_who_had_opted_out(brokerage):
    old = come(phones=("4075550100",)).lead
    Lead.objects.filter(pk=old.pk).update(status="opt_out")
    assert come("form", phones=("4075550100",)).lead == old
    new = come("form", phones=("4075550100",), consent=WRITTEN)
    assert (new.lead_created, new.lead.status) == (True, "new")


def test_numbers_of_two_people_join_the_phones_owner_and_ask(brokerage):
    by_phone = come(name="Dana Reyes", phones=("4075550100",)).contact
    by_email = come(name="D. Reyes", emails=("dana@mail.example",)).contact
    for _ in range(2):
        both = come(phones=("4075550100",), emails=("dana@mail.example",))
    assert both.contact == by_phone
    assert ContactPoint.objects.get(value="dana@mail.example").contact == by_email
    task = Task.objects.get()
    assert (task.key, task.contact) == (f"duplicate:{by_phone.pk}:{by_email.pk}", by_phone)


def test_a_merged_contact_is_found_as_who_it_is_now(brokerage):
    kept, gone = LeadFactory().contact, LeadFactory().contact
    point = gone.points.get(kind="phone")
    gone.merged_into = kept
    gone.save()
    assert come(phones=(point.value,)).contact == kept


def test_a_wrong_number_goes_to_who_types_it_in(brokerage):
    point = ContactPointFactory(value="+14075550100", is_wrong=True)
    made = come("form", name="Sam Lee", phones=("4075550100",))
    point.refresh_from_db()
    assert (made.created, point.contact, point.is_wrong) == (True, made.contact, False)


def test_a_wrong_number_stays_wrong_when_a_list_brings_it(brokerage):
    point = ContactPointFactory(value="+14075550100", is_wrong=True)
    come("csv", phones=("4075550100",))
    point.refresh_from_db()
    assert point.is_wrong


def test_a_bad_number_beside_a_good_address_is_left_out_with_a_warning(brokerage):
    made = come(phones=("12",), emails=("dana@mail.example",))
    assert made.warnings == ("“12” is not a phone number that can be reached. It was left out.",)
    assert made.contact.points.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "phone"),
        ({"phones": ("abc",)}, "phone"),
        ({"emails": ("dana@",)}, "email"),
        ({"phones": ("4075550100",), "kind": "tenant"}, "kind"),
        ({"phones": ("4075550100",), "timeline": "whenever"}, "timeline"),
        ({"phones": ("4075550100",), "segment": "pirates"}, "segment"),
        ({"phones": ("4075550100",), "price_min_cents": 2, "price_max_cents": 1}, "price_min_cents"),
        ({"phones": ("4075550100",), "beds_min": 500}, "beds_min"),
        ({"phones": ("4075550100",), "consent": IncomingConsent(level="pewc")}, "consent"),
        ({"phones": ("4075550100",), "consent": IncomingConsent(level="pec", channels=("fax",))}, "consent"),
    ],
)
def test_bad_input_is_refused_by_field_and_writes_nothing(brokerage, fields, field):
    with pytest.raises(InvalidLead) as refusal:
        come(**fields)
    assert refusal.value.field == field
    assert not Contact.objects.exists()


def test_t53_no_character_breaks_a_row(brokerage):
    made = come(name="Da\x00na \ud83d\u202eRey\u200bes", phones=("407\u200b5550100",), notes="a\x00b", city="x" * 900)
    assert (len(made.contact.city), "\x00" in made.contact.name) == (80, False)


@pytest.mark.django_db(transaction=True)
def test_t50_intakes_at_one_moment_make_one_person():
    brokerage = BrokerageFactory()
    start, failed = threading.Barrier(4), []

    def run() -> None:
        try:
            with scopes.in_brokerage(brokerage):
                start.wait(timeout=PATIENCE)
                come("form", phones=("4075550100",), emails=("dana@mail.example",), consent=WRITTEN)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert failed == []
    with scopes.in_brokerage(brokerage):
        counts = [model.objects.count() for model in (Contact, Lead, ContactPoint, Interaction)]
    assert counts == [1, 1, 2, 4]
