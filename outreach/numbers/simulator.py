"""Knows nothing, and says so: what runs without keys."""

from datetime import date

from outreach.numbers.base import Known


class SimulatedNumbers:
    """Answers every question with "unknown"; costs nothing."""

    name = "simulator"

    def line_type(self, number: str) -> Known:
        """Return that the kind of line is not known."""
        return Known(result="unknown")

    def reassigned(self, number: str, since: date) -> Known:
        """Return that there is no data."""
        return Known(result="no_data")
