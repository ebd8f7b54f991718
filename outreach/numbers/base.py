"""What any service that knows about numbers is asked, whoever runs it."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from realestate.lib.errors import Transient


class LookupFailed(Transient):
    """No usable answer came; asking again later may help, and asking cost nothing that we know of."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """One answer. ``cost_micros`` is by the price list, in millionths of a US dollar."""

    result: str
    cost_micros: int = 0


class NumberService(Protocol):
    """Somebody who can be asked about numbers."""

    name: str

    def line_type(self, number: str) -> Known:
        """Return mobile, landline, voip or unknown for a number (E.164).

        Raises:
            LookupFailed: no answer, or one that cannot be used.
        """
        ...

    def reassigned(self, number: str, since: date) -> Known:
        """Return yes, no or no_data: was the number given to somebody else after ``since``?

        Raises:
            LookupFailed: no answer, or one that cannot be used.
        """
        ...
