"""Fields that several apps' parts of the API share."""

from datetime import datetime

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field({"type": "string", "example": "2026-07-16T09:00"})
class ClockTime(serializers.DateTimeField):
    """A moment with an offset; or an hour without one, on a clock that the operation names."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """Leave it as it was written: the operation knows whose clock is meant."""
        return value
