"""The review queue: a text is read and approved by key, another rejected with a word."""

import pytest
from playwright.sync_api import expect

from outreach.models import Message, Review
from outreach.services import sending
from tests.factories.crm import OwnershipFactory, PropertyFactory
from tests.factories.outreach import ask_for_text, willing_lead


@pytest.fixture
def texts(inside, owner):
    """Two texts to owners behind with their taxes, which a person reads first (FCL-1)."""

    def held(number):
        lead = willing_lead(owner.brokerage)
        OwnershipFactory(contact=lead.contact, property=PropertyFactory(distress_reason="Tax delinquent"))
        return sending.deliver(ask_for_text(lead, key=f"trial:{number}", body=f"May I call you, number {number}?").pk)

    return inside(lambda: [held(1), held(2)])


def test_one_is_approved_by_key_and_the_next_rejected_with_a_word(page, inside, texts):
    page.goto("/writing/review/")
    one = page.get_by_role("article", name="One text")
    expect(one).to_contain_text("number 1?")

    page.keyboard.press("a")
    expect(one).to_contain_text("number 2?")
    page.keyboard.press("r")
    one.get_by_label("What is wrong with it").fill("too stiff")
    one.get_by_role("button", name="Reject it").click()

    expect(page.get_by_text("Nothing waits to be read")).to_be_visible()
    verdicts = inside(lambda: list(Review.objects.order_by("pk").values_list("verdict", "reason")))
    assert verdicts == [("approved", ""), ("rejected", "too stiff")]
    assert inside(lambda: Message.objects.get(pk=texts[1].pk).status) == "cancelled"


def test_several_are_read_and_approved_together(page, inside, texts):
    page.goto("/writing/review/")
    for text in texts:
        page.get_by_role("checkbox", name=text.contact.name).check()
    page.get_by_role("button", name="Read the chosen together").click()
    expect(page.get_by_role("heading", name="Read 2 texts")).to_be_visible()

    page.get_by_role("button", name="Approve the chosen").click()

    expect(page.get_by_text("2 approved.")).to_be_visible()
    assert inside(Review.objects.count) == 2
