"""The pages of templates: found, written with a preview beside, rolled back, taken in and out as files."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.models import Template, TemplateVersion
from outreach.services import templates
from realestate.lib import clock
from tests.factories.crm import AgentFactory
from tests.factories.outreach import NOON, open_brokerage
from tests.signing_in import browser_of

BASE = "/writing/"
HELLO = "Hi {first_name}, {agent} with {brokerage}. May I call?"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _at_noon(brokerage):
    """The server's clock at noon in Orlando too: a request enters the brokerage anew."""
    brokerage.is_demo = True
    brokerage.clock_shift = NOON - clock.real_now()
    brokerage.save()


@pytest.fixture
def version(brokerage):
    return templates.create(name="A short hello", channel="sms", text=HELLO)


@pytest.fixture
def url(version):
    return f"{BASE}{version.template_id}/"


def words(**more):
    return {"name": "A short hello", "touch": "any", "audience": "", "county": "", "text": HELLO, **more}


def test_an_empty_list_offers_what_ships(client):
    assert "Bring in those that ship" in client.get(BASE).content.decode()

    client.post(f"{BASE}take-in/", {"shipped": "1"})

    assert TemplateVersion.objects.in_force().count() > 30


def test_the_list_is_narrowed_by_channel_and_words(client, version):
    templates.create(name="A letter home", channel="letter", text="Dear {owner_name}, {agent} of {brokerage} writes.")

    by_channel = client.get(f"{BASE}?channel=letter").content.decode()
    by_words = client.get(f"{BASE}?q=may+i+call").content.decode()

    assert "A letter home" in by_channel
    assert "A short hello" not in by_channel
    assert "A short hello" in by_words
    assert "A letter home" not in by_words


def test_many_templates_cost_no_more_queries_than_one(client, version):
    client.get(BASE)
    with CaptureQueriesContext(connection) as one:
        client.get(BASE)
    for number in range(3):
        templates.create(name=f"Hello {number}", channel="sms", text=f"{HELLO} {number}")

    with CaptureQueriesContext(connection) as four:
        client.get(BASE)

    assert len(four) == len(one)


def test_a_new_template_is_kept_and_opened(client):
    answer = client.post(f"{BASE}new/", words(channel="sms"))

    assert answer.url == f"{BASE}{Template.objects.get().pk}/"


@pytest.mark.parametrize(
    ("text", "why"),
    [("Hi {nickname}", "{nickname} is not known"), ("Act now", "It presses"), ("", "Write something first")],
)
def test_words_that_cannot_be_kept_come_back_with_the_reason(client, url, version, text, why):
    answer = client.post(url, words(text=text))

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert version.template.versions.count() == 1


def test_a_change_is_the_next_version(client, url, version):
    client.post(url, words(text=f"{HELLO} Or write?", note="Shy people"))

    assert [row.number for row in version.template.versions.all()] == [2, 1]
    assert "Shy people" in client.get(url).content.decode()


def test_without_a_person_an_example_is_shown(client, url):
    assert "Hi Maria, Dana Whitlock with Gulf &amp; Pine Realty." in client.get(url).content.decode()


def test_the_preview_is_what_the_person_would_get_with_cost_and_the_gates_word(client, url, lead):
    shown = client.post(f"{url}preview/", words(lead=lead.pk), **HTMX).content.decode()

    assert f"Hi {lead.contact.first_name}, Dana Whitlock" in shown
    assert "Reply STOP to opt out." in shown
    assert "1 segment" in shown
    assert "Could be sent to them now" in shown


def test_the_preview_says_what_is_wrong_while_one_writes(client, url):
    shown = client.post(f"{url}preview/", words(text="Hi {first_nam"), **HTMX).content.decode()

    assert "A brace is not closed" in shown


def test_advice_is_given_and_keeps_nobody_from_writing(client, url):
    shown = client.post(f"{url}preview/", words(text=f"{HELLO} Or may I write?"), **HTMX).content.decode()

    assert "It asks 2 questions; one gets more answers." in shown


def test_an_older_version_is_compared_word_by_word_and_put_in_force(client, url, version):
    templates.save(version.template, subject="", text=HELLO.replace("call", "write"), agent=None)

    shown = client.get(f"{url}versions/1/").content.decode()
    client.post(f"{url}versions/1/")

    assert "<del>call?</del>" in shown
    assert "<ins>write?</ins>" in shown
    assert TemplateVersion.objects.in_force().get() == version


