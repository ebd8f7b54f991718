"""Homes, listings and markets."""

from django.db import models
from django.db.models import Q

from crm.models.base import BrokerageModel, TenantForeignKey
from crm.models.contacts import Contact


class Market(BrokerageModel):
    """A county or area the brokerage works in."""

    name = models.CharField(max_length=80)
    state = models.CharField(max_length=2)
    county = models.CharField(max_length=60, blank=True)
    timezone = models.CharField(max_length=64, default="America/New_York")

    class Meta:
        constraints = [models.UniqueConstraint(name="crm_market_name", fields=["brokerage", "name"])]

    def __str__(self) -> str:
        return self.name


class Property(BrokerageModel):
    """A parcel of land with what stands on it."""

    market = TenantForeignKey(Market, on_delete=models.SET_NULL, null=True, blank=True, related_name="properties")
    parcel_id = models.CharField(max_length=40, blank=True)
    situs_street = models.CharField(max_length=160)
    situs_city = models.CharField(max_length=80, blank=True)
    situs_state = models.CharField(max_length=2, blank=True)
    situs_postal_code = models.CharField(max_length=10, blank=True)
    county = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=24, blank=True)
    beds = models.PositiveSmallIntegerField(null=True, blank=True)
    baths = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    living_sqft = models.PositiveIntegerField(null=True, blank=True)
    year_built = models.PositiveSmallIntegerField(null=True, blank=True)
    assessed_cents = models.BigIntegerField(null=True, blank=True)
    distress_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "properties"
        indexes = [models.Index(name="crm_property_street", fields=["brokerage", "situs_street", "id"])]
        constraints = [
            models.UniqueConstraint(
                name="crm_property_parcel", fields=["brokerage", "county", "parcel_id"], condition=~Q(parcel_id="")
            )
        ]

    def __str__(self) -> str:
        return self.situs_street


class Ownership(BrokerageModel):
    """A contact owns a property."""

    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="ownerships")
    property = TenantForeignKey(Property, on_delete=models.CASCADE, related_name="ownerships")
    owner_occupied = models.BooleanField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="crm_ownership_once", fields=["brokerage", "contact", "property"])]

    def __str__(self) -> str:
        return f"{self.contact_id} owns {self.property_id}"


class Listing(BrokerageModel):
    """A home for sale."""

    property = TenantForeignKey(Property, on_delete=models.CASCADE, related_name="listings")
    mls_id = models.CharField(max_length=24, blank=True)
    firm = models.CharField(
        max_length=120, blank=True, help_text="Listing firm, as the MLS names it; empty: not known."
    )
    status = models.CharField(
        max_length=12,
        choices=[("active", "Active"), ("pending", "Pending"), ("sold", "Sold"), ("withdrawn", "Withdrawn")],
        default="active",
    )
    price_cents = models.BigIntegerField()
    listed_on = models.DateField()
    sold_on = models.DateField(null=True, blank=True)
    sold_price_cents = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="crm_listing_open", fields=["brokerage", "status", "-listed_on", "-id"])]
        constraints = [
            models.UniqueConstraint(name="crm_listing_mls", fields=["brokerage", "mls_id"], condition=~Q(mls_id="")),
            models.CheckConstraint(
                name="crm_listing_status_known", condition=Q(status__in=["active", "pending", "sold", "withdrawn"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.property}"
