"""Searching what was said: by word and its forms, within what an agent may see, paged, and never as markup."""

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection

from outreach.models import Message
from outreach.selectors import message_search
from outreach.selectors.message_search import VECTOR, marked, search_messages
from realestate.lib import clock, scopes
from tests.factories.crm import AgentFactory
from tests.factories.outreach import open_brokerage, said, willing_lead


@pytest.fixture
def owner(brokerage):
    return AgentFactory(owner=True)


def found(agent, words, **more):
    return [hit.message.body for hit in search_messages(agent, words, **more).hits]


def test_words_are_found_in_any_form_with_quotes_and_minus(lead, owner):
    said(lead, body="The roof leaks since the storm")
    said(lead, body="A new roof was put on in May")

    assert found(owner, "leaking roofs") == ["The roof leaks since the storm"]
    assert found(owner, '"new roof"') == ["A new roof was put on in May"]
    assert found(owner, "roof -storm") == ["A new roof was put on in May"]
    assert found(owner, "r") == found(owner, " ") == []


def test_an_agent_finds_nothing_of_a_colleagues_lead_and_nobody_anything_of_a_neighbours(lead, owner):
    said(lead, body="The roof leaks")
    other = open_brokerage()
    with scopes.in_brokerage(other):
        said(willing_lead(other), body="Our roof leaks too")

    assert found(owner, "roof") == ["The roof leaks"]
    assert found(lead.assigned_to, "roof") == ["The roof leaks"]
    assert found(AgentFactory(), "roof") == []


@pytest.mark.parametrize("few", [2, 2000])  # beyond it, time is walked instead of sorting the hits
def test_pages_meet_without_a_gap_or_a_repeat_when_many_came_in_one_moment(lead, owner, monkeypatch, few):
    monkeypatch.setattr(message_search, "FEW", few)
    now = clock.now()
    for number in range(message_search.PAGE + 3):
        said(lead, body=f"roof {number}", occurred_at=now)

    first = search_messages(owner, "roof")
    second = search_messages(owner, "roof", after=first.next)

    seen = [hit.message.body for hit in [*first.hits, *second.hits]]
    assert (len(first.hits), second.next) == (message_search.PAGE, "")
    assert sorted(seen) == sorted(f"roof {number}" for number in range(message_search.PAGE + 3))


def test_people_whose_name_fits_come_first_and_only_once(lead, owner):
    said(lead, body="Hello there", occurred_at=clock.now())
    lead.contact.conversation.last_message_at = clock.now()
    lead.contact.conversation.save()

    people = search_messages(owner, lead.contact.name).people

    assert [line.conversation.contact for line in people] == [lead.contact]


def test_what_was_found_is_marked_and_stays_plain_text(lead, owner):
    said(lead, body="Is 2 < 3? The roof & gutters")

    (hit,) = search_messages(owner, "roof").hits

    assert [part for part, is_match in hit.parts if is_match] == ["roof"]
    assert "".join(part for part, _ in hit.parts) == "Is 2 < 3? The roof & gutters"
    assert marked("a \x02b\x03 c") == [("a ", False), ("b", True), (" c", False)]


def test_the_index_has_the_very_expression_that_is_looked_for(db):
    asked = Message._base_manager.annotate(words=VECTOR).filter(words=SearchQuery("roof", config="english"))

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "outreach_message_words" in asked.explain()
