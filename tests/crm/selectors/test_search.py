"""Search: capped hits first, order afterwards."""

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import Contact
from crm.selectors import search
from tests.factories.crm import ContactFactory, ContactPointFactory, LeadFactory, PropertyFactory


@pytest.mark.parametrize("text", ["moss", "zzzzqq", "moss orlando"])
def test_full_text_hits_are_capped_and_never_ordered_in_the_same_statement(brokerage, text):
    with CaptureQueriesContext(connection) as seen:
        search.contact_ids(text)

    (statement,) = [query["sql"] for query in seen]
    assert "ORDER BY" not in statement
    assert f"LIMIT {search.MOST_HITS}" in statement


def test_full_text_asks_by_the_expression_of_its_index(brokerage):
    query = SearchQuery("moss:*", config="simple", search_type="raw")
    everyone = Contact._base_manager.annotate(words=search.VECTOR).filter(words=query)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the table is too small for the planner to bother
        plan = everyone.explain()

    assert "crm_contact_words" in plan


@pytest.mark.parametrize("text", ["", " ", "a", "!!", "@"])
def test_too_little_to_look_for_asks_nothing_of_the_people(brokerage, agent, text):
    LeadFactory()

    assert search.everywhere(text, agent).leads == []


@pytest.mark.parametrize("text", ["o'brien | (", "a:* & b", "\\", "%' --", "caball\x00"])
def test_what_looks_like_code_is_only_words(brokerage, agent, text):
    assert search.everywhere(text, agent).homes == []


def test_a_shared_number_part_finds_by_its_beginning(brokerage, agent):
    contact = ContactFactory(name="Inés")
    ContactPointFactory(contact=contact, value="+18135550148")
    lead = LeadFactory(contact=contact)
    LeadFactory(contact=ContactPointFactory(value="+14075550101").contact)

    assert search.everywhere("(813) 555", agent).leads == [lead]


def test_homes_are_found_beside_people(brokerage, agent):
    home = PropertyFactory(situs_street="5412 N Louisiana Ave")

    assert search.everywhere("5412 n", agent).homes == [home]
