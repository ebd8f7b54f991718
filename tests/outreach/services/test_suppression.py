"""Stop means stop: entries belong to numbers and addresses, by a hash nobody can try out."""

import threading

import pytest
from django.db import connection

from crm.models import ContactPoint, Event
from outreach.models import Suppression
from outreach.services import suppression
from outreach.states import SuppressionScope
from realestate.lib import clock, scopes
from tests.factories.crm import BrokerageFactory, ContactPointFactory
from tests.factories.outreach import phone_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_T37_scope_says_what_is_covered(lead):
    email = ContactPoint.objects.get(contact=lead.contact, kind="email")
    ContactPointFactory(contact=lead.contact, is_primary=False)

    suppression.suppress(phone_of(lead), SuppressionScope.PHONE, source="text")
    assert Suppression.objects.count() == 2

    suppression.suppress(email, SuppressionScope.ALL, source="email")
    assert set(Suppression.objects.values_list("scope", flat=True)) == {"phone", "all"}
    assert Suppression.objects.filter(scope="all").count() == 3


def test_stop_twice_is_on_record_once(lead):
    for _ in range(2):
        suppression.suppress(phone_of(lead), SuppressionScope.PHONE, source="text")

    assert Suppression.objects.count() == 1
    assert Event.objects.filter(kind="contact.suppressed").count() == 1


def test_PRIV_4_hash_differs_between_brokerages(brokerage):
    other = suppression.ensure_key(BrokerageFactory())

    mine = suppression.identifier_hash(brokerage, "+14075550142")

    assert mine != suppression.identifier_hash(other, "+14075550142")
    assert "4075550142" not in mine


def test_key_survives_a_change_of_the_secret_key(brokerage, settings):
    suppression.ensure_key(brokerage)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-another-secret-another-secret-0"
    suppression._key.cache_clear()

    assert suppression.canary_sings(brokerage)


def test_lost_secret_key_is_noticed(brokerage, settings):
    suppression.ensure_key(brokerage)
    settings.SECRET_KEY = "another-secret-another-secret-another-secret-0"
    suppression._key.cache_clear()

    assert not suppression.canary_sings(brokerage)


def test_key_is_made_once_by_two_workers_at_a_time(brokerage):
    found = []

    def make():
        with scopes.in_brokerage(brokerage.pk) as mine:
            found.append(suppression.ensure_key(mine).suppression_key)
        connection.close()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(found)) == 1


def test_entry_outlives_the_contact(lead, brokerage):
    number = phone_of(lead).value
    suppression.suppress(phone_of(lead), SuppressionScope.PHONE, source="text", at=clock.now())
    phone_of(lead).delete()

    assert suppression.scopes_for(brokerage, [number]) == {"phone"}
