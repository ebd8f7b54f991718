"""The operator stops a brokerage: what it sends is blocked at once, and its people read why."""

import pytest
from playwright.sync_api import expect

from crm.models import User
from outreach.services import sending
from tests.browser import watched_tab
from tests.factories.outreach import ask_for_text
from tests.live_site import session_cookie


@pytest.fixture
def operator(do, web_site, browser):
    """A superuser's tab."""

    def cookie():
        return session_cookie(User.objects.create_superuser("root@homestretch.example", "secret"), web_site)

    with watched_tab(browser, web_site, width=1440, cookie=do(cookie)) as tab:
        yield tab


def outcome_of(lead, key):
    message = ask_for_text(lead, key=key)
    sending.deliver(message.pk)
    message.refresh_from_db()
    return message.reason


def test_a_stopped_brokerage_sends_nothing_and_reads_why_until_it_is_let_go(operator, page, inside, owner, lead):
    name = owner.brokerage.name
    operator.goto("/admin/switches/")
    part = operator.get_by_role("region", name=name)
    part.get_by_label("Why").fill("Three complaints since noon.")
    part.get_by_role("button", name="Stop").click()
    expect(part).to_contain_text("Three complaints since noon.")

    assert inside(outcome_of, lead, "while:stopped") == "KILL_SWITCH"
    page.goto("/settings/safeguards/stops/")
    expect(page.get_by_text("Three complaints since noon.")).to_be_visible()
    expect(page.get_by_role("button", name="Send again")).to_have_count(0)

    part.get_by_role("button", name="Send again").click()
    expect(part.get_by_role("button", name="Stop")).to_be_visible()
    assert inside(outcome_of, lead, "when:let-go") != "KILL_SWITCH"
