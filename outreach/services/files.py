"""Files that come and go with messages: only kinds that are safe to look at, known by content, never by name.

What a file is, is read from its first bytes; whatever a sender calls it counts for nothing. Anything else than a
picture, a sound or a PDF is refused and not kept.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from outreach.models import Attachment, Message
from outreach.states import FILE_STEPS, FileState
from realestate.lib import states
from realestate.lib.errors import DomainError, Transient
from realestate.lib.later import later

MB = 1024 * 1024
LARGEST = 5 * MB  # bytes: what carriers take at most
MOST = 10  # per message, likewise
LASTS = timedelta(hours=1)  # of a public address: a carrier fetches within minutes
SALT = "outreach.file"
SECONDS = 20
HOSTS = ("api.twilio.com", "media.twiliocdn.com")
FOLDER = "messages"

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"GIF87a", "image/gif", "gif"),
    (b"GIF89a", "image/gif", "gif"),
    (b"%PDF-", "application/pdf", "pdf"),
    (b"ID3", "audio/mpeg", "mp3"),
    (b"\xff\xfb", "audio/mpeg", "mp3"),
    (b"\xff\xf3", "audio/mpeg", "mp3"),
)
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")


class FileRefused(DomainError):
    """The file is too big, or not of a kind that is kept."""

    code = "file_refused"


@dataclass(frozen=True)
class Kept:
    """A file as it lies here: its bytes, and what they are."""

    content: bytes
    content_type: str
    name: str


@dataclass(frozen=True)
class Expected:
    """A file that a carrier holds for us."""

    url: str
    content_type: str = ""


def kind_of(content: bytes) -> tuple[str, str]:
    """Return the content type and the ending of a file, read from its own bytes.

    Raises:
        FileRefused: none that is kept here.
    """
    for start, content_type, ending in _STARTS:
        if content.startswith(start):
            return content_type, ending
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", "webp"
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "audio/wav", "wav"
    raise FileRefused("Only pictures, sounds and PDF files are kept.")


@transaction.atomic
def expect(message: Message, files: Iterable[Expected]) -> list[Attachment]:
    """Note the files that came with a message, and have them fetched. Returns their rows."""
    rows = [
        Attachment.objects.get_or_create(
            message=message,
            place=place,
            defaults={"source_url": file.url[:400], "content_type": file.content_type[:80]},
        )[0]
        for place, file in enumerate(list(files)[:MOST])
    ]
    for row in rows:
        later("outreach.fetch_file", message.brokerage_id, row.pk)
    return rows


def fetch(attachment_id: int) -> Attachment:
    """Fetch an expected file from the carrier that holds it. Fetched twice is fetched once.

    Raises:
        Transient: the carrier did not give it now.
    """
    row = Attachment.objects.get(pk=attachment_id)
    if row.status != FileState.EXPECTED:
        return row
    try:
        return keep(row, _download(row.source_url))
    except FileRefused as refusal:
        states.move(row, FileState.REFUSED, table=FILE_STEPS, reason=refusal.message[:160])
        return row


def read(row: Attachment) -> Kept:
    """Return a file that lies here.

    Raises:
        FileRefused: it was not kept, or is gone.
    """
    if row.status != FileState.KEPT:
        raise FileRefused("This file is not kept here.")
    path = Path(settings.MEDIA_ROOT) / row.path
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise FileRefused("This file is gone.") from error
    return Kept(content=content, content_type=row.content_type, name=path.name)


def public_urls(message: Message) -> tuple[str, ...]:
    """Return addresses by which a carrier fetches a message's pictures, for an hour."""
    rows = Attachment.objects.filter(message=message, status=FileState.KEPT).order_by("place")
    return tuple(
        settings.PUBLIC_URL
        + reverse("outreach:file-public", args=[signing.dumps([row.brokerage_id, row.pk], salt=SALT)])
        for row in rows
    )


def read_public(token: str) -> tuple[int, int]:
    """Return the brokerage's and the file's id of a public address.

    Raises:
        FileRefused: not one of ours, damaged, or an hour old.
    """
    try:
        brokerage_id, pk = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        raise FileRefused("This address is not one of ours, or too old.") from None
    return int(brokerage_id), int(pk)


def keep(row: Attachment, content: bytes, *, largest: int = LARGEST) -> Attachment:
    """Write a file to the disk under a name that says nothing, and note what it is.

    Raises:
        FileRefused: larger than so many bytes, or not of a kind that is kept.
    """
    if len(content) > largest:
        raise FileRefused(f"The file is larger than {largest // MB} MB.")
    content_type, ending = kind_of(content)
    path = f"{FOLDER}/{row.message.brokerage_id}/{secrets.token_urlsafe(24)}.{ending}"
    whole = Path(settings.MEDIA_ROOT) / path
    whole.parent.mkdir(parents=True, exist_ok=True)
    whole.write_bytes(content)
    found: dict[str, Any] = {
        "content_type": content_type, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "path": path,
    }  # fmt: skip
    if row.pk is None:
        row.save()
    states.move(row, FileState.KEPT, table=FILE_STEPS, **found)
    return row


def _download(url: str) -> bytes:
    """Fetch from a carrier's own hosts only: the address came over the wire, and must not lead into our network."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in HOSTS or parts.port not in {None, 443}:
        raise FileRefused("The file lies outside the carrier’s own servers.")
    base = settings.TWILIO_BASE_URL.rstrip("/")
    address = f"{base}{parts.path}" if base and parts.hostname == "api.twilio.com" else url
    is_ours = parts.hostname == "api.twilio.com"
    keys = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN) if is_ours else None
    try:
        return _read(address, keys)
    except httpx.TransportError as error:
        raise Transient("The carrier did not give a file.") from error


def _read(address: str, keys: tuple[str, str] | None, hops: int = 0) -> bytes:
    with httpx.stream("GET", address, auth=keys, timeout=SECONDS) as answer:
        if answer.is_redirect and hops == 0:  # Twilio sends on to its storage, with the permission in the address
            target = answer.headers.get("Location", "")
            if urlsplit(target).scheme == "https" and _is_storage(urlsplit(target).hostname or ""):
                return _read(target, None, hops=1)
            raise FileRefused("The file lies outside the carrier’s own servers.")
        if answer.status_code == 429 or answer.is_server_error:
            raise Transient("The carrier did not give a file.")
        if not answer.is_success:
            raise FileRefused(f"The carrier no longer has it ({answer.status_code}).")
        content = b""
        for part in answer.iter_bytes():
            content += part
            if len(content) > LARGEST:
                raise FileRefused("The file is larger than 5 MB.")
        return content


def _is_storage(host: str) -> bool:
    return host in HOSTS or host.endswith((".twiliocdn.com", ".amazonaws.com"))
