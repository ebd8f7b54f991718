"""What a home would sell for: on the page of the lead who owns it, and on its own."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from crm.models import Property
from realestate.lib.later import later
from realestate.web import toasts
from realestate.web.requests import HtmxRequest
from scoring.selectors import valuations
from scoring.services.valuations import require_described
from scoring.views.finding import lead_of


@require_GET
def lead_values(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the estimates of the homes a lead owns. The box goes away where they own none."""
    found = valuations.of_lead(lead_of(request, pk))
    response = render(request, "scoring/values.html", {"values": found, "zone": request.agent.timezone})
    if not found:
        response["HX-Reswap"] = "delete"
    return response


@require_GET
def home_value(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the estimate of one home."""
    found = [valuations.of_home(_home(pk))]
    return render(request, "scoring/values.html", {"values": found, "zone": request.agent.timezone, "is_own": True})


@require_POST
def value_now(request: HtmxRequest, pk: int) -> HttpResponse:
    """Have a home valued; pages that show it fetch the estimate when it is made."""
    home = _home(pk)
    require_described(home)
    later("scoring.value_home", home.brokerage_id, home.pk)
    toasts.say(request, f"{home.situs_street} is being valued. The estimate appears here when it is made.")
    return render(
        request, "scoring/values.html", {"values": [valuations.of_home(home)], "zone": request.agent.timezone}
    )


def _home(pk: int) -> Property:
    found: Property = get_object_or_404(Property, pk=pk)
    return found
