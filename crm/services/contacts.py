"""People: what is known of them, and the numbers and addresses they are reached by."""

from typing import Any

from django.db import IntegrityError, transaction

from crm.errors import InvalidContact
from crm.incoming.names import LONGEST_NAME, sort_key, split_name
from crm.models import Contact, ContactPoint, ContactTag, Tag
from crm.states import PointKind
from realestate.lib import mailboxes, phones
from realestate.lib.errors import DomainError

CHANGEABLE = frozenset(
    {
        "name", "first_name", "last_name", "explicit_zone", "zone_source", "street", "city", "state", "county",
        "postal_code", "language", "source",
    }
)  # fmt: skip
NAME_PARTS = frozenset({"name", "first_name", "last_name"})
LONGEST_TAG = 40


def change(contact: Contact, **columns: Any) -> Contact:
    """Write what is newly known of a person, and return them.

    Raises:
        InvalidContact: the name would be empty, or a column may not be changed here.
    """
    for column in columns:
        if column not in CHANGEABLE:
            raise InvalidContact(f"“{column}” cannot be changed here.", field=column)
    changed = [column for column, value in columns.items() if getattr(contact, column) != value]
    if not changed:
        return contact
    for column in changed:
        setattr(contact, column, columns[column])
    if NAME_PARTS & set(changed):
        _rename(contact, given="name" in changed)
        changed = list({*changed, *NAME_PARTS, "sort_key"})
    contact.save(update_fields=[*changed, "updated_at"])
    return contact


def normalise(kind: str, raw: str) -> str:
    """Return a number or address in its one spelling.

    Raises:
        InvalidContact: it is neither.
    """
    try:
        return phones.normalise(raw) if kind == PointKind.PHONE else mailboxes.normalise(raw)
    except DomainError as error:
        raise InvalidContact(error.message, field=str(kind)) from error


@transaction.atomic
def add_point(contact: Contact, kind: str, raw: str, *, label: str = "", source: str = "") -> ContactPoint:
    """Return the contact's number or address, made unless it was there. The first of its kind is the primary one.

    Raises:
        InvalidContact: not a number or address, or it belongs to somebody else.
    """
    value = normalise(kind, raw)
    Contact.objects.select_for_update().get(pk=contact.pk)
    has_primary = ContactPoint.objects.filter(contact=contact, kind=kind, is_primary=True).exists()
    try:
        with transaction.atomic():
            point, _ = ContactPoint.objects.get_or_create(
                kind=kind,
                value=value,
                defaults={"contact": contact, "label": label, "source": source, "is_primary": not has_primary},
            )
    except IntegrityError as error:
        raise InvalidContact("This number or address was taken just now.", field=str(kind)) from error
    if point.contact_id != contact.pk:
        raise InvalidContact("This number or address belongs to somebody else.", field=str(kind))
    return point


@transaction.atomic
@transaction.atomic
def make_primary(point: ContactPoint) -> ContactPoint:
    """Make a number or address the first choice of its kind, and return it."""
    ContactPoint.objects.filter(contact=point.contact_id, kind=point.kind, is_primary=True).exclude(pk=point.pk).update(
        is_primary=False
    )
    point.is_primary = True
    point.save(update_fields=["is_primary", "updated_at"])
    return point


def mark_wrong(point: ContactPoint) -> ContactPoint:
    """Note that somebody else answers there: it is never used for this person again. Returns the point."""
    point.is_wrong = True
    point.save(update_fields=["is_wrong", "updated_at"])
    return point


def mark_right(point: ContactPoint) -> ContactPoint:
    """Take back ``mark_wrong``: it was this person after all. Returns the point."""
    point.is_wrong = False
    point.save(update_fields=["is_wrong", "updated_at"])
    return point


@transaction.atomic
def add_tags(contact: Contact, names: list[str] | tuple[str, ...]) -> list[Tag]:
    """Put tags on a person, making those that are new, and return them. Case does not make another tag."""
    tags = [tag_named(name) for name in names if name.strip()]
    links = [ContactTag(contact=contact, tag=tag) for tag in tags]
    ContactTag.objects.bulk_create(links, ignore_conflicts=True)
    return tags


def remove_tag(contact: Contact, tag: Tag) -> None:
    """Take a tag off a person."""
    ContactTag.objects.filter(contact=contact, tag=tag).delete()


def tag_named(name: str) -> Tag:
    """Return the tag of this name in any case, made unless it was there."""
    clean = " ".join(name.split())[:LONGEST_TAG]
    known = Tag.objects.filter(name__iexact=clean).first()
    return known or Tag.objects.get_or_create(name=clean)[0]


def _rename(contact: Contact, *, given: bool) -> None:
    if given:
        contact.first_name, contact.last_name = split_name(contact.name)
    else:
        contact.name = f"{contact.first_name} {contact.last_name}"
    contact.name = " ".join(contact.name.split())[:LONGEST_NAME]
    if not contact.name:
        raise InvalidContact("A person needs a name.", field="name")
    contact.sort_key = sort_key(name=contact.name, first_name=contact.first_name, last_name=contact.last_name)
