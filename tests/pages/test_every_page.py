"""Every page that can be reached by links, on a desk and on a phone: it fits, it has one title, and nothing breaks.

The pages are found by following links from Today, one per kind of page, so a new page is looked at by itself.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page, expect

from crm.models import Agent
from nurturing.services import agent_notices, enrollment
from outreach.models import Conversation
from tests.factories import crm as make
from tests.factories.nurturing import make_sequence
from tests.factories.outreach import caught, decided, said, willing_lead
from tests.factories.scoring import AlertFactory

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
NO_PAGE = {"logout"}
KNOWN = {
    "home", "analytics:funnel", "analytics:scoreboard", "crm:deal", "crm:deal-add", "crm:import", "crm:imports",
    "crm:lead", "crm:lead-wishes", "crm:people", "crm:person-add", "crm:pipeline", "crm:properties", "crm:property",
    "crm:connection", "crm:connections", "crm:settings", "crm:settings-brokerage", "crm:settings-keys",
    "crm:settings-language", "crm:settings-team", "doors:form-settings", "doors:forms", "nurturing:notices",
    "nurturing:rooms", "nurturing:sequence", "nurturing:sequence-edit", "nurturing:sequence-steps",
    "nurturing:sequences", "outreach:conversation", "outreach:decision", "outreach:decisions", "outreach:do-not-call",
    "outreach:inbox", "outreach:mail", "outreach:mail-letter",
    "outreach:permissions", "outreach:privacy", "outreach:registration", "outreach:safeguards",
    "outreach:settings-sending", "outreach:simulator-phone", "outreach:stops", "outreach:suppressions",
    "password_change", "scoring:alerts", "scoring:score-history",
}  # fmt: skip
TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"
TITLES = "[...document.querySelectorAll('h1')].filter(one => one.checkVisibility()).map(one => one.textContent)"
LINKS = "[...document.querySelectorAll('a[href^=\"/\"]')].map(one => one.getAttribute('href'))"


def one_of_each(owner: Agent) -> dict[str, str]:
    """Make one row of everything that has a page; returns where to begin: what is linked to under a filter only."""
    lead = willing_lead(owner.brokerage, score=70)
    said(lead)
    caught(lead)
    decided(lead)
    enrollment.enroll(lead, make_sequence(), because="by hand")
    agent_notices.notify(owner, kind="alert", title="Call", key="alert:1")
    AlertFactory(lead=lead, agent=owner)
    for factory in (make.TaskFactory, make.AppointmentFactory, make.DealFactory):
        factory(lead=lead, agent=owner)
    make.PropertyFactory()
    make.ImportFactory(agent=owner)
    make.WebFormFactory()
    make.GhlConnectionFactory()
    conversation = Conversation.objects.get()
    return {
        "home": "/",
        "outreach:conversation": f"/inbox/{conversation.pk}/",
        "scoring:score-history": f"/people/{lead.pk}/score/",
    }


def kind_of(link: str) -> str:
    """Return the name of the page behind a link; empty if there is none to look at."""
    try:
        name = resolve(link.partition("?")[0].partition("#")[0]).view_name
    except Resolver404:
        return ""
    return "" if name in NO_PAGE or name.startswith("admin:") else name


def walk(page: Page, ahead: dict[str, str]) -> Iterator[str]:
    """Open the pages ahead and all that they lead to, one of each kind; yields the kind while its page stands open."""
    seen: set[str] = set()
    while ahead:
        name, link = ahead.popitem()
        seen.add(name)
        if not opens(page, link):
            continue
        expect(page.locator(".htmx-request")).to_have_count(0)
        ahead |= {kind: to for to in page.evaluate(LINKS) if (kind := kind_of(to)) and kind not in seen}
        yield name


def opens(page: Page, link: str) -> bool:
    """Open a link; False if it is a file to keep and no page."""
    try:
        page.goto(link)
    except Error as refusal:
        if "Download is starting" not in refusal.message:
            raise
        return False
    return True


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands, in words."""
    titles, wide = page.evaluate(TITLES), page.evaluate(TOO_WIDE)
    found = [f"{wide} px wider than the window"] if wide > 0 else []
    found += [] if len(titles) == 1 else [f"its titles are {titles}"]
    return found + ([] if len(page.title()) > len(" · Homestretch") else ["no title in the tab"])


def test_every_page_fits_both_widths_and_has_one_title(page: Page, inside: Callable[..., Any], owner: Agent) -> None:
    ahead = inside(one_of_each, owner)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    seen: set[str] = set()
    faults: dict[str, list[str]] = {}

    for name in walk(page, ahead):
        seen.add(name)
        for window in (DESK, PHONE):
            page.set_viewport_size(window)
            if found := faults_of(page):
                faults[f"{name} at {window['width']}"] = found

    assert faults == {}
    assert errors == []
    assert KNOWN - seen == set()
