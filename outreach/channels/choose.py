"""Which driver carries a channel for a brokerage."""

from django.conf import settings

from crm.models import Brokerage
from crm.states import Carrier
from outreach.channels.base import ChannelDriver, Parcel, Refused
from outreach.channels.email import EmailDriver, MailCatcherDriver, OwnMailboxDriver
from outreach.channels.letter import LetterDriver
from outreach.channels.simulator import SimulatorDriver
from outreach.states import CALLS, Channel

# The packages of carriers are heavy; installations without them never load them.


class NoCallsDriver:
    """Stands where a carrier places no calls: GoHighLevel's API has none to offer."""

    name = "ghl"

    def send(self, parcel: Parcel) -> Refused:
        """Refuse; nothing goes out."""
        return Refused(code="no_calls", words="GoHighLevel places no calls for other programs.")

    def find(self, parcel: Parcel) -> Refused:
        """Refuse likewise."""
        return self.send(parcel)


def driver_for(brokerage: Brokerage, channel: str) -> ChannelDriver:
    """Return the driver. The gate has been told its ``name`` before and has the last word on demo brokerages."""
    if channel == Channel.EMAIL:
        return _mail(brokerage)
    if channel == Channel.LETTER:
        return LetterDriver()
    if brokerage.is_demo or brokerage.carrier == Carrier.SIMULATOR:
        return SimulatorDriver()
    if brokerage.carrier == Carrier.TWILIO and channel != Channel.WORKFLOW:
        return _twilio(channel)
    return _ghl(channel)


def _mail(brokerage: Brokerage) -> ChannelDriver:
    if brokerage.is_demo:
        return MailCatcherDriver()
    return OwnMailboxDriver(_installed_mail())


def _installed_mail() -> ChannelDriver:
    if settings.MAIL_IS_CAUGHT:
        return MailCatcherDriver()
    if not settings.EMAIL_PROVIDER:
        return EmailDriver()
    from outreach.channels.email_provider import ProviderDriver  # noqa: PLC0415

    return ProviderDriver()


def _twilio(channel: str) -> ChannelDriver:
    from outreach.channels.sms_twilio import TwilioDriver  # noqa: PLC0415
    from outreach.channels.voice_twilio import TwilioVoiceDriver  # noqa: PLC0415

    return TwilioVoiceDriver() if channel in CALLS else TwilioDriver()


def _ghl(channel: str) -> ChannelDriver:
    from outreach.channels.ghl import GhlDriver  # noqa: PLC0415

    return NoCallsDriver() if channel in CALLS else GhlDriver()
