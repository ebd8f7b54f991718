"""The page on a letter: looking changes nothing, a yes is kept with its proof, a no holds for the house."""

import pytest
from django.core.cache import cache
from django.test import Client

from crm.models import Brokerage, Consent, ContactPoint, Interaction, Task
from outreach.models import Letter, Suppression
from outreach.services import letter_answers
from tests.factories.crm import ContactFactory, ContactPointFactory, LeadFactory
from tests.factories.outreach import at_home, letter_to, letters_to, printed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_tried_yet():
    cache.clear()


@pytest.fixture
def letter(brokerage):
    lead = at_home(LeadFactory(contact=ContactFactory(name="Ada Lovel", source="county_roll"), kind="owner"))
    return printed(letters_to(lead)).letters.get()


@pytest.fixture
def reader():
    """A browser of nobody we know."""
    return Client()


def url(letter):
    return f"/l/{letter.code}/"


def yes(letter, **more):
    token = letter_answers.wording(letter_answers.find(letter.code)).token
    answer = {"name": "Ada Lovel", "phone": "(407) 555-0142", "email": "", "by_phone": "1", "shown": token}
    return answer | more


def test_looking_changes_nothing_and_tells_nothing_of_the_person(reader, letter, brokerage):
    page = reader.get(url(letter))

    assert page.status_code == 200
    assert brokerage.name in page.content.decode()
    assert "Ada" not in page.content.decode()
    assert (Suppression.objects.count(), Consent.objects.count()) == (0, 0)
    assert page["X-Robots-Tag"] == "noindex"


def test_no_box_is_ticked_beforehand(reader, letter):
    assert " checked" not in reader.get(url(letter)).content.decode()


def test_a_yes_is_kept_with_what_they_saw_and_its_proof(reader, letter, brokerage):
    assert "Thank you" in reader.post(url(letter), yes(letter, message="Call in the evening.")).content.decode()

    consent = Consent.objects.get()
    assert (consent.contact_id, consent.point.value) == (letter.contact_id, "+14075550142")
    assert (consent.level, consent.channels, consent.source) == ("pewc", ["sms", "voice"], "letter")
    assert consent.seller_named == brokerage.name
    assert (consent.signed, consent.disclosed_automated, consent.not_condition) == (True, True, True)
    assert consent.number_matches is True
    assert brokerage.name in consent.wording
    assert consent.wording_version == "letter-1"
    assert consent.proof["letter"] == letter.code
    assert consent.proof["signed_name"] == "Ada Lovel"
    assert "Call in the evening." in Interaction.objects.get().summary
    assert Task.objects.get().title == "Ada Lovel answered your letter"


def test_a_yes_to_email_opens_email_alone(reader, letter):
    reader.post(url(letter), yes(letter, by_phone="", by_email="1", phone="", email="Ada@Example.org"))

    assert list(Consent.objects.values_list("channels", "point__value")) == [(["email"], "ada@example.org")]


def test_sent_twice_it_is_one_task(reader, letter):
    for _ in range(2):
        reader.post(url(letter), yes(letter))

    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ({"by_phone": ""}, "Tick what you agree to."),
        ({"name": ""}, "Type your name."),
        ({"phone": ""}, "Which number?"),
        ({"phone": "12"}, "not a phone number"),
        ({"by_email": "1", "email": "nobody"}, "not an email address"),
        ({"shown": "made-up"}, "open for long"),
    ],
)
def test_a_yes_that_lacks_something_keeps_nothing_and_says_what(reader, letter, lacking, words):
    answer = reader.post(url(letter), yes(letter) | lacking)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Consent.objects.count() == 0


def test_a_number_that_is_somebody_elses_is_kept_with_them_and_a_person_asked(reader, letter):
    other = ContactPointFactory(contact=ContactFactory(), value="+14075550142")

    reader.post(url(letter), yes(letter))

    consent = Consent.objects.get()
    assert (consent.contact_id, consent.number_matches) == (other.contact_id, False)
    assert Task.objects.filter(key__startswith="duplicate:").count() == 1


def test_no_more_letters_closes_the_house_and_not_the_phone(reader, letter):
    for _ in range(2):
        assert "no more letters from us" in reader.post(f"{url(letter)}stop/").content.decode()

    assert list(Suppression.objects.values_list("scope", "source")) == [("letter", "letter")]
    assert Letter.objects.get().stopped_at is not None


def test_a_stop_by_a_link_alone_does_not_happen(reader, letter):
    assert reader.get(f"{url(letter)}stop/").status_code == 405
    assert Suppression.objects.count() == 0


def test_a_machine_that_fills_in_what_nobody_sees_leaves_nothing(reader, letter):
    reader.post(url(letter), yes(letter, website="http://spam.example"))

    assert Consent.objects.count() == 0


def test_the_code_can_be_typed(reader, letter):
    found = reader.post("/l/", {"code": letter.code.lower().replace("-", " ")})

    assert (found.status_code, found.url) == (302, url(letter))
    assert "There is no letter with this code" in reader.post("/l/", {"code": "1-00000000"}).content.decode()


def test_a_code_mistyped_in_the_address_is_asked_for_again(reader, letter):
    answer = reader.get("/l/1-00000000/")

    assert answer.status_code == 404
    assert "There is no letter with this code" in answer.content.decode()
    assert 'action="/l/"' in answer.content.decode()


def test_a_brokerage_number_stands_in_for_an_agent_without_one(reader, letter, brokerage):
    Brokerage.objects.filter(pk=brokerage.pk).update(phone="+14075550100")

    assert "can be reached at (407) 555-0100" in reader.get(url(letter)).content.decode()


def test_a_letter_that_was_never_printed_cannot_be_answered(reader, brokerage):
    assert reader.get(url(letter_to(LeadFactory()))).status_code == 404


def test_codes_cannot_be_tried_through(reader, letter):
    for _ in range(40):
        reader.get("/l/1-00000000/")

    assert reader.get(url(letter)).status_code == 429
    assert reader.post("/l/", {"code": letter.code}).status_code == 429
    assert ContactPoint.objects.count() == 0
