"""A mail provider on loopback, over real TLS: an IMAP server with one inbox, and an SMTP server that wants a log-in."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.running import free_port

USER, PASSWORD = "dana@example.org", "correct horse"


def certify(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for localhost and its key, and return both paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)  # noqa: TID251 - a certificate is checked by the real clock
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    paths[1].write_bytes(key.private_bytes(*plain))
    return paths


@dataclass
class Inbox:
    """What lies in the inbox, by UID. ``commands`` is what the server was asked."""

    validity: int = 7
    mails: dict[int, bytes] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    def put(self, uid: int, mail: str) -> None:
        self.mails[uid] = mail.replace("\n", "\r\n").encode()


class Session(socketserver.StreamRequestHandler):
    """One IMAP connection (RFC 3501), as far as reading an inbox goes."""

    server: Any

    def handle(self) -> None:
        self._say("* OK ready")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            self.server.inbox.commands.append(command.replace(PASSWORD, "***"))
            if not self._answer(tag, command):
                return

    def _answer(self, tag: str, command: str) -> bool:
        inbox, words = self.server.inbox, command.split()
        match [word.upper() for word in words[:2]]:
            case ["CAPABILITY", *_]:
                self._say("* CAPABILITY IMAP4rev1")
            case ["LOGIN", *_]:
                if PASSWORD not in command:
                    self._say(f"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials")
                    return True
            case ["EXAMINE", *_]:
                following = max(inbox.mails, default=0) + 1
                self._say(f"* {len(inbox.mails)} EXISTS", f"* OK [UIDVALIDITY {inbox.validity}] ok")
                self._say(f"* OK [UIDNEXT {following}] ok")
            case ["UID", "SEARCH"]:
                self._say(f"* SEARCH {' '.join(map(str, self._search(words[2:])))}".rstrip())
            case ["UID", "FETCH"]:
                self._fetch(int(words[2]), command)
            case ["LOGOUT", *_]:
                self._say("* BYE", f"{tag} OK")
                return False
        self._say(f"{tag} OK done")
        return True

    def _search(self, words: list[str]) -> list[int]:
        uids = sorted(self.server.inbox.mails)
        if words[0].upper() != "UID" or not uids:
            return uids
        since = int(words[1].split(":")[0])
        return [uid for uid in uids if uid >= since] or [uids[-1]]  # "n:*" names the last one always

    def _fetch(self, uid: int, command: str) -> None:
        raw = self.server.inbox.mails.get(uid)
        if raw is None:
            return
        if "RFC822.SIZE" in command:
            self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)})")
            return
        self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class TlsServer(socketserver.ThreadingTCPServer):
    """A TCP server behind TLS."""

    allow_reuse_address = daemon_threads = True
    context: ssl.SSLContext
    inbox: Inbox

    def get_request(self) -> Any:
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not trust the certificate hangs up: nothing to tell."""


@contextmanager
def imap_server(certificate: Path, key: Path) -> Iterator[tuple[int, Inbox]]:
    """Run an IMAP server; yields its port and its inbox."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = TlsServer(("127.0.0.1", 0), Session)
    server.context, server.inbox = context, Inbox()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.server_address[1], server.inbox
    finally:
        server.shutdown()
        server.server_close()


class Kept:
    """What the SMTP server took."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.envelopes.append(envelope)
        return "250 taken"


def _checked(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    ok = isinstance(data, LoginPassword) and data.password.decode() == PASSWORD
    return AuthResult(success=ok, handled=False)


@contextmanager
def smtp_server(certificate: Path, key: Path) -> Iterator[tuple[int, Kept]]:
    """Run an SMTP server with STARTTLS that takes mail after a log-in alone; yields its port and what it took."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    kept, port = Kept(), free_port()  # the controller knocks at the port it was given, so it cannot be any
    controller = Controller(
        kept, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True, authenticator=_checked,
        auth_required=True,
    )  # fmt: skip
    controller.start()
    try:
        yield port, kept
    finally:
        controller.stop()


@contextmanager
def open_smtp_server() -> Iterator[tuple[int, Kept]]:
    """Run an SMTP server that takes any mail, as one beside the application does; yields its port and what it took."""
    kept, port = Kept(), free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port, kept
    finally:
        controller.stop()
