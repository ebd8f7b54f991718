"""Reopening a suppressed number: only on the person's own fresh word, and by two people."""

from datetime import timedelta

import pytest

from crm.models import Consent
from outreach.errors import CannotLift
from outreach.models import Suppression
from outreach.services import gating, lifting, suppression
from realestate.lib import clock
from tests.factories.crm import AgentFactory, ConsentFactory
from tests.factories.outreach import phone_of, said


@pytest.fixture
def entry(lead):
    """The person texted STOP an hour ago; their email is closed by the same word."""
    hour_ago = clock.now() - timedelta(hours=1)
    Consent.objects.filter(contact=lead.contact).update(given_at=hour_ago - timedelta(days=1))
    suppression.suppress(phone_of(lead), "all", source="text", verbatim="stop all", at=hour_ago)
    return next(e for e in suppression.find(lead.brokerage, phone_of(lead).value))


@pytest.fixture
def word(lead, entry):
    """Their new word, from the same number."""
    return said(lead, address=phone_of(lead).value, point=phone_of(lead), body="START please text me again")


def ask(entry, lead, word, by):
    return lifting.ask(entry, point=phone_of(lead), proof=word, reason="They texted START", by=by)


def test_two_people_lift_it_and_the_number_is_open_though_the_email_stays_closed(lead, entry, word):
    lift = ask(entry, lead, word, by=AgentFactory(name="Ana"))
    assert gating.preview(lead, channel="sms").reason == "OPTED_OUT"

    lifting.confirm(lift, by=AgentFactory(name="Mo", manager=True))

    assert gating.preview(lead, channel="sms").reason is None
    assert gating.preview(lead, channel="email").reason == "OPTED_OUT"


def test_nobody_confirms_their_own_request(lead, entry, word):
    owner = AgentFactory(owner=True)
    lift = ask(entry, lead, word, by=owner)

    with pytest.raises(CannotLift, match="own request"):
        lifting.confirm(lift, by=owner)
    with pytest.raises(CannotLift, match="owner or manager"):
        lifting.confirm(lift, by=AgentFactory())
    assert Suppression.objects.get(pk=entry.pk).lifted_at is None


def test_a_word_from_before_the_opt_out_or_from_elsewhere_is_no_proof(lead, entry):
    before = said(lead, address=phone_of(lead).value, occurred_at=entry.effective_at - timedelta(minutes=1))
    elsewhere = said(lead, address="+14075550188")
    typed_by_us = ConsentFactory(point=phone_of(lead), source="agent", given_at=clock.now())

    assert lifting.proofs(entry, phone_of(lead)) == []
    for proof in (before, elsewhere, typed_by_us):
        with pytest.raises(CannotLift, match="same number"):
            ask(entry, lead, proof, by=AgentFactory())


def test_a_second_opt_out_meanwhile_wins(lead, entry, word):
    lift = ask(entry, lead, word, by=AgentFactory())
    Suppression.objects.filter(pk=entry.pk).update(effective_at=clock.now() + timedelta(minutes=1))

    with pytest.raises(CannotLift, match="again"):
        lifting.confirm(lift, by=AgentFactory(manager=True))


def test_refused_stays_closed_and_may_be_asked_again(lead, entry, word):
    lift = ask(entry, lead, word, by=AgentFactory())
    with pytest.raises(CannotLift, match="already"):
        ask(entry, lead, word, by=AgentFactory())
    lifting.refuse(lift, by=AgentFactory(manager=True))

    assert gating.preview(lead, channel="sms").reason == "OPTED_OUT"
    assert ask(entry, lead, word, by=AgentFactory()).status == "asked"


def test_an_imported_list_closes_known_and_unknown_people_and_counts_the_rest(lead):
    number = phone_of(lead).value
    found = suppression.take_list(lead.brokerage, [number, "(305) 555-0177", "nobody", number, "a@b.example"], "phone")

    assert (found.entered, found.known, found.refused) == (2, 1, 2)
    assert gating.preview(lead, channel="sms").reason == "OPTED_OUT"
    assert [entry.source for entry in suppression.find(lead.brokerage, "305-555-0177")] == ["import"]
