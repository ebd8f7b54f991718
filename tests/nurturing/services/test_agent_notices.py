"""Agents are told once, where they want it."""

from smtplib import SMTPException

import pytest
from django.core import mail

from crm.models import Event
from nurturing.models import Notice
from nurturing.services import agent_notices
from realestate.lib.errors import Transient
from realestate.live import groups
from tests.factories.crm import AgentFactory
from tests.factories.outreach import said


@pytest.fixture(autouse=True)
def _mail_kept(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def tell(agent, key="alert:1", **fields):
    return agent_notices.notify(
        agent, **{"kind": "alert", "title": "Call Dana", "url": "/people/7/", **fields}, key=key
    )


def test_same_thing_is_told_once(lead):
    first = tell(lead.assigned_to, lead=lead)
    assert tell(lead.assigned_to, title="Call Dana again", lead=lead) == first
    assert Notice.objects.get().title == "Call Dana"
    assert Event.objects.filter(kind="agent.notified").count() == 1


@pytest.mark.django_db(transaction=True)
def test_open_pages_of_the_agent_hear_of_it(lead, redis_db):
    tell(lead.assigned_to)
    stored = redis_db.lrange(groups.backlog(lead.brokerage_id), 0, -1)
    assert len(stored) == 1
    assert "Call Dana" in stored[0]


def test_notice_is_mailed_once_with_a_link(lead, settings):
    notice = tell(lead.assigned_to, body="She viewed three homes today.")
    assert agent_notices.email(notice.pk)
    assert not agent_notices.email(notice.pk)
    sent = mail.outbox[0]
    assert (len(mail.outbox), sent.subject, sent.to) == (1, "Call Dana", [lead.assigned_to.user.email])
    assert "She viewed three homes today." in sent.body
    assert f"{settings.PUBLIC_URL}/people/7/" in sent.body


def test_a_handoffs_mail_tells_what_was_said_in_words_and_html_and_computes_nothing_of_it(lead):
    said(lead, body="Is the roof <b>new</b>?")
    said(lead, body="And can I see it on Saturday?")
    notice = tell(lead.assigned_to, kind="handoff", title="Dana needs a person", body="They ask.\nThey: cut", lead=lead)
    agent_notices.email(notice.pk)
    sent = mail.outbox[0]
    ((html, kind),) = sent.alternatives
    assert kind == "text/html"
    assert "They: cut" not in sent.body + html
    for words in (sent.body, html):
        assert words.index("They ask.") < words.index("Is the roof") < words.index("on Saturday?")
        assert "Jul 15, 12:" in words
    assert "Is the roof <b>new</b>?" in sent.body
    assert "&lt;b&gt;new" in html


def test_notice_of_a_demo_goes_to_the_catcher_whatever_the_settings_name(lead, settings, monkeypatch):
    settings.MAIL_IS_CAUGHT = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_CATCHER_PORT = 8025
    lead.brokerage.is_demo = True
    lead.brokerage.save()
    doors = []
    monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda mail: doors.append(mail.get_connection()))

    assert agent_notices.email(tell(lead.assigned_to).pk)

    assert [(door.host, door.port) for door in doors] == [("127.0.0.1", 8025)]


def test_mail_server_that_refuses_is_tried_again(lead, monkeypatch):
    notice = tell(lead.assigned_to)
    with monkeypatch.context() as refusing:
        refusing.setattr("django.core.mail.EmailMessage.send", _refuse)
        with pytest.raises(Transient):
            agent_notices.email(notice.pk)
    assert agent_notices.email(notice.pk)


def _refuse(self, fail_silently=False):
    raise SMTPException("451 try later")


def test_an_import_does_not_fill_the_mailbox(lead):
    notices = [tell(lead.assigned_to, key=f"assigned:{n}") for n in range(agent_notices.MOST_EMAILS_AN_HOUR + 3)]
    sent = [agent_notices.email(notice.pk) for notice in notices]
    assert sent.count(True) == agent_notices.MOST_EMAILS_AN_HOUR
    assert Notice.objects.count() == len(notices)


def test_seen_is_seen(lead):
    notice = tell(lead.assigned_to)
    tell(lead.assigned_to, key="alert:2")
    assert agent_notices.see(agent_notices.see(notice)).status == "seen"
    assert agent_notices.see_all(lead.assigned_to) == 1


def test_lead_of_nobody_is_told_to_owners_and_managers(lead):
    owner = AgentFactory(brokerage=lead.brokerage, owner=True)
    AgentFactory(brokerage=lead.brokerage)
    left = AgentFactory(brokerage=lead.brokerage, manager=True)
    left.user.is_active = False
    left.user.save()
    assert list(agent_notices.readers(None, lead)) == [lead.assigned_to]
    lead.assigned_to = None
    assert list(agent_notices.readers(None, lead)) == [owner]
    assert list(agent_notices.readers(left.pk, lead)) == []
