"""People who can be reached, and how."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from crm.models.base import BrokerageModel, TenantForeignKey, scoped
from crm.states import LineType, PointKind, PointStatus


class ContactQuerySet(models.QuerySet["Contact"]):
    """Clauses about contacts."""

    def present(self) -> "ContactQuerySet":
        """Those that are neither merged away nor erased."""
        return self.filter(merged_into=None, erased_at=None)


class Contact(BrokerageModel):
    """Someone reachable. Numbers and addresses are ``ContactPoint`` rows."""

    name = models.CharField(max_length=160)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    sort_key = models.CharField(max_length=160, editable=False, help_text="Folded last name first; orders lists.")
    explicit_zone = models.CharField(max_length=64, blank=True, help_text="IANA zone the person told us.")
    zone_source = models.CharField(max_length=80, blank=True)
    street = models.CharField(max_length=160, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, blank=True)
    county = models.CharField(max_length=60, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=8, default="en")
    source = models.CharField(max_length=60, blank=True)
    merged_into = TenantForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = scoped(ContactQuerySet)

    class Meta:
        indexes = [
            models.Index(name="crm_contact_name", fields=["brokerage", "sort_key", "id"]),
            GinIndex(SearchVector("name", "city", "street", config="simple"), name="crm_contact_words"),
        ]
        constraints = [
            models.CheckConstraint(name="crm_contact_zone_sourced", condition=Q(explicit_zone="") | ~Q(zone_source="")),
        ]

    def __str__(self) -> str:
        return self.name


class ContactPoint(BrokerageModel):
    """One phone number (E.164) or email address (lower case) of a contact.

    One row per value and brokerage: whoever brings the same number again joins this contact (T48, T49).
    """

    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(max_length=5, choices=PointKind.choices)
    value = models.CharField(max_length=254)
    label = models.CharField(max_length=40, blank=True)
    is_primary = models.BooleanField(default=False)
    line_type = models.CharField(max_length=8, choices=LineType.choices, default=LineType.UNKNOWN)
    status = models.CharField(max_length=10, choices=PointStatus.choices, default=PointStatus.VALID)
    is_wrong = models.BooleanField(default=False, help_text="Somebody else answered: never use it for this person.")
    is_litigator = models.BooleanField(default=False)
    source = models.CharField(max_length=60, blank=True)
    source_url = models.URLField(blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="crm_point_contact", fields=["contact", "kind"])]
        constraints = [
            models.UniqueConstraint(name="crm_point_value", fields=["brokerage", "kind", "value"]),
            models.UniqueConstraint(
                name="crm_point_one_primary", fields=["contact", "kind"], condition=Q(is_primary=True)
            ),
            models.CheckConstraint(name="crm_point_kind_known", condition=Q(kind__in=PointKind.values)),
            models.CheckConstraint(name="crm_point_status_known", condition=Q(status__in=PointStatus.values)),
            models.CheckConstraint(name="crm_point_line_known", condition=Q(line_type__in=LineType.values)),
            models.CheckConstraint(
                name="crm_point_phone_e164", condition=Q(kind="email") | Q(value__regex=r"^\+[1-9][0-9]{6,14}$")
            ),
            models.CheckConstraint(name="crm_point_email_lower", condition=Q(kind="phone") | Q(value=Lower("value"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Tag(BrokerageModel):
    """A word that agents put on people."""

    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(name="crm_tag_name", fields=["brokerage", "name"])]

    def __str__(self) -> str:
        return self.name


class ContactTag(BrokerageModel):
    """A tag on a contact."""

    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="tag_links")
    tag = TenantForeignKey(Tag, on_delete=models.CASCADE, related_name="contact_links")

    class Meta:
        constraints = [models.UniqueConstraint(name="crm_contact_tag_once", fields=["brokerage", "contact", "tag"])]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.contact_id}"
