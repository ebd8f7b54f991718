"""A page knows where the live channel stood when it was made."""

import pytest

from realestate.live import position, send
from tests.factories.crm import AgentFactory, BrokerageFactory
from tests.signing_in import browser_of


def test_now_follows_the_last_message(transactional_db):
    assert position.now(1) == 0
    send.to_brokerage(1, "score_update", data={})
    first = position.now(1)
    send.to_brokerage(1, "score_update", data={})
    assert position.now(1) == first + 1


def test_now_is_not_known_while_redis_is_away(no_redis):
    assert position.now(1) is None


@pytest.mark.django_db
def test_a_page_carries_it_and_a_fragment_does_not(django_capture_on_commit_callbacks):
    agent = AgentFactory(brokerage=BrokerageFactory())
    browser = browser_of(agent)
    with django_capture_on_commit_callbacks(execute=True):
        send.to_brokerage(agent.brokerage_id, "score_update", data={})
    stands = position.now(agent.brokerage_id)
    assert f'data-live-seq="{stands}"' in browser.get("/scoreboard/").content.decode()
    assert "data-live-seq" not in browser.get("/scoreboard/", headers={"HX-Request": "true"}).content.decode()
