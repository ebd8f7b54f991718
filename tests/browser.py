"""A real browser: found, started, and watched for what the content policy refuses and for errors in scripts."""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.running import PATIENCE

CHROMIUM = os.environ.get("CHROMIUM", "") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LOOK_AGAIN = 20.0  # milliseconds
UNHURRIED = PATIENCE * 1000

needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
expect.set_options(timeout=UNHURRIED)

Do = Callable[..., Any]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser for the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=UNHURRIED)
        yield browser
        browser.close()


@contextmanager
def watched_tab(
    browser: Browser, site: str, *, width: int = 1280, cookie: dict[str, str] | None = None, **options: Any
) -> Iterator[Page]:
    """Open a tab on ``site``. What its pages were refused stands in ``tab.refused``, and must be nothing.

    ``options`` are those of a browser's context, such as ``has_touch``.
    """
    context = browser.new_context(viewport={"width": width, "height": 800}, base_url=site, **options)
    context.add_cookies([cookie] if cookie else [])
    tab = context.new_page()
    tab.set_default_timeout(UNHURRIED)
    tab.refused = []
    tab.on("console", lambda message: "Content Security" in message.text and tab.refused.append(message.text))
    tab.on("pageerror", lambda error: tab.refused.append(str(error)))
    yield tab
    assert tab.refused == []
    context.close()


def until(page: Page, what: str, check: Callable[[], Any], *, doing: Callable[[], Any] | None = None) -> None:
    """Let the page go on until ``check`` is true of something that ``expect`` cannot see; ``doing`` is done meanwhile.

    Raises:
        AssertionError: it never came; the message names ``what``.
    """
    for _ in range(int(UNHURRIED / LOOK_AGAIN)):
        if check():
            return
        if doing:
            doing()
        page.wait_for_timeout(LOOK_AGAIN)
    raise AssertionError(f"This never came: {what}.")


@contextmanager
def database_thread() -> Iterator[Do]:
    """Yield a function that runs another in a thread with a connection of its own: Playwright's may not use the ORM."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        yield lambda function, *args: thread.submit(function, *args).result()
        thread.submit(lambda: connection.close()).result()  # the thread's own, hence not bound here
