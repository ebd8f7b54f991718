"""Brokerages and their people."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.tokens import default_token_generator
from django.db import IntegrityError, transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.text import slugify

from crm.errors import InvalidAccount
from crm.models import Agent, Brokerage, Team, User
from crm.states import Role
from realestate.lib import scopes
from realestate.lib.later import later

SLUG_LENGTH = 60


def load(brokerage_id: int) -> Brokerage:
    """Return a brokerage by id, for entering its scope.

    Raises:
        Brokerage.DoesNotExist: no such brokerage.
    """
    return Brokerage.objects.get(pk=brokerage_id)


def active_ids() -> list[int]:
    """Return the ids of all active brokerages, oldest first. Sweeps visit them in this order."""
    return list(Brokerage.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def create_brokerage(name: str, *, slug: str = "", **columns: Any) -> Brokerage:
    """Return a new, empty brokerage.

    Args:
        slug: its word in addresses and commands; made from the name, with a number where taken, unless given.
    Raises:
        InvalidAccount: the name is empty, the given slug is taken, or the time zone is none; ``field`` says which.
    """
    name = name.strip()
    if not name:
        raise InvalidAccount("A brokerage needs a name.", field="name")
    if "timezone" in columns:
        _check_zone(columns["timezone"])
    if slug and Brokerage.objects.filter(slug=slug).exists():
        raise InvalidAccount(f"There is a brokerage “{slug}” already.", field="slug")
    brokerage = Brokerage.objects.create(name=name, slug=slug or _free_slug(name), **columns)
    later("nurturing.load_sequences", brokerage.pk)
    later("outreach.load_templates", brokerage.pk)
    return brokerage


@transaction.atomic
def create_agent(
    brokerage: Brokerage,
    *,
    email: str,
    name: str,
    role: str = Role.AGENT,
    password: str | None = None,
    is_staff: bool | None = None,
    team: Team | None = None,
    **columns: Any,
) -> Agent:
    """Return a new agent with a log-in. Without a password they choose one through a reset link.

    Args:
        is_staff: may open the admin of the brokerage; owners may, unless said otherwise.
    Raises:
        InvalidAccount: somebody signs in with this address already, or there is no such role.
    """
    if role not in Role.values:
        raise InvalidAccount(f"There is no role “{role}”.", field="role")
    opens_admin = role == Role.OWNER if is_staff is None else is_staff
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, brokerage=brokerage, is_staff=opens_admin)
    except IntegrityError as error:
        raise InvalidAccount(f"Somebody signs in as {email} already.", field="email") from error
    zone = columns.pop("timezone", brokerage.timezone)
    with scopes.in_brokerage(brokerage):
        return Agent.objects.create(
            brokerage=brokerage, user=user, name=name.strip() or email, role=role, team=team, timezone=zone, **columns
        )


def change_agent(agent: Agent, **columns: Any) -> Agent:
    """Write an agent's own settings (name, clock, hours, channels, look, availability), and return them."""
    for column, value in columns.items():
        setattr(agent, column, value)
    agent.save(update_fields=[*columns, "updated_at"])
    return agent


def reset_token(user: User) -> tuple[str, str]:
    """Return the two parts of a link that lets the user choose a password once."""
    return urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise InvalidAccount(f"“{name}” is not a time zone.", field="timezone") from error


def _free_slug(name: str) -> str:
    stem = slugify(name)[: SLUG_LENGTH - 6] or "brokerage"
    taken = set(Brokerage.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
