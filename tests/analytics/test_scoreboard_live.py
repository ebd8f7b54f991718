"""An open scoreboard follows what happens, in a real browser, over the real socket of a real web process.

Playwright's own thread may not use the ORM (it would raise SynchronousOnlyOperation), so rows are written by a
thread of their own.
"""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from crm.models import Agent
from crm.services import leads
from realestate.lib import scopes
from scoring.services import evaluation
from tests.browser import Do, chromium, database_thread, needs_chromium, watched_tab
from tests.factories.crm import AgentFactory, BrokerageFactory, LeadFactory
from tests.live_site import session_cookie

pytestmark = [needs_chromium, pytest.mark.real_clock]


@pytest.fixture
def do(transactional_db: None) -> Iterator[Do]:
    with database_thread() as run:
        yield run


@pytest.fixture
def agent(do: Do) -> Agent:
    return do(lambda: AgentFactory(owner=True, brokerage=BrokerageFactory()))


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(do: Do, agent: Agent, web_site: str, browser: Browser) -> Iterator[Page]:
    with watched_tab(browser, web_site, cookie=do(session_cookie, agent.user, web_site)) as tab:
        yield tab


def scored(agent: Agent, **fields: Any) -> int:
    """Make a lead with a score, and return its id."""
    with scopes.in_brokerage(agent.brokerage):
        lead = LeadFactory(assigned_to=agent, **fields)
        evaluation.evaluate(lead)
        return lead.pk


def confirm_budget(agent: Agent, lead_id: int) -> float:
    """Raise a lead's score by 10, and return the moment at which that was committed."""
    with scopes.in_brokerage(agent.brokerage):
        lead = leads.Lead.objects.get(pk=lead_id)
        leads.change(lead, budget_confirmed=True)
        evaluation.evaluate(lead)
        return time.monotonic()


def test_a_row_moves_by_itself_once_its_score_is_committed(do: Do, agent: Agent, page: Page):
    climber, leader = do(scored, agent), do(lambda: scored(agent, preapproved=True))
    page.goto("/scoreboard/")
    rows = page.locator("[data-lead]")
    expect(rows).to_have_count(2)
    expect(rows.first).to_have_attribute("data-lead", str(leader))
    expect(page.locator(".board-head [data-live-words]")).to_have_text("Live")

    committed = do(confirm_budget, agent, climber)

    expect(rows.first).to_have_attribute("data-lead", str(climber))
    delay = (time.monotonic() - committed) * 1000
    print(f"\nscoreboard: {delay:.0f} ms from commit to the moved row")
    expect(rows.first.locator(".board-num")).to_have_text("30")


def test_a_new_lead_comes_onto_an_open_board(do: Do, agent: Agent, page: Page):
    page.goto("/scoreboard/")
    expect(page.locator(".board-head [data-live-words]")).to_have_text("Live")

    lead = do(scored, agent)

    expect(page.locator(f"[data-lead='{lead}']")).to_be_visible()


def test_nothing_moves_under_the_pointer(do: Do, agent: Agent, page: Page):
    climber, leader = do(scored, agent), do(lambda: scored(agent, preapproved=True))
    with page.expect_websocket() as opened:
        page.goto("/scoreboard/")
    rows = page.locator("[data-lead]")
    expect(page.locator(".board-head [data-live-words]")).to_have_text("Live")
    rows.last.hover()

    with opened.value.expect_event("framereceived", lambda frame: "score_update" in str(frame)):
        do(confirm_budget, agent, climber)
    expect(rows.first).to_have_attribute("data-lead", str(leader))

    page.mouse.move(5, 5)
    expect(rows.first).to_have_attribute("data-lead", str(climber))


def test_polling_takes_over_when_sockets_and_streams_fail(do: Do, agent: Agent, page: Page):
    lead = do(scored, agent)
    page.route_web_socket("**/live/socket/", lambda socket: socket.close())
    page.route("**/live/stream/", lambda route: route.abort())
    page.goto("/scoreboard/")
    expect(page.locator(f"[data-lead='{lead}']")).to_be_visible()

    do(confirm_budget, agent, lead)

    expect(page.locator(f"[data-lead='{lead}'] .board-num")).to_have_text("30")
