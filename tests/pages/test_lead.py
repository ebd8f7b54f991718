"""The lead page: write to somebody, write something down, and see what happens to them without a reload."""

from playwright.sync_api import expect

from crm.models import Appointment, Interaction, Lead, Task
from crm.services import interactions, leads
from outreach.models import Message


def write_box(page):
    return page.locator("#compose")


def test_a_text_is_written_counted_and_sent_with_the_keyboard_alone(page, inside, lead):
    page.goto(f"/people/{lead.pk}/")
    words = page.get_by_label(f"Text to {lead.contact.name}")
    expect(words).to_be_visible()

    page.keyboard.press("t")
    expect(words).to_be_visible()
    words.fill("Saturday at 10:30?")
    expect(page.locator(".composer-cost")).to_contain_text("1 segment")
    words.press("Control+Enter")

    expect(words).to_have_value("")
    expect(page.get_by_label("Waits to go out")).to_contain_text("Saturday at 10:30?")
    assert inside(lambda: Message.objects.get().body.startswith("Saturday at 10:30?"))


def test_one_row_of_tabs_holds_every_way_to_write_and_one_button_is_filled(page, inside, lead):
    page.goto(f"/people/{lead.pk}/")
    expect(page.locator("main .btn-primary")).to_have_text("Send text Ctrl ↵")
    expect(page.locator("#compose .tab")).to_have_text(["Text", "Email", "Note", "Call log", "Task", "Appointment"])

    page.keyboard.press("n")
    write_box(page).get_by_label("Note").fill("Two dogs, wants a fence.")
    expect(page.locator("main .btn-primary")).to_have_count(1)
    write_box(page).get_by_label("Note").press("Control+Enter")

    expect(page.locator("#history")).to_contain_text("Two dogs, wants a fence.")
    expect(write_box(page).get_by_label("Note")).to_have_value("")
    assert inside(lambda: Interaction.objects.get().summary) == "Two dogs, wants a fence."


def test_unsent_words_wait_behind_their_tab(page, lead):
    page.goto(f"/people/{lead.pk}/")
    page.get_by_label(f"Text to {lead.contact.name}").fill("Half a thought")

    write_box(page).get_by_role("link", name="Task").click()
    expect(write_box(page).get_by_label("What to do")).to_be_visible()
    write_box(page).get_by_role("link", name="Text").click()

    expect(page.get_by_label(f"Text to {lead.contact.name}")).to_have_value("Half a thought")


def test_a_task_comes_into_its_list_and_is_ticked_off_there(page, inside, lead):
    page.goto(f"/people/{lead.pk}/")
    write_box(page).get_by_role("link", name="Task").click()
    write_box(page).get_by_label("What to do").fill("Send the flood map")
    write_box(page).get_by_role("button", name="Add the task").click()

    box = page.get_by_label("Send the flood map")
    expect(box).to_be_visible()
    box.check()
    expect(page.locator("#lead-next")).to_contain_text("1 of 1 done")
    assert inside(lambda: Task.objects.get().status) == "done"


def test_an_open_page_follows_what_happens_to_the_person(page, inside, lead):
    page.goto(f"/people/{lead.pk}/")
    expect(page.locator("#history")).to_be_visible()
    expect(page.locator("#lead-facts")).to_contain_text("New")

    inside(lambda: interactions.record(lead.contact, "call", lead=lead, summary="Asked about schools of fish."))
    expect(page.locator("#history")).to_contain_text("Asked about schools of fish.")

    inside(lambda: leads.change_status(Lead.objects.get(), "interested", reason="test"))
    expect(page.get_by_label("Stage")).to_contain_text("Interested")


def test_what_one_is_typing_is_not_taken_away_by_news(page, inside, lead):
    page.goto(f"/people/{lead.pk}/")
    page.locator("#wishes").get_by_role("link", name="Edit").click()
    areas = page.get_by_label("Areas")
    areas.fill("Hyde Park")

    inside(lambda: interactions.record(lead.contact, "call", lead=lead, summary="News"))
    expect(page.locator("#history")).to_contain_text("News")

    expect(areas).to_have_value("Hyde Park")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator("#wishes")).to_contain_text("Hyde Park")
    expect(areas).to_have_count(0)


def test_a_stage_is_moved_in_place_and_taken_back(page, inside, lead):
    inside(lambda: leads.change_status(Lead.objects.get(), "interested", reason="test"))
    page.goto(f"/people/{lead.pk}/")

    page.get_by_label("Stage").select_option(label="to negotiating")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_label("Stage")).to_contain_text("Negotiating")
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_label("Stage").locator("option").first).to_have_text("Interested")


def test_a_wrong_number_is_marked_from_its_drawer_and_the_call_button_goes(page, lead):
    page.goto(f"/people/{lead.pk}/")
    call = page.locator(".lead-reach a[href^='tel:']")
    expect(call).to_be_visible()

    drawer = page.locator(".reach > li").first
    drawer.get_by_text("Change").click()
    drawer.get_by_role("button", name="Somebody else answers").click()

    expect(page.locator(".reach > li").first).to_contain_text("Somebody else’s")
    expect(call).to_have_count(0)


def test_an_appointment_is_set_on_a_phone(phone, inside, lead):
    phone.goto(f"/people/{lead.pk}/")
    write_box(phone).get_by_role("link", name="Appointment").click()
    write_box(phone).get_by_label("What for").fill("Showing")
    write_box(phone).get_by_label("When").fill("2031-12-01T15:00")
    write_box(phone).get_by_role("button", name="Set it").click()

    expect(phone.locator("#lead-next")).to_contain_text("Showing")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert inside(Appointment.objects.count) == 1
