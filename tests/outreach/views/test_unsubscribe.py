"""The page behind the unsubscribe link: looking changes nothing, one POST without cookies is enough."""

import pytest
from django.test import Client
from django.urls import reverse

from crm.models import ContactPoint
from outreach.models import Message, Suppression
from outreach.writing import links

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def email(lead):
    return ContactPoint.objects.get(contact=lead.contact, kind="email")


@pytest.fixture
def url(lead, email):
    message = Message(brokerage=lead.brokerage, point=email)
    return links.unsubscribe_url(message).removeprefix("http://testserver")


@pytest.fixture
def mail_program():
    """Posts without cookies, as mail programs do."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("method", ["get", "head"])
def test_T29_a_scanner_that_opens_the_link_changes_nothing(mail_program, url, method):
    for _ in range(2):
        assert getattr(mail_program, method)(url).status_code == 200

    assert Suppression.objects.count() == 0


def test_T29_the_page_asks_before_it_acts_and_names_the_sender(mail_program, url, brokerage):
    page = mail_program.get(url).content.decode()

    assert f"Stop email from {brokerage.name}?" in page
    assert '<button class="btn btn-primary btn-lg" type="submit">Stop all email</button>' in page


def test_T30_one_click_stops_email_at_once_without_cookie_or_log_in(mail_program, url):
    answer = mail_program.post(url, ONE_CLICK)

    assert answer.status_code == 200
    assert list(Suppression.objects.values_list("scope", "source")) == [("email", "one-click")]


def test_T30_the_second_click_is_the_first(mail_program, url):
    first = mail_program.post(url, ONE_CLICK)
    second = mail_program.post(url)

    assert (first.status_code, second.status_code) == (200, 200)
    assert Suppression.objects.count() == 1


def test_the_button_of_the_page_stops_email_and_says_so(mail_program, url):
    page = mail_program.post(url).content.decode()

    assert "You will get no more email from us" in page
    assert Suppression.objects.get().source == "page"


def test_a_damaged_link_is_answered_in_words(mail_program, db):
    answer = mail_program.post(reverse("outreach:unsubscribe", args=["not-one-of-ours"]))

    assert answer.status_code == 422
    assert "This link is not complete" in answer.content.decode()


def test_the_link_of_an_erased_person_still_says_that_it_is_done(mail_program, url, email):
    email.delete()

    assert mail_program.post(url, ONE_CLICK).status_code == 200
