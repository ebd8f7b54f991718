"""Mail that comes in: read whatever it is, and told apart from what machines send."""

import pytest

from realestate.lib import inmail
from tests import contracts

REPORT = b"""From: MAILER-DAEMON@mx.example
To: agent@gulfpine.example
Subject: Undelivered
Message-ID: <report@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; nobody@x.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

From: agent@gulfpine.example
Message-ID: <message-3-77@crm.example.com>

--b--
"""


def test_a_mail_is_read_whole():
    mail = inmail.read_bytes(contracts.raw("email_inbound_raw.eml.txt"))
    assert (mail.sender, mail.sender_name, mail.recipients) == (
        "maria.delacroix@example.com", "Maria Delacroix", ["listings@example.org"],
    )  # fmt: skip
    assert (mail.message_id, mail.subject, mail.is_automatic) == (
        "<kit-inbound-1@example.com>", "Re: Viewing on Saturday", False,
    )  # fmt: skip
    assert mail.text.startswith("Saturday at 1 pm is fine.")


def test_a_delivery_report_names_our_mail_and_why():
    mail = inmail.read_bytes(REPORT)
    assert (mail.failed, mail.failed_status, mail.is_automatic) == ("<message-3-77@crm.example.com>", "5.1.1", True)


def test_html_alone_loses_its_marks_and_scripts():
    raw = (
        b"From: a@x.example\nContent-Type: text/html\n\n<style>p{}</style><p>Yes</p><script>x()</script><p>Call me</p>"
    )
    assert inmail.read_bytes(raw).text == "Yes\nCall me"


def test_what_it_answers_comes_first():
    raw = b"From: a@x.example\nIn-Reply-To: <c@x>\nReferences: <a@x> <b@x>\n <c@x>\n\nYes"
    assert inmail.read_bytes(raw).answers == ["<c@x>", "<b@x>", "<a@x>"]


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00\xff\xfe", b"From: \xff\xfe <>\nDate: never\nContent-Type: text/plain; charset=nonsense\n\nx\x00y",
        b"From: a@x.example, b@x.example\nSubject: =?utf-8?q?broken\n\n", b"Content-Type: multipart/mixed\n\nno parts",
        b"In-Reply-To: <<<>>>\nReferences: " + b"<a@x> " * 999 + b"\n\nx",
    ],
)  # fmt: skip
def test_no_mail_is_too_broken_to_be_read(raw):
    mail = inmail.read_bytes(raw)
    assert "\x00" not in mail.text
    assert inmail.from_json(mail.as_json()) == mail
