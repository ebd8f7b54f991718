"""What a broken connection means for a send."""

import requests

from outreach.channels.base import NotAccepted, Uncertain


def lost(error: requests.RequestException) -> NotAccepted | Uncertain:
    """Say what a broken connection means: one that never stood was not taken, one that broke later is in doubt."""
    if isinstance(error, requests.ConnectTimeout):
        return NotAccepted("no connection")
    if isinstance(error, requests.ConnectionError):
        never_stood = "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error)
        return NotAccepted("no connection") if never_stood else Uncertain("connection lost")
    return Uncertain(type(error).__name__)
