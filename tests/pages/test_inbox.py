"""The inbox: a lead answers, a person is needed and takes over."""

import pytest
from playwright.sync_api import expect

from outreach.services import inbox
from realestate.lib import clock
from tests.factories.outreach import phone_of


@pytest.fixture
def conversation_of_lead(inside, lead):
    """A conversation in which the lead asked something."""

    def write():
        return inbox.receive_text(
            provider="simulator", external_id=f"in-{lead.pk}", from_number=phone_of(lead).value,
            body="Can I see the house on Saturday?", received_at=clock.now(),
        ).conversation  # fmt: skip

    return inside(write)


def test_an_answer_from_the_phone_becomes_a_handoff_and_is_taken_over(page, lead):
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


def test_on_a_phone_a_conversation_opens_in_place_and_back_leads_to_the_list(page, lead, conversation_of_lead):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/inbox/?box=all")

    page.locator(".conv", has_text=lead.contact.name).click()
    expect(page.locator("#thread")).to_be_visible()
    expect(page.locator(".inbox-list")).to_be_hidden()

    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator(".inbox-list")).to_be_visible()


def test_a_text_is_scheduled_for_tomorrow_in_two_presses_and_taken_back(page, lead, conversation_of_lead):
    page.goto(f"/inbox/{conversation_of_lead.pk}/?box=all")
    page.get_by_role("button", name="Take over").click()
    words = page.get_by_label(f"Text to {lead.contact.name}")
    words.fill("Would Sunday suit you better?")

    page.locator(".composer-later > summary").click()
    page.get_by_role("button", name="Tomorrow afternoon").click()

    planned = page.get_by_label("Still to come")
    expect(planned).to_contain_text("Would Sunday suit you better?")
    expect(planned).to_contain_text("2:00 PM their time")
    expect(words).to_have_value("")
    planned.get_by_role("button", name="Take back").click()
    expect(page.get_by_label("Still to come")).to_have_count(0)
