"""Email addresses: one spelling for each, and whether mail can arrive there."""

from collections.abc import Callable
from functools import partial

from dns import resolver
from dns.exception import DNSException
from email_validator import EmailNotValidError, validate_email

from realestate.lib.errors import DomainError

MX_TIMEOUT = 3.0  # seconds

MxLookup = Callable[[str], list[str]]


class InvalidEmail(DomainError, ValueError):
    """The text is not an email address."""

    code = "invalid_email"


def normalise(raw: str) -> str:
    """Return an address in lower case with its domain in ASCII, so that every spelling compares equal. No network.

    Addresses under reserved names (``.example``, ``.test``) count as well formed: demo people have them.

    Raises:
        InvalidEmail: not an address.
    """
    try:
        found = validate_email(raw.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise InvalidEmail(f"“{raw}” is not an email address.") from error
    return f"{found.local_part}@{found.ascii_domain}".lower()


def is_valid(raw: str) -> bool:
    """Return whether the text is a well-formed address. No network."""
    try:
        normalise(raw)
    except InvalidEmail:
        return False
    return True


def accepts_mail(address: str, *, lookup: MxLookup | None = None) -> bool:
    """Return whether the address's domain says it takes mail: it has an MX record that is not the null one (RFC 7505).

    Asks the name servers, so never call it while a page waits.

    Args:
        lookup: domain to the list of its mail hosts; the real name servers unless given.
    """
    domain = normalise(address).rpartition("@")[2]
    hosts = (lookup or mx_hosts)(domain)
    return any(host.strip(".") for host in hosts)


def mx_hosts(domain: str) -> list[str]:
    """Return a domain's mail hosts, best first; empty if it has none or its name servers do not answer."""
    ask = partial(resolver.resolve, domain, "MX", lifetime=MX_TIMEOUT)
    try:
        records = sorted(ask(), key=lambda record: record.preference)
    except DNSException:
        return []
    return [str(record.exchange) for record in records]
