"""The home a conversation is about, and what its listing says of it: facts that an answer may state."""

import re
from collections.abc import Sequence

from django.db.models import F, Q, TextField, Value

from crm.models import Listing
from outreach.models import Message
from outreach.writing.facts import Fact
from realestate.lib import money

STATUS = {"active": "on the market", "pending": "under contract", "sold": "sold", "withdrawn": "off the market"}
MOST = 50  # listings whose street stands somewhere in a conversation


def home_spoken_of(said: Sequence[Message]) -> Listing | None:
    """Return the listing that the newest message naming one names, by street or MLS number; None where two fit.

    Args:
        said: newest first.
    """
    spoken = [" ".join(f"{message.subject} {message.body}".split()) for message in said]
    found = _named_in("\n".join(spoken))
    for words in spoken:
        # A home that was sold before and is listed again counts once, as it is listed now.
        homes = {listing.property_id: listing for listing in reversed(found) if _names(words, listing)}
        if homes:
            return next(iter(homes.values())) if len(homes) == 1 else None
    return None


def facts_of(listing: Listing | None) -> list[Fact]:
    """Return what a listing says of its home; what it does not say is empty."""
    if listing is None:
        return []
    home, source = listing.property, f"Listing {listing.mls_id}".strip()
    said = {
        "home_address": home.situs_street,
        "home_city": home.situs_city,
        "listing_status": STATUS[listing.status],
        "listing_price": money.dollars(listing.price_cents) if listing.status in {"active", "pending"} else "",
        "listed_on": f"{listing.listed_on:%B} {listing.listed_on.day}, {listing.listed_on.year}",
        "mls_id": f"MLS number {listing.mls_id}" if listing.mls_id else "",
        "property_kind": home.kind.replace("_", " "),
        "beds": _count(home.beds, "bedroom") if home.beds else "",
        "baths": _count(f"{home.baths.normalize():f}", "bathroom") if home.baths else "",
        "living_area": f"{home.living_sqft:,} square feet" if home.living_sqft else "",
        "year_built": f"built in {home.year_built}" if home.year_built else "",
    }
    return [Fact(name, value, source) for name, value in said.items()]


def _named_in(words: str) -> list[Listing]:
    """Return the listings whose street or number stands in a text, the newest first."""
    rows = Listing.objects.alias(words=Value(words, output_field=TextField()))
    named = Q(words__icontains=F("property__situs_street")) | Q(words__icontains=F("mls_id")) & ~Q(mls_id="")
    by_date = rows.filter(named).select_related("property").order_by("-listed_on", "-pk")
    return list(by_date.exclude(property__situs_street="")[:MOST])


def _names(words: str, listing: Listing) -> bool:
    """Return whether a text names a home whole: "11 Oak Street" does not name 1 Oak Street."""
    names = [re.escape(name) for name in (listing.property.situs_street, listing.mls_id) if name]
    return re.search(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", words, re.IGNORECASE) is not None


def _count(number: int | str, what: str) -> str:
    return f"{number} {what}{'' if str(number) == '1' else 's'}"