def test_out_of_use_and_back_again(client, url, version):
    client.post(f"{url}retire/")
    assert not TemplateVersion.objects.in_force().exists()
    assert "Out of use" in client.get(url).content.decode()

    client.post(f"{url}versions/1/")
    assert TemplateVersion.objects.in_force().get() == version


def test_what_is_written_out_can_be_taken_in(client, version):
    content = client.get(f"{BASE}file/").content
    Template.objects.all().delete()

    client.post(f"{BASE}take-in/", {"file": BytesIO(content)})

    assert TemplateVersion.objects.in_force().get().text == HELLO


def test_a_bad_file_takes_nothing_in_and_says_where(client):
    answer = client.post(f"{BASE}take-in/", {"file": BytesIO(b"- {key: a, name: A, channel: fax, text: Hi}")})

    assert "channel is one of" in answer.content.decode()
    assert not Template.objects.exists()


def test_agents_read_and_try_templates_but_do_not_change_them(version, url):
    browser = browser_of(AgentFactory())

    assert "Hi {first_name}" in browser.get(url).content.decode()
    assert browser.post(url, words(text="Hi {first_name}, {agent}?")).status_code == 403
    assert browser.post(f"{url}retire/").status_code == 403
    assert version.template.versions.count() == 1


def frame_of(shown):
    """Return where the frame of a preview leads."""
    return re.search(r'<iframe[^>]* src="([^"]+)"', shown.content.decode())[1]


class TestHtml:
    """An email's HTML: typed, previewed in a frame that can do nothing, kept."""

    MAIL = "<p>Hi {first_name}</p><script>alert(1)</script>"

    @pytest.fixture
    def email(self, brokerage):
        return templates.create(name="A hello", channel="email", subject="Hello", text=HELLO)

    def test_a_preview_stands_in_a_frame_that_runs_nothing(self, client, email, lead):
        data = words(subject="Hello", html=self.MAIL, lead=str(lead.pk))
        shown = client.post(f"{BASE}{email.template_id}/preview/", data, **HTMX)
        framed = client.get(frame_of(shown))
        policy = framed["Content-Security-Policy"]

        assert 'sandbox="allow-popups"' in shown.content.decode()
        assert f"Hi {lead.contact.first_name}" in framed.content.decode()
        assert "<script" not in framed.content.decode()
        assert {part.strip() for part in policy.split(";")} >= {
            "default-src 'none'", "frame-ancestors 'self'", "sandbox allow-popups", "form-action 'none'",
        }  # fmt: skip
        assert framed["X-Frame-Options"] == "SAMEORIGIN"

    def test_an_example_is_framed_without_a_person(self, client, email):
        shown = client.post(f"{BASE}{email.template_id}/preview/", words(subject="Hello", html=self.MAIL), **HTMX)
        assert "Hi Maria" in client.get(frame_of(shown)).content.decode()

    def test_a_frame_of_another_brokerage_shows_nothing(self, client, email):
        shown = client.post(f"{BASE}{email.template_id}/preview/", words(subject="Hello", html=self.MAIL), **HTMX)
        stranger = browser_of(AgentFactory(brokerage=open_brokerage(), owner=True))
        assert "Hi Maria" not in stranger.get(frame_of(shown)).content.decode()

    def test_html_is_kept_clean_as_the_next_version(self, client, email):
        client.post(f"{BASE}{email.template_id}/", words(name="A hello", subject="Hello", html=self.MAIL))
        kept = TemplateVersion.objects.in_force().get(template=email.template)
        assert (kept.number, kept.html) == (2, "<p>\nHi {first_name}\n</p>")

    def test_what_is_wrong_with_it_is_said_beside_it(self, client, email):
        answer = client.post(f"{BASE}{email.template_id}/", words(subject="Hello", html="<p>Hi {nobody}</p>"))
        assert answer.status_code == 422
        assert "nobody" in answer.context["form"].errors["html"][0]

    def test_it_can_begin_with_the_text(self, client):
        answer = client.post(f"{BASE}html/", {"text": "Hi {first_name},\n\n- one\n- two"}, **HTMX)
        assert "&lt;li&gt;" in answer.content.decode()


def test_a_new_email_is_kept_with_its_html(client):
    client.post(f"{BASE}new/", words(channel="email", subject="Hello", html="<p>Hi {first_name}</p>"))
    assert TemplateVersion.objects.in_force().get().html == "<p>\nHi {first_name}\n</p>"
