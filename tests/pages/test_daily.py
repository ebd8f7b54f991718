"""The pages of an agent's day: Today, alerts, the list of people, the pipeline, the menu, homes."""

from playwright.sync_api import expect

from crm.models import ContactTag, Deal, Lead, Task
from crm.services import deals, leads
from realestate.lib import clock
from scoring.models import Alert
from tests.factories.crm import DealFactory, LeadFactory, TaskFactory
from tests.factories.outreach import willing_lead
from tests.factories.scoring import AlertFactory


def mine(owner, **fields):
    lead = willing_lead(owner.brokerage, score=70, **fields)
    Lead.objects.filter(pk=lead.pk).update(assigned_to=owner)
    return Lead.objects.select_related("contact").get(pk=lead.pk)


def test_a_call_is_done_taken_back_and_a_task_ticked_off_on_today(page, inside, owner):
    lead = inside(mine, owner)
    inside(lambda: TaskFactory(lead=lead, agent=owner, title="Print the sheet", due_at=clock.now()))
    page.goto("/")
    row = page.locator(f"#call-{lead.pk}")
    expect(row).to_contain_text(lead.contact.name)

    row.get_by_role("button", name="Done").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()

    page.get_by_label("Done: Print the sheet").check()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert inside(lambda: Task.objects.get(title="Print the sheet").status) == "done"


def test_an_alert_is_done_and_taken_back(page, inside, owner):
    alert = inside(lambda: AlertFactory(lead=mine(owner), agent=owner, reason="Asked to meet"))
    page.goto("/alerts/")
    row = page.locator(f"#alert-{alert.pk}")

    row.get_by_role("button", name="Done").click()
    expect(row).to_have_count(0)
    expect(page.locator("#alerts")).to_contain_text("Nobody waits for you")

    page.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()
    assert inside(lambda: Alert.objects.get().status) == "open"


def test_chosen_people_are_tagged_from_the_tray(page, inside, owner):
    inside(lambda: [mine(owner), mine(owner)])
    page.goto("/people/")

    page.get_by_label("Choose everyone shown").check()
    tray = page.locator("#tray")
    expect(tray).to_contain_text("2")
    tray.get_by_label("Tag them").fill("open house")
    tray.get_by_role("button", name="Tag").click()

    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert inside(ContactTag.objects.count) == 2


def test_a_person_is_added_and_their_page_opens(page, inside):
    page.goto("/people/new/")
    form = page.locator("main form")
    form.get_by_label("Name").fill("Ada Quill")
    form.get_by_label("Phone").fill("(813) 555-0177")
    form.get_by_role("button", name="Add").click()

    expect(page.get_by_role("heading", name="Ada Quill", level=1)).to_be_visible()
    assert inside(Lead.objects.count) == 1


def test_a_deal_is_moved_by_keyboard_closed_and_reopened_from_the_toast(page, inside, owner):
    deal = inside(lambda: DealFactory(lead=LeadFactory(), agent=owner, value_cents=480_000_00))
    page.goto("/pipeline/")
    page.locator(f"#deal-{deal.pk} [data-grip]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-column=appointment] #deal-{deal.pk}")).to_be_visible()

    inside(lambda: [deals.move(Deal.objects.get(), stage) for stage in ("offer", "under_contract")])
    page.goto(f"/deals/{deal.pk}/")
    page.get_by_label("Final price").fill("478,000")
    page.get_by_label("Commission", exact=True).fill("14k")
    page.get_by_role("button", name="Close the deal").click()
    expect(page.locator(f"[data-column=closed] #deal-{deal.pk}")).to_be_visible()

    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"[data-column=under_contract] #deal-{deal.pk}")).to_be_visible()
    assert inside(lambda: Deal.objects.get().value_cents) == 480_000_00


def test_the_menu_finds_a_person_by_keyboard_alone(page, inside, owner):
    lead = inside(mine, owner)
    page.goto("/properties/")

    page.keyboard.press("Control+k")
    page.keyboard.type(lead.contact.name)
    expect(page.locator("#menu-found [aria-selected=true]")).to_contain_text(lead.contact.name)
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/people/{lead.pk}/")


def test_every_page_of_the_day_fits_a_phone(phone, inside, owner):
    lead = inside(mine, owner)
    inside(lambda: leads.change(lead, locations=["A quarter with a very long name that nobody ever shortens"]))
    paths = ("/", "/inbox/", "/people/", f"/people/{lead.pk}/", "/pipeline/", "/properties/", "/scoreboard/",
             "/alerts/", "/search/?q=a", f"/simulator/{lead.contact_id}/", "/mail/", "/people/new/")  # fmt: skip

    for path in paths:
        phone.goto(path)
        phone.wait_for_load_state("networkidle")
        assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        assert phone.locator("main h1:visible, main h2:visible").count() > 0, path
