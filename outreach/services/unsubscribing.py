"""One-click unsubscribe: the address in the link is not written to again."""

from crm.models import Brokerage, ContactPoint
from outreach.models import Suppression
from outreach.services import suppression
from outreach.states import SuppressionScope
from realestate.lib import scopes


def stop_email(brokerage: Brokerage, point_id: int, *, source: str) -> list[Suppression]:
    """Stop email to the person behind an address. Twice is once; an erased person's address is stopped already.

    Args:
        source: one-click (RFC 8058, from the mail program) or page (the button on our page).
    """
    with scopes.in_brokerage(brokerage):
        point = ContactPoint.objects.filter(pk=point_id).first()
        return suppression.suppress(point, SuppressionScope.EMAIL, source=source) if point else []
