"""Letters: begun, approved, made, mailed; and what their reader does on the short page."""

from playwright.sync_api import expect

from crm.models import Consent, Task
from outreach.models import Letter, LetterBatch, Suppression
from outreach.services import letters
from tests.browser import watched_tab
from tests.factories.crm import ContactFactory, LeadFactory
from tests.factories.outreach import at_home, letters_to, printed


def stranger(**fields):
    """Return an owner whom only paper may reach."""
    contact = ContactFactory(name="Ada Quill", county="Orange", source="county_roll")
    return at_home(LeadFactory(contact=contact, kind="owner", assigned_to=None, **fields))


def test_letters_are_begun_approved_made_and_mailed(page, inside):
    inside(stranger)
    page.goto("/letters/")
    page.get_by_label("What they are about").fill("Owners on Pine Street")
    page.get_by_label("Whom to write to").select_option(label="Everyone")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Owners on Pine Street", level=1)).to_be_visible()
    expect(page.get_by_role("table", name="Letters of this batch")).to_contain_text("12 Pine Street")

    page.get_by_role("button", name="Approve 1 letter").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Approve 1 letter").click()
    page.get_by_role("button", name="Make the files").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    inside(lambda: letters.make(LetterBatch.objects.get().pk))  # the worker's part

    with page.expect_download() as file:  # the page came back by itself
        page.get_by_role("link", name="For the printer").click()
    assert file.value.path().read_bytes().startswith(b"%PDF-")
    page.get_by_label("Cost of one letter").fill("0.96")
    page.get_by_role("button", name="They are in the mail").click()
    expect(page.get_by_text("$0.96 a letter")).to_be_visible()
    assert inside(lambda: LetterBatch.objects.get().status) == "mailed"


def test_its_reader_agrees_with_the_code_alone(inside, web_site, browser):
    code = inside(lambda: printed(letters_to(stranger())).letters.get().code)
    with watched_tab(browser, web_site, width=390) as tab:
        tab.goto("/l/")
        tab.get_by_label("Your code").fill("1-00000000")
        tab.get_by_role("button", name="Continue").click()
        expect(tab.get_by_text("There is no letter with this code")).to_be_visible()
        tab.get_by_label("Your code").fill(code.lower().replace("-", " "))
        tab.get_by_role("button", name="Continue").click()

        tab.get_by_label("Your email address").fill("ada@mail.example")
        tab.get_by_role("button", name="Agree and send").click()
        expect(tab.get_by_text("Tick what you agree to.")).to_be_visible()
        tab.get_by_label("may email me").check()
        tab.get_by_label("Your name").fill("Ada Quill")
        tab.get_by_role("button", name="Agree and send").click()
        expect(tab.get_by_role("heading", name="Thank you")).to_be_visible()

    assert inside(lambda: Consent.objects.get().channels) == ["email"]
    assert inside(lambda: Task.objects.get().title) == "Ada Quill answered your letter"


def test_its_reader_wants_no_more_of_them(inside, web_site, browser):
    code = inside(lambda: printed(letters_to(stranger())).letters.get().code)
    with watched_tab(browser, web_site, width=390) as tab:
        tab.goto(f"/l/{code}/")
        tab.get_by_role("button", name="No more letters").click()
        expect(tab.get_by_role("heading", name="You will get no more letters from us")).to_be_visible()

    assert inside(lambda: Suppression.objects.get().scope) == "letter"
    assert inside(lambda: Letter.objects.get().stopped_at) is not None
