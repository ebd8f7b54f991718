"""The main act in a real browser against a real web process: a lead answers, a person is needed and takes over."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from crm.models import Agent, Lead
from realestate.lib import scopes
from tests.browser import Do, chromium, database_thread, needs_chromium, watched_tab
from tests.factories.crm import AgentFactory
from tests.factories.outreach import open_brokerage, willing_lead
from tests.live_site import session_cookie, web_process

pytestmark = needs_chromium


@pytest.fixture
def do(transactional_db: None) -> Iterator[Do]:
    with database_thread() as run:
        yield run


@pytest.fixture
def people(do: Do) -> tuple[Agent, Lead]:
    """An owner, and a lead of the same brokerage."""

    def make() -> tuple[Agent, Lead]:
        brokerage = open_brokerage()
        with scopes.in_brokerage(brokerage):
            return AgentFactory(name="Dana Whitlock", owner=True), willing_lead(brokerage)

    return do(make)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(do: Do, people: tuple[Agent, Lead], browser: Browser) -> Iterator[Page]:
    with (
        web_process() as site,
        watched_tab(browser, site, width=1440, cookie=do(session_cookie, people[0].user, site)) as tab,
    ):
        yield tab


def test_an_answer_from_the_phone_becomes_a_handoff_and_is_taken_over(page, people):
    _, lead = people
    page.goto(f"/simulator/{lead.contact_id}/")
    page.get_by_label(f"Answer as {lead.contact.name}", exact=True).fill("Can I see the house on Saturday?")
    page.get_by_role("button", name=f"Send as {lead.contact.name}").click()
    expect(page.locator(".bub-me")).to_have_text("Can I see the house on Saturday?")
    expect(page.locator("#trace")).to_contain_text("Wants to meet")

    page.goto("/inbox/")
    line = page.locator(".conv", has_text=lead.contact.name)
    expect(line).to_contain_text("Wants to meet")
    line.click()
    expect(page.locator("#thread")).to_contain_text("Homestretch stopped here and asks for you.")

    page.get_by_role("button", name="Take over").click()

    expect(page.locator("#thread-foot")).to_contain_text("Yours")
    expect(line).to_contain_text("You")
    words = page.get_by_label(f"Text to {lead.contact.name}")
    words.fill("Saturday at 10:30?")
    expect(page.locator(".composer-cost")).to_contain_text("1 segment")
    words.press("Control+Enter")
    expect(words).to_have_value("")
    expect(page.locator(".said", has_text="Saturday at 10:30?")).to_be_visible()
