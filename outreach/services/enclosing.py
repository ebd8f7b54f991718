"""What goes along with a message of ours: how much of what a channel takes, kept beside the message until it leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from outreach.models import Attachment, Message
from outreach.services import files
from outreach.services.files import MB, PICTURES, FileRefused
from outreach.states import Channel, FileState

LONGEST_NAME = 80


@dataclass(frozen=True)
class Enclosure:
    """A file to go along: its bytes, and what its owner calls it."""

    content: bytes
    name: str = ""


@dataclass(frozen=True)
class Limits:
    """What a channel takes along. ``total`` is in bytes; ``words`` is how a person is told."""

    kinds: tuple[str, ...]
    total: int
    most: int
    words: str

    @property
    def accept(self) -> str:
        """Return the kinds as a file field takes them."""
        return ",".join(self.kinds)


LIMITS: dict[str, Limits] = {
    # Carriers take 5 MB with a text, words included; many phones show nothing but pictures.
    Channel.SMS: Limits(PICTURES, 5 * MB - 4096, 10, "Up to 10 pictures, 5 MB together"),
    # The strictest mail servers refuse from 10 MB on; encoding adds a third to what is enclosed.
    Channel.EMAIL: Limits((*PICTURES, "application/pdf"), 7 * MB, 10, "Pictures and PDF files, 7 MB together"),
}


def take(uploads: "Iterable[UploadedFile[bytes]]", channel: str) -> list[Enclosure]:
    """Read uploads that a channel takes along; none of too many is read.

    Raises:
        FileRefused: too many, too big, or of a kind that the channel does not take.
    """
    given = list(uploads)
    limits = _limits(channel) if given else None
    if limits is not None:
        _check_size([upload.size or 0 for upload in given], limits)
    enclosures = [Enclosure(upload.read(), upload.name or "") for upload in given]
    check(enclosures, channel)
    return enclosures


def check(enclosures: Sequence[Enclosure], channel: str) -> None:
    """Refuse what a channel does not take along.

    Raises:
        FileRefused: too many, too big, or of a kind that the channel does not take.
    """
    if not enclosures:
        return
    limits = _limits(channel)
    _check_size([len(enclosure.content) for enclosure in enclosures], limits)
    for enclosure in enclosures:
        if files.kind_of(enclosure.content)[0] not in limits.kinds:
            raise FileRefused(f"{_named(enclosure)} cannot go along. {limits.words}.")


@transaction.atomic
def enclose(message: Message, enclosures: Sequence[Enclosure]) -> list[Attachment]:
    """Put files to a message that waits, and return them.

    Raises:
        FileRefused: see ``check``.
    """
    check(enclosures, message.channel)
    kept = []
    for place, enclosure in enumerate(enclosures):
        row = Attachment(message=message, place=place, name=_safe_name(enclosure, place))
        kept.append(files.keep(row, enclosure.content, largest=LIMITS[message.channel].total))
    return kept


def contents(message: Message) -> tuple[tuple[str, bytes, str], ...]:
    """Return the files of a message as a mail takes them along: name, bytes, content type.

    Raises:
        FileRefused: one is gone from the disk.
    """
    rows = Attachment.objects.filter(message=message, status=FileState.KEPT).order_by("place")
    return tuple((row.name, files.read(row).content, row.content_type) for row in rows)


def _limits(channel: str) -> Limits:
    if channel not in LIMITS:
        raise FileRefused("No files go along this way.")
    return LIMITS[channel]


def _check_size(sizes: Sequence[int], limits: Limits) -> None:
    if len(sizes) > limits.most or sum(sizes) > limits.total:
        raise FileRefused(f"That is too much to send along. {limits.words}.")


def _named(enclosure: Enclosure) -> str:
    return f"“{PurePath(enclosure.name).name[:LONGEST_NAME]}”" if enclosure.name else "This file"


def _safe_name(enclosure: Enclosure, place: int) -> str:
    """Return the name the reader sees: the owner's, without a path, and with the ending of what it really is."""
    _, ending = files.kind_of(enclosure.content)
    stem = "".join(c for c in PurePath(enclosure.name).stem if c.isprintable() and c not in '"\\/<>:|?*')
    return f"{stem.strip()[:LONGEST_NAME] or f'file-{place + 1}'}.{ending}"
