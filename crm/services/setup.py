"""The first minutes of an installation: one brokerage, its owner, and where they work."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from crm.errors import InvalidAccount
from crm.models import Agent, Brokerage, Market, User
from crm.services import accounts, instance, team
from crm.states import Carrier, Role
from realestate.lib import clock, scopes
from realestate.lib.errors import DomainError

LOCK = 7_003 << 40  # advisory lock: two browsers cannot both be first


class AlreadySetUp(DomainError):
    """There is a brokerage; whoever wants in signs in."""

    code = "already_set_up"


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody to invite."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class FirstRun:
    """What the set-up asks."""

    name: str
    postal_address: str
    timezone: str
    sender_state: str
    owner_name: str
    email: str
    password: str
    carrier: str = Carrier.SIMULATOR
    market: str = ""
    colleagues: tuple[Colleague, ...] = ()


def is_open() -> bool:
    """Return whether nobody has set this installation up yet."""
    return not Brokerage.objects.exists()


def token() -> str:
    """Return the word that opens the set-up from another machine. It dies with the first brokerage."""
    return salted_hmac("crm.setup", settings.INSTANCE_ID).hexdigest()[:32]


def address() -> str:
    """Return where the set-up is: behind a proxy with the token, as nobody there sits at this machine."""
    query = f"?token={token()}" if settings.IS_HTTPS else ""
    return f"{settings.PUBLIC_URL}{reverse('setup')}{query}"


def knows(given: str) -> bool:
    """Return whether somebody brings the right token."""
    return constant_time_compare(given, token())


@transaction.atomic
def set_up(first: FirstRun) -> Agent:
    """Make the brokerage and its owner, invite who works with them, and return the owner.

    Raises:
        AlreadySetUp: somebody was first.
        InvalidAccount: the password is weak, or the zone is none; ``field`` says which.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not is_open():
        raise AlreadySetUp("This installation is set up. Sign in instead.")
    try:
        validate_password(first.password, User(email=first.email))
    except ValidationError as error:
        raise InvalidAccount(" ".join(error.messages), field="password") from error
    instance.establish(version=settings.VERSION)
    brokerage = accounts.create_brokerage(
        first.name,
        postal_address=first.postal_address,
        timezone=first.timezone,
        sender_state=first.sender_state.upper(),
        carrier=first.carrier,
        set_up_at=clock.real_now(),
    )
    owner = accounts.create_agent(
        brokerage, email=first.email, name=first.owner_name, role=Role.OWNER, password=first.password
    )
    with scopes.in_brokerage(brokerage):
        if first.market:
            Market.objects.create(name=first.market, state=brokerage.sender_state, timezone=first.timezone)
        for colleague in first.colleagues:
            team.invite(owner, email=colleague.email, name=colleague.name, role=Role.AGENT)
    return owner
