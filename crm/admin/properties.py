"""Homes, listings and markets."""

from django.contrib import admin

from crm.admin.base import LeanAdmin, ReadOnlyAdmin
from crm.models import Listing, Market, Property


@admin.register(Market)
class MarketAdmin(LeanAdmin):
    """Counties and areas."""

    list_display = ["name", "state", "county", "timezone"]
    list_filter = ["state"]
    search_fields = ["name", "county"]


@admin.register(Property)
class PropertyAdmin(LeanAdmin):
    """Homes; what the county says of them can be corrected."""

    list_display = ["situs_street", "situs_city", "county", "parcel_id", "kind"]
    list_filter = ["county", "kind"]
    list_select_related = ["market"]
    search_fields = ["situs_street", "parcel_id"]


@admin.register(Listing)
class ListingAdmin(ReadOnlyAdmin):
    """Homes for sale."""

    list_display = ["property", "status", "price_cents", "listed_on", "mls_id"]
    list_filter = ["status"]
    list_select_related = ["property"]
    search_fields = ["mls_id", "property__situs_street"]
