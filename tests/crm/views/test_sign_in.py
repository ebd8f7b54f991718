"""In, out, a new password, and the first run of an installation."""

import re

import pytest
from django.core import mail
from django.test import Client

from crm.models import Agent, Brokerage, Market
from crm.services import setup
from tests.factories.crm import AgentFactory, BrokerageFactory

TYPED = {
    "name": "Gulf & Pine Realty",
    "postal_address": "12 Bay Street, Tampa, FL 33602",
    "timezone": "America/New_York",
    "sender_state": "fl",
    "market": "Hillsborough County",
    "carrier": "simulator",
    "owner_name": "Dana Whitlock",
    "email": "dana@homestretch.example",
    "password": "the line walks home",
}


@pytest.fixture
def dana(db):
    return AgentFactory(brokerage=BrokerageFactory(), user__email="dana@homestretch.example")


def sign_in(browser, password="secret"):
    return browser.post("/login/", {"username": "Dana@Homestretch.Example", "password": password})


def test_an_agent_comes_in_with_their_address_in_any_case(dana):
    browser = Client()

    assert sign_in(browser).url == "/"
    assert browser.get("/people/").status_code == 200


def test_after_the_log_in_one_is_where_one_was_heading(dana):
    browser = Client()
    sent_to = browser.get("/people/?band=hot").url

    response = browser.post(
        sent_to, {"username": "dana@homestretch.example", "password": "secret", "next": "/people/?band=hot"}
    )

    assert response.url == "/people/?band=hot"


def test_htmx_is_sent_to_the_log_in_as_a_whole_page(db):
    response = Client().get("/people/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/people/")

    assert response["HX-Redirect"].startswith("/login/?next=/people/")


def test_guessing_is_refused_after_six_tries_even_with_the_right_password(dana):
    browser = Client()
    for _ in range(6):
        sign_in(browser, "wrong")

    response = sign_in(browser)

    assert response.status_code == 200
    assert "Too many tries" in response.content.decode()


def test_one_machine_may_not_guess_at_many_log_ins_whatever_it_calls_itself(dana):
    browser = Client()
    for number in range(40):
        typed = {"username": f"agent{number}@homestretch.example", "password": "wrong"}
        browser.post("/login/", typed, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")

    assert "Too many tries" in sign_in(browser).content.decode()
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9")).status_code == 302


def test_a_log_out_needs_a_post_and_ends_the_session(dana):
    browser = Client()
    sign_in(browser)

    assert browser.get("/logout/").status_code == 405
    assert browser.post("/logout/").url == "/login/"
    assert browser.get("/people/").status_code == 302


def test_a_deactivated_agent_is_out_at_once(dana):
    browser = Client()
    sign_in(browser)
    dana.user.is_active = False
    dana.user.save()

    assert browser.get("/people/").status_code == 302


def test_a_closed_brokerage_shows_nothing(dana):
    browser = Client()
    sign_in(browser)
    Brokerage.objects.update(is_active=False)

    assert browser.get("/people/").status_code == 403


def test_a_new_password_is_chosen_through_a_mailed_link(dana):
    browser = Client()
    browser.post("/password/forgotten/", {"email": "dana@homestretch.example"})
    link = re.search(r"/password/\S+?/\S+?/", mail.outbox[0].body)[0]

    form = browser.get(link, follow=True).request["PATH_INFO"]
    words = "her two dogs like yards"
    browser.post(form, {"new_password1": words, "new_password2": words})

    assert sign_in(Client(), words).status_code == 302


def test_an_unknown_address_is_answered_like_a_known_one(db):
    BrokerageFactory()

    assert Client().post("/password/forgotten/", {"email": "nobody@mail.example"}).url == "/password/sent/"
    assert mail.outbox == []


def test_the_first_visitor_sets_up_and_is_in(db):
    browser = Client()
    assert browser.get("/login/").url == "/setup/"

    response = browser.post("/setup/", TYPED)

    agent = Agent.objects.model._base_manager.select_related("brokerage", "user").get()
    assert response.url == "/people/"
    assert (agent.role, agent.brokerage.sender_state, agent.user.is_staff) == ("owner", "FL", True)
    assert Market._base_manager.get().name == "Hillsborough County"
    assert browser.get("/people/").status_code == 200


def test_a_weak_password_is_refused_and_nothing_is_made(db):
    response = Client().post("/setup/", {**TYPED, "password": "password12"})

    assert response.status_code == 422
    assert not Brokerage.objects.exists()


def test_the_set_up_is_closed_for_good_afterwards(dana):
    assert Client().get("/setup/").url == "/login/"
    assert Client().post("/setup/", TYPED).url == "/login/"
    assert Brokerage.objects.count() == 1


def test_behind_an_https_proxy_nobody_sits_at_the_machine(db, settings):
    settings.IS_HTTPS = True

    assert Client().get("/setup/").status_code == 404
    assert Client().get("/setup/", {"token": setup.token()}).status_code == 200


@pytest.mark.parametrize("headers", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}])
def test_from_another_machine_the_set_up_asks_for_the_token_of_the_log(db, headers):
    browser = Client()

    assert browser.get("/setup/", **headers).status_code == 404
    assert browser.get("/setup/", {"token": "guessed"}, **headers).status_code == 404
    assert browser.get("/setup/", {"token": setup.token()}, **headers).status_code == 200
