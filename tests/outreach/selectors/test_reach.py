"""The badges of a person's numbers and addresses."""

from crm.models import ContactPoint
from crm.selectors import lead_page
from outreach.selectors import reach
from tests.factories.crm import ContactPointFactory
from tests.factories.outreach import phone_of


def badges(lead):
    return {permit.point.value: permit.badge for permit in reach.permits(lead.contact, {})}


def test_who_sues_over_one_number_is_held_on_all_of_them(lead):
    ContactPointFactory(contact=lead.contact, is_primary=False, is_litigator=True)

    assert set(badges(lead).values()) == {"Litigator"}
    assert lead_page.lead_page(lead).phone == ""


def test_a_wrong_number_closes_only_itself(lead):
    ContactPoint.objects.filter(pk=phone_of(lead).pk).update(is_wrong=True)

    assert sorted(badges(lead).values()) == ["Opted in", "Somebody else’s"]
