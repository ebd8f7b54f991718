"""Email addresses: one spelling, and whether mail arrives."""

import pytest

from realestate.lib import mailboxes
from realestate.lib.mailboxes import InvalidEmail


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("Ana.Lopez@Mail.Example", "ana.lopez@mail.example"),
        ("  dana@lakeside.example ", "dana@lakeside.example"),
        ("dana+homes@lakeside.example", "dana+homes@lakeside.example"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
    ],
)
def test_normalise_gives_one_spelling(raw, address):
    assert mailboxes.normalise(raw) == address


@pytest.mark.parametrize(
    "raw", ["", "ana", "ana@", "@mail.example", "ana@mail", "a b@mail.example", "ana@@mail.example"]
)
def test_normalise_refuses_what_is_no_address(raw):
    with pytest.raises(InvalidEmail):
        mailboxes.normalise(raw)
    assert not mailboxes.is_valid(raw)


@pytest.mark.parametrize(
    ("hosts", "accepts"), [(["mx1.mail.example."], True), (["."], False), ([], False)], ids=["mx", "null mx", "none"]
)
def test_accepts_mail_reads_the_mx_record(hosts, accepts):
    assert mailboxes.accepts_mail("ana@mail.example", lookup={"mail.example": hosts}.__getitem__) is accepts
