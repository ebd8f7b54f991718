"""The inbox: a lead answers, a person is needed and takes over."""

from playwright.sync_api import expect


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
