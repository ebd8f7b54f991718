"""The wholesaler's score of homes, as pages show it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from crm.models import Lead, Ownership, Property
from scoring.models import ParcelAssessment
from scoring.rubric import words
from scoring.states import Tier

MOST_HOMES = 3
TONES: dict[str, str] = {Tier.A: "good", Tier.B_PLUS: "good", Tier.EXCLUDED: "risk"}


@dataclass(frozen=True, kw_only=True)
class Assessed:
    """A home's newest assessment, in words."""

    home: Property
    row: ParcelAssessment

    @property
    def tone(self) -> str:
        """The tone of its tier's badge."""
        return TONES.get(self.row.tier, "quiet")

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The points of each group; they sum to the score."""
        points = self.row.answer["groups"]  # jsonb keeps no order
        lines = [{"label": label, "points": points[name]} for name, label in words.GROUPS.items()]
        missing = self.row.score - sum(points.values())
        return [*lines, {"label": words.FLOOR, "points": missing}] if missing else lines

    @property
    def reasons(self) -> list[str]:
        """What the points are for."""
        return [words.reason(code) for code in self.row.answer["reasons"]]

    @property
    def guardrails(self) -> list[str]:
        """What keeps it out of A and B+."""
        return [words.guardrail(code) for code in self.row.answer["guardrails"]]

    @property
    def excluded(self) -> str:
        """Why nobody should work it; empty: it may be worked."""
        code = self.row.answer["excluded"]
        return words.exclusion(code) if code else ""

    @property
    def working(self) -> list[dict[str, Any]]:
        """The lines that sum to the highest offer, in cents."""
        return [{"words": line["words"], "cents": line["dollars"] * 100} for line in self.row.answer["working"]]

    @property
    def mao_cents(self) -> int | None:
        """The highest offer that still pays; None: it cannot be reckoned."""
        mao = self.row.answer["deal"]["mao"]
        return None if mao is None else mao * 100

    @property
    def debt_cents(self) -> int | None:
        """The debt that is known."""
        debt = self.row.answer["deal"]["known_debt"]
        return None if debt is None else debt * 100


def of_lead(lead: Lead) -> list[Assessed]:
    """Return the assessed homes that a lead owns, newest assessment each: two statements."""
    owned = Ownership.objects.filter(contact=lead.contact_id).select_related("property").order_by("id")
    homes = {ownership.property_id: ownership.property for ownership in owned[:MOST_HOMES]}
    rows = newest().filter(property__in=homes)
    return [Assessed(home=homes[row.property_id], row=row) for row in rows]


def newest() -> QuerySet[ParcelAssessment]:
    """Return the newest assessment of each home, by home."""
    rows: QuerySet[ParcelAssessment] = ParcelAssessment.objects.order_by("property", "-assessed_at", "-id")
    return rows.distinct("property")
