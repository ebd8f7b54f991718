"""Which driver carries a channel for a brokerage."""

from django.conf import settings

from crm.models import Brokerage
from crm.states import Carrier
from outreach.channels.base import ChannelDriver
from outreach.channels.email import EmailDriver, MailCatcherDriver
from outreach.channels.simulator import SimulatorDriver
from outreach.states import Channel


def driver_for(brokerage: Brokerage, channel: str) -> ChannelDriver:
    """Return the driver. The gate has been told its ``name`` before and has the last word on demo brokerages."""
    if channel == Channel.EMAIL:
        return MailCatcherDriver() if brokerage.is_demo or settings.MAIL_IS_CAUGHT else EmailDriver()
    if brokerage.carrier == Carrier.TWILIO:
        # Twilio's package is heavy; installations without it never load it.
        from outreach.channels.sms_twilio import TwilioDriver  # noqa: PLC0415

        return TwilioDriver()
    return SimulatorDriver()
