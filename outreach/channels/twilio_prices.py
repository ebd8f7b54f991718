"""What Twilio charged: its callbacks never say, and the price is there only some time after a message has gone out."""

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from outreach.channels import twilio_client
from outreach.channels.base import Price, Uncertain
from outreach.states import CALLS

DOLLARS = "USD"
GONE = 404


def price_of(channel: str, provider_id: str) -> Price | None:
    """Ask for the final price of a text or call.

    Returns:
        None while there is none, if Twilio has deleted the message, or if it is not in US dollars.
    Raises:
        Uncertain: Twilio cannot be asked now.
    """
    client, is_call = twilio_client.client, channel in CALLS
    try:
        found = client().calls(provider_id).fetch() if is_call else client().messages(provider_id).fetch()
    except TwilioRestException as error:
        if error.status == GONE:
            return None
        raise Uncertain(f"HTTP {error.status}") from error
    except (TwilioException, requests.RequestException) as error:
        raise Uncertain(type(error).__name__) from error
    if found.price is None or (found.price_unit or DOLLARS).upper() != DOLLARS:
        return None
    segments = None if is_call else int(found.num_segments or 0) or None
    return Price(cost_micros=twilio_client.micros(found.price), segments=segments)
