"""The people list as a browser sees it."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.models import Contact, Lead, SmartList
from crm.selectors import people as selectors
from crm.states import LeadKind, LeadStatus
from tests.factories.crm import AgentFactory, ContactFactory, ContactPointFactory, LeadFactory

HTMX = {"HTTP_HX_REQUEST": "true"}


def names(response):
    return [row.lead.contact.name for row in response.context["rows"]]


def test_people_of_the_brokerage_are_listed_best_first_unscored_last(client):
    for name, score in (("Cold", None), ("Warm", 50), ("Hot", 90)):
        LeadFactory(contact=ContactFactory(name=name), score=score)

    assert names(client.get("/people/")) == ["Hot", "Warm", "Cold"]


def test_an_empty_brokerage_is_told_the_next_step(client):
    page = client.get("/people/").content.decode()

    assert "Nobody here yet" in page
    assert reverse("crm:person-add") in page


def test_one_row_and_three_rows_cost_the_same_number_of_statements(client):
    def statements():
        client.get("/people/")  # fills caches of the session
        with CaptureQueriesContext(connection) as seen:
            client.get("/people/")
        return len(seen)

    LeadFactory(score=50)
    one = statements()
    LeadFactory(score=60)
    LeadFactory(score=None)

    assert statements() == one
    assert one <= 16


def test_the_next_page_goes_on_behind_the_last_row(client):
    agent = client.get("/people/").wsgi_request.agent
    for name, score in (("A", 90), ("B", 90), ("C", 80), ("D", None), ("E", None)):
        LeadFactory(contact=ContactFactory(name=name), score=score)

    seen, after = [], ""
    for _ in range(4):
        found = selectors.page(selectors.Filters(), agent, after=after, size=2)
        seen += [lead.contact.name for lead in found.leads]
        after = found.next
        if not after:
            break

    assert seen == ["B", "A", "C", "E", "D"]


@pytest.mark.parametrize("sort", ["score", "newest", "word"])
def test_every_order_reaches_every_person_once(client, sort):

    agent = client.get("/people/").wsgi_request.agent
    moments = ["2026-01-01T10:00Z", None, "2026-01-03T10:00Z", None, "2026-01-03T10:00Z"]
    leads = [LeadFactory(score=n or None, last_inbound_at=at) for n, at in enumerate(moments)]

    seen, after = [], ""
    while True:
        found = selectors.page(selectors.Filters(sort=sort), agent, after=after, size=2)
        seen += [lead.pk for lead in found.leads]
        after = found.next
        if not after:
            break

    assert sorted(seen) == sorted(lead.pk for lead in leads)
    assert len(seen) == len(set(seen))


def test_a_damaged_place_in_the_list_starts_over(client):
    LeadFactory(contact=ContactFactory(name="Hot"), score=90)

    assert names(client.get("/people/", {"after": "nonsense~7"})) == ["Hot"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"band": "hot"}, ["Hot"]),
        ({"kind": "seller"}, ["Seller"]),
        ({"status": "replied"}, ["Seller"]),
        ({"agent": "none"}, ["Hot"]),
        ({"word": "theirs"}, ["Seller"]),
        ({"q": "sel"}, ["Seller"]),
        ({"band": "nonsense", "agent": "x", "tag": "y"}, ["Hot", "Seller"]),
        ({"q": "sel\x00", "source": "\x00"}, ["Seller"]),
    ],
)
def test_filters_of_the_address_narrow_the_list(client, me, query, expected):
    LeadFactory(contact=ContactFactory(name="Hot"), score=90)
    LeadFactory(
        contact=ContactFactory(name="Seller"),
        score=40,
        kind=LeadKind.SELLER,
        status=LeadStatus.REPLIED,
        assigned_to=me,
        last_inbound_at="2026-01-02T10:00Z",
    )

    assert names(client.get("/people/", query)) == expected


@pytest.mark.parametrize(
    "typed", ["(813) 555-0148", "8135550148", "813.555", "+1 813 555 0148", "in@s.example", "Caball", "louis"]
)
def test_people_are_found_by_what_one_remembers(client, typed):
    contact = ContactFactory(name="Inés Caballero", street="5412 N Louisiana Ave")
    ContactPointFactory(contact=contact, value="+18135550148")
    ContactPointFactory(contact=contact, email=True, value="in@s.example")
    LeadFactory(contact=contact)
    LeadFactory(contact=ContactFactory(name="Wendell Pruitt"))

    assert names(client.get("/people/", {"q": typed})) == ["Inés Caballero"]


def test_opted_out_people_are_listed_only_when_asked_for(client):
    LeadFactory(contact=ContactFactory(name="Gone"), status=LeadStatus.OPTED_OUT)

    assert names(client.get("/people/")) == []
    assert names(client.get("/people/", {"status": "opt_out"})) == ["Gone"]


def test_an_agent_sees_their_own_and_unassigned_people_only(client, me):
    other = AgentFactory(name="Luis")
    for name, agent in (("Mine", me), ("Nobody's", None), ("Theirs", other)):
        LeadFactory(contact=ContactFactory(name=name), assigned_to=agent)
    client.force_login(other.user)

    assert sorted(names(client.get("/people/"))) == ["Nobody's", "Theirs"]


def test_htmx_gets_rows_only(client):
    LeadFactory(contact=ContactFactory(name="Hot"), score=90)

    page = client.get("/people/", **HTMX).content.decode()

    assert "Hot" in page
    assert "<html" not in page


def test_a_new_person_is_taken_in_once_however_often_they_are_typed(client):
    typed = {"name": "Inés Caballero", "phone": "(813) 555-0148", "kind": "buyer"}

    first = client.post("/people/new/", typed)
    second = client.post("/people/new/", {**typed, "phone": "813-555-0148"})

    lead = Lead.objects.get()
    assert first.url == second.url == reverse("crm:lead", args=[lead.pk])
    assert Contact.objects.get().name == "Inés Caballero"


def test_a_person_who_cannot_be_reached_is_refused_beside_the_field(client):
    response = client.post("/people/new/", {"name": "Nobody", "kind": "buyer", "phone": "12"})

    assert response.status_code == 422
    assert response.context["form"].errors["phone"]


def test_assigning_is_undone_by_its_toast(client, me):
    luis = AgentFactory(name="Luis")
    leads = [LeadFactory(assigned_to=None), LeadFactory(assigned_to=me)]

    response = client.post("/people/assign/", {"lead": [lead.pk for lead in leads], "agent": luis.pk}, follow=True)

    assert set(Lead.objects.values_list("assigned_to", flat=True)) == {luis.pk}
    undo_url = response.content.decode().split('hx-post="/undo/')[1].split('"')[0]
    client.post(f"/undo/{undo_url}")
    assert [Lead.objects.get(pk=lead.pk).assigned_to_id for lead in leads] == [None, me.pk]


def test_an_undo_works_once(client):
    lead = LeadFactory()
    client.post("/people/tag/", {"lead": [lead.pk], "tag": "spring"})
    token = next(iter(client.session["undo"]))

    assert client.post(f"/undo/{token}/").status_code == 302
    assert client.post(f"/undo/{token}/").status_code == 422
    assert not lead.contact.tag_links.exists()


def test_the_tray_says_who_permitted_what(client):
    leads = [LeadFactory(), LeadFactory(status=LeadStatus.OPTED_OUT)]

    response = client.post("/people/chosen/", {"lead": [lead.pk for lead in leads]}, **HTMX)

    assert response.context["sums"] == [(("None on file", "quiet"), 1), (("Opted out", "blocked"), 1)]


def test_a_search_is_kept_as_a_list_and_removed_with_undo(client, me):
    client.post("/lists/new/", {"name": "Hot sellers", "kind": "seller", "band": "hot"})
    row = SmartList.objects.get()

    assert row.filters == {"kind": "seller", "band": "hot", "sort": "score"}
    assert "Hot sellers" in client.get("/people/").content.decode()

    client.post(f"/lists/{row.pk}/delete/")
    assert not SmartList.objects.exists()
    client.post(f"/undo/{next(iter(client.session['undo']))}/")
    assert SmartList.objects.get().name == "Hot sellers"


def test_lists_count_what_they_hold(client):
    LeadFactory(score=90)
    LeadFactory(score=20)

    lines = {line.name: line.count for line in client.get("/people/").context["built_in"]}

    assert (lines["Everyone"], lines["Hot"], lines["Unassigned"]) == ("2", "1", "2")


def test_the_export_streams_every_row_and_holds_no_formula(client, monkeypatch):
    monkeypatch.setattr("crm.views.people.EXPORT_BATCH", 2)
    for n in range(5):
        contact = ContactFactory(name=f'=HYPERLINK("x{n}")')
        ContactPointFactory(contact=contact)
        LeadFactory(contact=contact)

    response = client.get("/people/export/")
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))

    assert response.streaming
    assert len(rows) == 6
    assert all(row[0].startswith("'=") for row in rows[1:])
    assert all(row[1].startswith("(") for row in rows[1:])


def test_search_answers_the_menu_with_links(client):
    lead = LeadFactory(contact=ContactFactory(name="Inés Caballero"))

    page = client.get("/search/", {"q": "caball"}, **HTMX).content.decode()

    assert f"/people/{lead.pk}/" in page
    assert "<html" not in page
