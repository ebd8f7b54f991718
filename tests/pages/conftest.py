"""Fixtures of the pages' main acts in a real browser: an owner who is signed in, on a desk and on a phone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from crm.models import Agent, Lead
from realestate.lib import clock, scopes
from tests.browser import CHROMIUM, Do, chromium, database_thread, watched_tab
from tests.factories.crm import AgentFactory
from tests.factories.outreach import open_brokerage, willing_lead
from tests.live_site import session_cookie

HERE = Path(__file__).parent

Opens = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave this folder out where there is no browser; the web process knows the machine's clock only."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.real_clock)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture
def do(transactional_db: None) -> Iterator[Do]:
    """Return a function that runs another in the database thread, and returns its result."""
    with database_thread() as run:
        yield run


@pytest.fixture
def owner(do: Do) -> Agent:
    """The owner of a brokerage that may send, and where it is noon whatever the hour of the test."""

    def make() -> Agent:
        brokerage = open_brokerage(is_demo=True, clock_shift=_to_noon())
        with scopes.in_brokerage(brokerage):
            return AgentFactory(name="Dana Whitlock", owner=True)

    return do(make)


@pytest.fixture
def inside(do: Do, owner: Agent) -> Do:
    """Return a function that runs another in the database thread and inside the owner's brokerage."""

    def run(function: Callable[..., Any], *args: Any, **named: Any) -> Any:
        def scoped() -> Any:
            with scopes.in_brokerage(owner.brokerage):
                return function(*args, **named)

        return do(scoped)

    return run


@pytest.fixture
def lead(inside: Do, owner: Agent) -> Lead:
    """Somebody who gave written consent, in work."""
    return inside(willing_lead, owner.brokerage)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def opens(do: Do, owner: Agent, web_site: str, browser: Browser) -> Iterator[Opens]:
    """Return a function that opens a tab for the owner."""
    with ExitStack() as tabs:
        cookie = do(session_cookie, owner.user, web_site)
        yield lambda **options: tabs.enter_context(watched_tab(browser, web_site, cookie=cookie, **options))


@pytest.fixture
def page(opens: Opens) -> Page:
    """The owner's tab on a desk."""
    return opens(width=1440)


@pytest.fixture
def phone(opens: Opens) -> Page:
    """The owner's tab on a phone."""
    return opens(width=390, has_touch=True, is_mobile=True)


def _to_noon() -> timedelta:
    now = clock.real_now()
    return datetime(now.year, now.month, now.day, 17, tzinfo=UTC) - now
