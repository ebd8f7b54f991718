"""One deal with its history."""

from dataclasses import dataclass

from crm.models import Appointment, Deal, StageChange
from crm.states import DEAL_STEPS, DealStage

MOST_ROWS = 40
WITH_FORMS = {DealStage.CLOSED, DealStage.LOST}  # they ask for amounts, or for the reason


@dataclass(frozen=True)
class DealPage:
    """What the page of a deal shows beside the deal."""

    changes: list[StageChange]
    appointments: list[Appointment]
    steps: list[tuple[str, str]]
    can_close: bool
    can_lose: bool
    can_reopen: bool


def deal_page(deal: Deal) -> DealPage:
    """Return a deal's page, in two statements."""
    names = dict(DealStage.choices)
    ways = DEAL_STEPS[deal.stage]
    changes = StageChange.objects.filter(deal=deal).select_related("agent").order_by("-created_at", "-id")
    return DealPage(
        changes=list(changes[:MOST_ROWS]),
        appointments=list(Appointment.objects.filter(deal=deal).order_by("-starts_at")[:MOST_ROWS]),
        steps=[(stage, names[stage]) for stage in DealStage.values if stage in ways - WITH_FORMS],
        can_close=DealStage.CLOSED in ways,
        can_lose=DealStage.LOST in ways,
        can_reopen=deal.stage == DealStage.CLOSED,
    )


def last_step(deal: Deal) -> StageChange:
    """Return the step that brought a deal to where it is.

    Raises:
        StageChange.DoesNotExist: it was brought in without a history.
    """
    step: StageChange = StageChange.objects.filter(deal=deal).latest("created_at", "id")
    return step
