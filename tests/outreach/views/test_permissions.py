"""A person's permissions: told with their proof, and taken back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import Consent, Interaction
from outreach.services import gating
from tests.factories.crm import ConsentFactory
from tests.factories.outreach import consent_of, phone_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_permission_shows_its_words_and_proof(client, lead):
    page = client.get(f"/people/{lead.pk}/permissions/").content.decode()

    assert "Consent is not a condition of purchase" in page
    assert "192.0.2.10" in page
    assert "In force" in page


def test_a_permission_that_lacks_a_part_says_which(client, lead):
    Consent.objects.filter(pk=consent_of(lead).pk).update(number_matches=False)

    assert "It lacks this very number" in client.get(f"/people/{lead.pk}/permissions/").content.decode()


def test_what_is_taken_back_counts_for_nothing_and_older_ones_with_it(client, lead):
    newer = ConsentFactory(point=phone_of(lead), level="pec")
    client.post(f"/people/{lead.pk}/permissions/{newer.pk}/revoke/", {"words": "no more texts"})

    assert gating.preview(lead, channel="sms").reason == "CONSENT_REVOKED"
    assert Interaction.objects.get(contact=lead.contact).summary.endswith("no more texts")
    assert Consent.objects.filter(point=phone_of(lead), revoked_at=None).count() == 0


def test_an_agent_attests_only_what_the_paper_shows(client, lead):
    point = phone_of(lead)
    Consent.objects.filter(contact=lead.contact).delete()
    paper = {
        "level": "pewc",
        "how": "signed at 14 Pine St.",
        "wording": "I agree",
        "automated": "1",
        "not_condition": "1",
    }
    client.post(f"/people/{lead.pk}/points/{point.pk}/consent/", paper)
    assert gating.preview(lead, channel="sms").reason == "CONSENT_INCOMPLETE"

    client.post(f"/people/{lead.pk}/points/{point.pk}/consent/", {**paper, "number": "1"})
    assert Consent.objects.filter(point=point, number_matches=True).count() == 1


def test_one_permission_and_three_cost_the_same_number_of_statements(client, lead):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/people/{lead.pk}/permissions/")
        return len(seen)

    client.get(f"/people/{lead.pk}/permissions/")
    one = statements()
    for _ in range(2):
        ConsentFactory(point=phone_of(lead))

    assert statements() == one
