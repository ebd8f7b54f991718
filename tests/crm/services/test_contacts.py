"""People are known by one name, and reached by numbers that belong to one of them only."""

import pytest

from crm.errors import InvalidContact
from crm.services import contacts
from tests.factories.crm import ContactFactory


def test_change_keeps_name_and_parts_together(brokerage):
    contact = ContactFactory(first_name="Dana", last_name="Reyes")
    contacts.change(contact, last_name="Núñez")
    assert (contact.name, contact.sort_key) == ("Dana Núñez", "nunez dana")
    contacts.change(contact, name="Lee, Sam")
    assert (contact.first_name, contact.last_name, contact.sort_key) == ("Sam", "Lee", "lee sam")


@pytest.mark.parametrize(("columns", "field"), [({"name": " "}, "name"), ({"merged_into": None}, "merged_into")])
def test_change_refuses_and_names_the_field(brokerage, columns, field):
    with pytest.raises(InvalidContact) as refusal:
        contacts.change(ContactFactory(), **columns)
    assert refusal.value.field == field


def test_add_point_knows_every_spelling_and_makes_the_first_primary(brokerage):
    contact = ContactFactory()
    first = contacts.add_point(contact, "phone", "(407) 555-0100")
    assert contacts.add_point(contact, "phone", "407.555.0100") == first
    second = contacts.add_point(contact, "phone", "407-555-0101")
    assert (first.is_primary, second.is_primary) == (True, False)
    assert contacts.make_primary(second).is_primary
    first.refresh_from_db()
    assert not first.is_primary


def test_add_point_refuses_what_belongs_to_somebody_else(brokerage):
    contacts.add_point(ContactFactory(), "email", "Dana@Mail.Example")
    with pytest.raises(InvalidContact, match="somebody else"):
        contacts.add_point(ContactFactory(), "email", "dana@mail.example")


def test_tags_are_one_in_any_case(brokerage):
    contact = ContactFactory()
    contacts.add_tags(contact, ["Investor", "investor ", ""])
    assert [link.tag.name for link in contact.tag_links.all()] == ["Investor"]
