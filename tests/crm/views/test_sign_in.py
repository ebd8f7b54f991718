"""In, out, a new password, and the first run of an installation."""

import re

import pytest
from django.core import mail
from django.test import Client

from crm.models import Agent, Brokerage, Market, User
from crm.services import password_links, setup
from realestate.lib.errors import Transient
from realestate.lib.redact import clean
from tests.factories.crm import AgentFactory, BrokerageFactory

TYPED = {
    "name": "Gulf & Pine Realty",
    "postal_address": "12 Bay Street, Tampa, FL 33602",
    "timezone": "America/New_York",
    "sender_state": "FL",
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


@pytest.mark.django_db
def test_who_was_logged_out_while_sending_a_form_is_not_led_back_to_an_address_without_a_page():
    response = Client().post("/settings/sending/pause/", {"sending_paused": "1"})

    assert response.url == "/login/?next=/"


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


def ask(browser, email="dana@homestretch.example", **meta):
    return browser.post("/password/forgotten/", {"email": email}, **meta)


def choose(browser, link, words="her two dogs like yards"):
    form = browser.get(link, follow=True).request["PATH_INFO"]
    return browser.post(form, {"new_password1": words, "new_password2": words})


def mailed_link(number=0):
    return re.search(r"http://testserver(/password/\S+?/\S+?/)", mail.outbox[number].body)[1]


@pytest.mark.usefixtures("worked_off")
class TestNewPassword:
    """The way to a new password."""

    def test_a_mailed_link_leads_to_a_new_password_and_in(self, dana, django_capture_on_commit_callbacks):
        browser = Client()
        with django_capture_on_commit_callbacks(execute=True):
            assert ask(browser, "Dana@Homestretch.example").url == "/password/sent/"

        assert choose(browser, mailed_link()).url == "/"

        assert browser.get("/people/").status_code == 200
        assert sign_in(Client(), "her two dogs like yards").url == "/"
        assert "is used up" in Client().get(mailed_link(), follow=True).content.decode()

    def test_the_link_leads_to_our_own_address_whatever_the_request_says(
        self, dana, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            ask(Client(), HTTP_HOST="localhost")
        assert mailed_link()

    def test_who_was_invited_and_lost_the_mail_asks_for_another_link(self, dana, django_capture_on_commit_callbacks):
        dana.user.set_unusable_password()
        dana.user.save()
        with django_capture_on_commit_callbacks(execute=True):
            ask(Client())
        assert choose(Client(), mailed_link()).url == "/"

    def test_an_unknown_or_closed_log_in_is_answered_like_a_known_one(self, dana, django_capture_on_commit_callbacks):
        dana.user.is_active = False
        dana.user.save()
        with django_capture_on_commit_callbacks(execute=True):
            answers = [ask(Client(), email).url for email in ("nobody@mail.example", "dana@homestretch.example")]
        assert answers == ["/password/sent/"] * 2
        assert mail.outbox == []

    @pytest.mark.parametrize("email", ["dana@homestretch.example", "nobody@mail.example"])
    def test_nobodys_mailbox_is_filled_and_the_refusal_does_not_say_who_is_known(
        self, dana, email, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            answers = [ask(Client(REMOTE_ADDR=f"203.0.113.{number}"), email) for number in range(4)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
        assert "Three links were asked for" in answers[-1].content.decode()
        assert len(mail.outbox) == (3 if email.startswith("dana") else 0)

    def test_one_machine_does_not_go_through_all_addresses(self, db):
        BrokerageFactory()
        answers = [ask(Client(), f"agent{number}@mail.example").status_code for number in range(11)]
        assert answers == [302] * 10 + [422]

    def test_an_operator_of_no_brokerage_gets_a_link_too(self, db):
        User.objects.create_superuser("root@homestretch.example", "secret")
        ask(Client(), "root@homestretch.example")
        assert choose(Client(), mailed_link()).url == "/"

    def test_a_machine_that_sends_no_mail_says_so(self, db, settings):
        settings.MAIL_IS_CAUGHT = True
        assert "manage.py password_link" in Client().get("/password/sent/").content.decode()
        settings.MAIL_IS_CAUGHT = False
        assert "Look in your mail" in Client().get("/password/sent/").content.decode()

    def test_a_mail_server_that_is_away_is_tried_again_by_the_task(self, dana, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = 1  # nobody listens
        with pytest.raises(Transient):
            password_links.mail_link(dana.user)

    def test_who_is_signed_in_changes_it_with_the_old_one_and_stays_in(self, dana):
        browser, elsewhere = Client(), Client()
        sign_in(browser)
        sign_in(elsewhere)
        new = {"new_password1": "her two dogs like yards", "new_password2": "her two dogs like yards"}

        assert "was entered incorrectly" in browser.post("/password/", {"old_password": "no", **new}).content.decode()
        assert browser.post("/password/", {"old_password": "secret", **new}).url == "/password/"

        assert browser.get("/people/").status_code == 200
        assert elsewhere.get("/people/").status_code == 302


def test_the_first_visitor_sets_up_and_is_in(db):
    browser = Client()
    assert browser.get("/login/").url == "/setup/"

    response = browser.post("/setup/", TYPED)

    agent = Agent.objects.model._base_manager.select_related("brokerage", "user").get()
    assert response.url == "/"
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

    assert Client().get("/setup/").status_code == 403


ELSEWHERE = [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_from_another_machine_the_set_up_asks_for_the_code_of_the_log(db, headers):
    browser = Client(**headers)

    assert browser.post("/setup/", TYPED).status_code == 403
    assert "not the code" in browser.post("/setup/", {"code": "guessed"}).content.decode()
    assert browser.get("/setup/", {"token": "guessed"}).status_code == 403
    assert not Brokerage.objects.exists()
    assert browser.post("/setup/", {"code": f" {setup.token()} "}).url == "/setup/"
    assert browser.get("/setup/").status_code == 200
    assert browser.post("/setup/", TYPED).url == "/"


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_the_printed_link_opens_the_set_up_from_another_machine(db, headers):
    browser = Client(**headers)
    assert browser.get("/setup/", {"token": setup.token()}, follow=True).status_code == 200


def test_the_code_reaches_the_log_readable(db, caplog):
    Client(REMOTE_ADDR="192.0.2.7").get("/setup/")
    lines = [record.msg for record in caplog.records if record.name == "crm.views.setup"]
    assert [clean(line)["code"] for line in lines] == [setup.token()]


@pytest.mark.usefixtures("worked_off")
def test_who_works_with_the_owner_is_invited_at_once(db, django_capture_on_commit_callbacks):
    named = "Ana Ortiz, ana@mail.example\n\nLuis <luis@mail.example>\nmia@mail.example"
    with django_capture_on_commit_callbacks(execute=True):
        answer = Client().post("/setup/", {**TYPED, "colleagues": named.replace("Luis <", "Luis, <")})
    assert answer.url == "/"
    agents = Agent._base_manager.filter(role="agent").order_by("name").values_list("name", "user__email")
    assert list(agents) == [
        ("Ana Ortiz", "ana@mail.example"), ("Luis", "luis@mail.example"), ("mia@mail.example", "mia@mail.example")
    ]  # fmt: skip
    assert [message.to[0] for message in mail.outbox] == ["ana@mail.example", "luis@mail.example", "mia@mail.example"]
    assert choose(Client(), mailed_link()).url == "/"


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("Ana Ortiz", "write the name, a comma and the email"),
        ("Ana, ana@mail.example\nAna, ANA@mail.example", "stands there twice"),
        ("Me, dana@homestretch.example", "You are here already"),
    ],
)
def test_a_colleague_who_cannot_be_invited_is_named_and_nothing_is_made(db, named, words):
    answer = Client().post("/setup/", {**TYPED, "colleagues": named})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Brokerage.objects.exists()
