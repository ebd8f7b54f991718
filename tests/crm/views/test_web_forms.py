"""The form on a brokerage's own site, and the page that makes it."""

import re

import pytest
from django.test import Client

from crm.models import Consent, Interaction, Lead, WebForm
from crm.services import web_forms
from realestate.lib import proxies, scopes
from tests.factories.crm import AgentFactory, BrokerageFactory, WebFormFactory
from tests.signing_in import browser_of

ANSWER = {"name": "Dana Reyes", "phone": "(407) 555-0142", "email": "Dana@Mail.example", "interest": "seller",
          "message": "Two homes near the lake?", "agree": "1"}  # fmt: skip


@pytest.fixture
def form(db) -> WebForm:
    brokerage = BrokerageFactory()
    return WebFormFactory(brokerage=brokerage, consent_wording=web_forms.standard_wording(brokerage))


@pytest.fixture(autouse=True)
def _scope(form):
    with scopes.in_brokerage(form.brokerage):
        yield


def page(form: WebForm, **headers: str):
    return Client().get(f"/forms/{form.public_id}/?embed", headers=headers)


def token(answer) -> str:
    return re.search(r'name="shown" value="([^"]+)"', answer.content.decode())[1]


def send(form: WebForm, shown: str | None = None, *, forwarded: str = "", **changes: str):
    headers = {"User-Agent": "Browser/1"} | ({"X-Forwarded-For": forwarded} if forwarded else {})
    data = {**ANSWER, "shown": token(page(form)) if shown is None else shown, **changes}
    return Client(enforce_csrf_checks=True).post(f"/forms/{form.public_id}/?embed", data, headers=headers)


def test_the_form_may_stand_in_any_frame_and_its_box_is_not_ticked(form):
    answer = page(form)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert "checked" not in html
    assert "<script" not in html
    assert form.brokerage.name in html


def test_other_pages_may_not_stand_in_a_frame(form):
    assert "frame-ancestors 'none'" in Client().get("/login/")["Content-Security-Policy"]


def test_an_answer_becomes_a_lead_with_consent_and_its_proof(form):
    shown = token(page(form, Referer="https://palm-street.example/contact"))
    answer = send(form, shown)
    assert (answer.status_code, answer["Location"]) == (303, f"/forms/{form.public_id}/thanks/?embed")
    assert b"Thank you" in Client().get(answer["Location"]).content
    lead = Lead.objects.get()
    assert (lead.kind, lead.source, lead.contact.name) == ("seller", "Form: Contact page", "Dana Reyes")
    assert Interaction.objects.get().summary == "Two homes near the lake?"
    consent = Consent.objects.get(point__kind="phone")
    assert consent.point.value == "+14075550142"
    assert (consent.level, consent.channels, consent.wording, consent.wording_version, consent.seller_named) == (
        "pewc", ["sms", "voice"], form.consent_wording, "1", form.brokerage.name,
    )  # fmt: skip
    assert (consent.signed, consent.number_matches, consent.disclosed_automated, consent.not_condition) == (True,) * 4
    assert (consent.prechecked, consent.proof) == (
        False,
        {"form": form.public_id, "page": "https://palm-street.example/contact", "ip": "127.0.0.1",
         "browser": "Browser/1"},
    )  # fmt: skip


def test_the_wording_that_was_shown_is_kept_even_if_it_changed_since(form):
    shown, old = token(page(form)), form.consent_wording
    web_forms.change(form, consent_wording=old + " Thank you.")
    send(form, shown)
    consent = Consent.objects.get(point__kind="phone")
    assert (consent.wording, consent.wording_version, form.wording_version) == (old, "1", 2)


def test_without_the_tick_it_is_only_an_inquiry(form):
    send(form, agree="")
    assert set(Consent.objects.values_list("level", flat=True)) == {"inquiry"}


@pytest.mark.parametrize("shown", ["", "made up", "other form"])
def test_a_page_that_is_not_ours_proves_nothing(form, shown):
    other = token(page(WebFormFactory()))
    answer = send(form, other if shown == "other form" else shown)
    assert answer.status_code == 422
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phone": "", "email": ""}, "Give us a phone number or an email address"),
        ({"phone": "12"}, "is not a phone number"),
        ({"email": "nobody"}, "error"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(form, changes, words):
    answer = send(form, **changes)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert 'aria-invalid="true"' in html
    assert "Two homes near the lake?" in html
    assert not Lead.objects.exists()


def test_a_machine_is_thanked_and_forgotten(form):
    assert send(form, website="https://spam.example").status_code == 303
    assert not Lead.objects.exists()


def test_one_connection_may_send_twenty_an_hour(form):
    shown = token(page(form))
    assert [send(form, shown).status_code for _ in range(21)] == [303] * 20 + [429]
    assert Lead.objects.count() == 1


def test_behind_our_proxy_each_visitor_has_their_own_limit_and_stands_in_the_proof(form, settings):
    settings.TRUSTED_PROXIES = proxies.networks(["127.0.0.1"])
    shown = token(page(form))
    first = [send(form, shown, forwarded="203.0.113.9").status_code for _ in range(21)]
    assert (first[-1], send(form, shown, forwarded="203.0.113.10").status_code) == (429, 303)
    assert {proof["ip"] for proof in Consent.objects.values_list("proof", flat=True)} >= {"203.0.113.9"}


def test_a_visitor_cannot_make_up_an_address_to_be_counted_under(form):
    shown = token(page(form))
    answers = [send(form, shown, forwarded=f"203.0.113.{number}").status_code for number in range(21)]
    assert answers[-1] == 429
    assert {proof["ip"] for proof in Consent.objects.values_list("proof", flat=True)} == {"127.0.0.1"}


def test_a_closed_form_is_not_there(form):
    web_forms.change(form, is_active=False)
    assert page(form).status_code == 404


class TestSettings:
    """Settings, Forms."""

    @pytest.fixture
    def browser(self, form) -> Client:
        return browser_of(AgentFactory(owner=True, brokerage=form.brokerage))

    def test_a_form_is_made_and_its_code_shown(self, browser, form):
        data = {"name": "Open house", "heading": "Come in", "lead_kind": "buyer", "is_active": "on",
                "consent_wording": form.consent_wording}  # fmt: skip
        answer = browser.post("/settings/forms/", data, follow=True)
        made = WebForm.objects.get(name="Open house")
        assert f"src=&quot;http://testserver/forms/{made.public_id}/?embed" in answer.content.decode().replace(
            '"', "&quot;"
        )
        assert b"Open house" in browser.get("/settings/forms/").content

    def test_wording_that_makes_no_consent_is_refused_in_words(self, browser):
        data = {"name": "Short", "heading": "Hi", "lead_kind": "buyer", "consent_wording": "Call me."}
        answer = browser.post("/settings/forms/", data)
        assert answer.status_code == 422
        assert "not a condition" in answer.content.decode()

    def test_agents_do_not_see_it(self, form):
        client = browser_of(AgentFactory(brokerage=form.brokerage))
        assert client.get("/settings/forms/").status_code == 403
