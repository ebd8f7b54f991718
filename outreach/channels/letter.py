"""The tray of the printer: a letter that was claimed and allowed may be put into the files of its batch."""

from outreach.channels.base import Accepted, Parcel, Refused


class LetterDriver:
    """Takes a letter for print. Nothing leaves this machine: people print the files, or a mail house does."""

    name = "print"

    def send(self, parcel: Parcel) -> Accepted:
        """Take it. The files hold letters whose taking was written down, and no others."""
        return Accepted(provider_id=parcel.reference, segments=0)

    def find(self, parcel: Parcel) -> Refused:
        """Say that a letter whose worker was cut off is in no file, so it was never printed."""
        return Refused(code="not_printed", words="The work was cut off; this letter is in no file.")
