"""What already binds a person to us, or to another broker: inquiries, transactions, signs and listings.

Sources: 47 CFR 64.1200(f)(5); Fla. Stat. 501.059(1)(c), (4); NAR Code of Ethics article 16.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from crm.models import Consent, Contact, ContactPoint, Deal, Interaction, Listing
from crm.states import DealStage, InteractionKind, LeadKind
from outreach.compliance.dnc import YARD_SIGN, add_months
from outreach.compliance.facts import EbrFacts
from outreach.compliance.rules import Limits
from outreach.models import Message

# What the person did themselves. Being viewed, called or written about makes no inquiry.
ASKED = (InteractionKind.FORM, InteractionKind.OPEN_HOUSE, InteractionKind.SHOWING, InteractionKind.VALUATION)
OWN_SIGNS = frozenset({"yard_sign", "fsbo_sign", "owner_advert"})
OPEN_LISTINGS = ("active", "pending")
REPRESENTED = (LeadKind.SELLER, LeadKind.OWNER)


def best(contact: Contact, point: ContactPoint, now: datetime) -> EbrFacts | None:
    """Return the relationship that holds longest; None if there never was one. The gate judges whether it holds."""
    limits = Limits()
    deals = Deal.objects.filter(lead__contact=contact, stage=DealStage.CLOSED)
    acts = (
        ("transaction", deals.aggregate(at=Max("closed_at"))["at"], limits.transaction_months),
        ("inquiry", _last_inquiry(contact, now), limits.inquiry_months),
    )
    found = [(add_months(at.date(), months), EbrFacts(type=kind, at=at)) for kind, at, months in acts if at]
    if found:
        lasting = max(found, key=lambda pair: pair[0])
        if lasting[0] >= now.date():
            return lasting[1]
    if {point.source, contact.source} & OWN_SIGNS:
        return EbrFacts(type=YARD_SIGN, at=point.created_at)
    return max(found, key=lambda pair: pair[0])[1] if found else None


def is_listed_elsewhere(message: Message, properties: Collection[int]) -> bool:
    """Return whether the owner's home is on the market with another broker, whose client they are (MLS-1).

    Args:
        properties: what they own.
    """
    if not properties or (message.lead is not None and message.lead.kind not in REPRESENTED):
        return False
    listings = Listing.objects.filter(property__in=properties, status__in=OPEN_LISTINGS)
    return listings.exclude(firm="").exclude(firm__iexact=message.brokerage.name).exists()


def _last_inquiry(contact: Contact, now: datetime) -> datetime | None:
    acts = Interaction.objects.filter(contact=contact, kind__in=ASKED, occurred_at__lte=now)
    consents = Consent.objects.filter(contact=contact, revoked_at=None, given_at__lte=now)
    moments = [
        acts.aggregate(at=Max("occurred_at"))["at"],
        consents.aggregate(at=Max("given_at"))["at"],
    ]
    return max((moment for moment in moments if moment), default=None)
