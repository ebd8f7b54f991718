"""The main act in a real browser against a real web process: a lead answers, a person is needed and takes over."""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright

from crm.models import Agent, Lead
from realestate.lib import scopes
from tests.factories.crm import AgentFactory
from tests.factories.outreach import open_brokerage, willing_lead
from tests.live_site import session_cookie, web_process

CHROMIUM = os.environ.get("CHROMIUM", "") or shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")

UNHURRIED = 20_000

Do = Callable[..., Any]


@pytest.fixture
def do(transactional_db: None) -> Iterator[Do]:
    """Return a function that runs another in the database thread: Playwright's own may not use the ORM."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        yield lambda function, *args: thread.submit(function, *args).result()
        thread.submit(lambda: connection.close()).result()


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
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def page(do: Do, people: tuple[Agent, Lead], browser: Browser) -> Iterator[Page]:
    with web_process() as site:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=site)
        context.add_cookies([do(session_cookie, people[0].user, site)])
        tab = context.new_page()
        tab.set_default_timeout(UNHURRIED)
        refused: list[str] = []
        tab.on("console", lambda message: "Content Security" in message.text and refused.append(message.text))
        tab.on("pageerror", lambda error: refused.append(str(error)))
        yield tab
        assert refused == []
        context.close()


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
