"""The phone simulator: a carrier on this machine, of texts, pictures and calls. It keeps them in a table of its own."""

from django.db import IntegrityError, transaction

from outreach.channels.base import Accepted, Parcel
from outreach.models import SimulatedText
from outreach.states import Channel
from realestate.lib import clock, text


class SimulatorDriver:
    """Takes a text or call once per reference and shows it on the simulated phone."""

    name = "simulator"

    def send(self, parcel: Parcel) -> Accepted:
        """Keep the text or call for the simulated phone; the same reference twice is one."""
        try:
            with transaction.atomic():
                row = SimulatedText.objects.create(
                    reference=parcel.reference,
                    to_number=parcel.to,
                    from_number=parcel.sender,
                    body=parcel.body,
                    kind=parcel.channel,
                    media=list(parcel.media),
                    accepted_at=clock.now(),
                )
        except IntegrityError:
            row = SimulatedText.objects.get(reference=parcel.reference)
        return _accepted(row)

    def find(self, parcel: Parcel) -> Accepted | None:
        """Return what the simulated phone holds under this reference."""
        row = SimulatedText.objects.filter(reference=parcel.reference).first()
        return _accepted(row) if row else None


def _accepted(row: SimulatedText) -> Accepted:
    segments = text.sms_size(row.body).segments if row.kind == Channel.SMS else 0
    return Accepted(provider_id=f"SIM{row.pk}", segments=segments, delivered=True)
