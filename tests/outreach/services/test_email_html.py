"""Emails as HTML: the plain text always goes beside, both are held against the rules, and neither says more."""

from email import message_from_bytes, policy

import pytest
from django.db import DatabaseError, transaction

from outreach.errors import InvalidTemplate
from outreach.models import Message, TemplateVersion, Wording
from outreach.services import composing, personalising, reviewed, sending, templates, wordings
from outreach.services.personalising import Personal
from outreach.states import Author, MessageStatus
from outreach.writing import plan
from outreach.writing.finish import finish
from tests import mail_servers

TEXT = "Hello {first_name},\n\nI found three homes for you. Shall I send them?\n\n{agent}, {brokerage}"
HTML = (
    "<h1>Three homes</h1><p style='color:red'>Hello {first_name}, shall I send <b>them</b>?</p>"
    "<p><a href='https://gulfpine.example/homes'>Look at them</a></p><script>x()</script>"
)


@pytest.fixture
def brokerage(brokerage, settings):
    settings.PUBLIC_URL = "https://crm.example.com"
    brokerage.from_email, brokerage.postal_address = "agent@gulfpine.example", "1 Pine St, Orlando, FL 32801"
    brokerage.save()
    return brokerage


@pytest.fixture
def version(brokerage):
    return templates.create(name="Three homes", channel="email", subject="Three homes", text=TEXT, html=HTML)


def asked(version, lead):
    return wordings.request(version, lead, key="trial:1", author=Author.SEQUENCE)


@pytest.mark.django_db(transaction=True)
def test_a_mail_arrives_over_smtp_with_both_parts_saying_the_same(version, lead, settings):
    with mail_servers.open_smtp_server() as (port, kept):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = settings.EMAIL_PROVIDER = ""
        settings.MAIL_IS_CAUGHT = False
        message = sending.deliver(asked(version, lead).pk)

    assert message.status == MessageStatus.SENT, message.reason
    (envelope,) = kept.envelopes
    mail = message_from_bytes(envelope.content, policy=policy.default)
    plain, html = (part.get_content() for part in mail.iter_parts())
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    unsubscribe = mail["List-Unsubscribe"].strip(" <>")
    for part in (plain, html):
        assert lead.contact.first_name in part
        assert "1 Pine St, Orlando, FL 32801" in part
        assert unsubscribe in part
    assert '<a href="https://gulfpine.example/homes" style=' in html
    assert "prefers-color-scheme: dark" in html
    assert "script" not in html
    assert "color:red" not in html


def test_a_mail_without_html_is_plain(brokerage, lead):
    version = templates.create(name="Plain", channel="email", subject="Three homes", text=TEXT)
    message = asked(version, lead)
    assert (message.html, finish(message).html) == ("", "")


def test_html_is_cleaned_once_it_is_kept(version):
    assert "script" not in version.html
    assert "style" not in version.html
    assert version.variables == ["first_name", "agent", "brokerage"]


def test_the_database_lets_nobody_change_the_html(version):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TemplateVersion.objects.filter(pk=version.pk).update(html="<p>Else</p>")


def test_other_html_is_another_version(version):
    assert templates.save(version.template, subject="Three homes", text=TEXT, html=HTML, agent=None) == version
    changed = templates.save(version.template, subject="Three homes", text=TEXT, html="<p>Hello</p>", agent=None)
    assert (changed.number, changed.html) == (2, "<p>\nHello\n</p>")


@pytest.mark.parametrize(
    ("channel", "html", "why"),
    [
        ("sms", "<p>Hi</p>", "Only an email"),
        ("email", "<p>Hi {nobody}</p>", "nobody"),
        ("email", "<p>You act today or lose your home!</p>", "presses"),
        ("email", "<p>In {county}.</p>", "nothing of it would be left"),
        ("email", "<p>" + "x" * 60_001 + "</p>", "longer"),
    ],
)
def test_html_is_held_against_the_same_rules_as_text(brokerage, channel, html, why):
    with pytest.raises(InvalidTemplate, match=why):
        plan.check_words(channel, "Three homes", "Hi there, shall I call?", html)


def test_the_gate_reads_the_html_too(version, lead):
    message = asked(version, lead)
    Message.objects.filter(pk=message.pk).update(html="<p>\nThis is your final notice.\n</p>")
    message = sending.deliver(message.pk)
    assert message.status == MessageStatus.BLOCKED


def test_a_fact_that_html_alone_states_is_kept_as_its_source(brokerage, lead):
    version = templates.create(
        name="Named", channel="email", subject="Three homes", text="Shall I call? {agent}, {brokerage}",
        html="<p>Hello {first_name}, shall I call?</p>",
    )  # fmt: skip
    composed = composing.compose(version, lead)
    assert [fact.name for fact in composed.facts] == ["agent", "brokerage", "first_name"]


def test_a_models_own_words_go_as_plain_text(version, lead):
    message = wordings.request(version, lead, key="trial:1", author=Author.SEQUENCE, by_model=True)
    personalising._keep(message, Personal(text="Hello, shall I call?", writer="claude/test personalise.v1"))
    message.refresh_from_db()
    assert (message.body, message.html) == ("Hello, shall I call?", "")
    assert Wording.objects.get().writer


def test_an_approval_is_for_the_html_too(version, lead):
    message = asked(version, lead)
    before = reviewed.text_hash(message)
    message.html = "<p>\nSomething else\n</p>"
    assert reviewed.text_hash(message) != before


def test_html_goes_out_to_a_file_and_comes_back(version):
    (read,) = plan.read(templates.as_file([version.template]), file="x.yaml")
    assert read.html == version.html
    assert read.checksum == version.checksum
