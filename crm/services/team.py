"""The people of a brokerage: invited, given a role, closed out."""

from typing import Any

from django.db import transaction

from crm.errors import InvalidAccount
from crm.models import Agent, ApiKey, Brokerage, Lead, Team
from crm.services import accounts, password_links
from crm.states import Role
from realestate.lib import clock
from realestate.lib.errors import NotAllowed
from realestate.lib.later import later


@transaction.atomic
def invite(by: Agent, *, email: str, name: str, role: str) -> Agent:
    """Make a log-in without a password, have the link mailed that sets one, and return the agent.

    Raises:
        NotAllowed: a manager may not make owners, an agent nobody.
        InvalidAccount: somebody signs in with this address already.
    """
    _check_rank(by, role)
    agent = accounts.create_agent(by.brokerage, email=email.strip().lower(), name=name, role=role)
    later("crm.mail_invitation", agent.brokerage_id, agent.pk, by.pk)
    return agent


def invite_again(agent: Agent, *, by: Agent) -> str:
    """Have a new link mailed to an agent who never chose a password, and return it, to be handed over in another way.

    Raises:
        NotAllowed: above the rank of who asks.
        InvalidAccount: they have a password already, and ask for a new password themselves; or their log-in is closed.
    """
    _check_rank(by, agent.role)
    if agent.user.has_usable_password() or not agent.user.is_active:
        raise InvalidAccount(f"{agent.name} needs no invitation.", field="email")
    later("crm.mail_invitation", agent.brokerage_id, agent.pk, by.pk)
    return password_links.link(agent.user)


@transaction.atomic
def change(agent: Agent, *, by: Agent, role: str, team: Team | None) -> Agent:
    """Give an agent another role or team, and return them.

    Raises:
        NotAllowed: above the rank of who asks.
        InvalidAccount: a brokerage keeps at least one owner.
    """
    _check_rank(by, agent.role)
    _check_rank(by, role)
    if agent.role == Role.OWNER and role != Role.OWNER:
        _check_last_owner(agent)
    agent.role, agent.team = role, team
    agent.save(update_fields=["role", "team", "updated_at"])
    if agent.user.is_staff != (role == Role.OWNER):
        agent.user.is_staff = role == Role.OWNER
        agent.user.save(update_fields=["is_staff"])
    return agent


@transaction.atomic
def close(agent: Agent, *, by: Agent) -> int:
    """Close an agent's log-in and keys at once; return how many leads nobody works now.

    Raises:
        NotAllowed: above the rank of who asks, or oneself.
        InvalidAccount: a brokerage keeps at least one owner.
    """
    if agent.pk == by.pk:
        raise NotAllowed("Nobody closes their own log-in. Ask another owner.")
    _check_rank(by, agent.role)
    if agent.role == Role.OWNER:
        _check_last_owner(agent)
    agent.user.is_active = False
    agent.user.save(update_fields=["is_active"])
    ApiKey.objects.filter(agent=agent, revoked_at=None).update(revoked_at=clock.now())
    return Lead.objects.open().filter(assigned_to=agent).count()


def reopen(agent: Agent, *, by: Agent) -> Agent:
    """Open a closed log-in again; keys stay closed. Returns the agent."""
    _check_rank(by, agent.role)
    agent.user.is_active = True
    agent.user.save(update_fields=["is_active"])
    return agent


def change_brokerage(brokerage: Brokerage, *, by: Agent, **columns: Any) -> Brokerage:
    """Write what the owner says of the brokerage, and return it.

    Raises:
        NotAllowed: only owners may.
    """
    if by.role != Role.OWNER:
        raise NotAllowed("Only owners change the brokerage.")
    for column, value in columns.items():
        setattr(brokerage, column, value)
    brokerage.save(update_fields=[*columns, "updated_at"])
    return brokerage


def _check_rank(by: Agent, role: str) -> None:
    if not by.sees_everyone or (role == Role.OWNER and by.role != Role.OWNER):
        raise NotAllowed("Ask an owner to do this.")


def _check_last_owner(agent: Agent) -> None:
    """Refuse to leave a brokerage without an owner; the rows are locked, so two cannot step down at once."""
    owners = Agent.objects.active().select_for_update(of=("self",)).filter(role=Role.OWNER).values_list("pk", flat=True)
    if set(owners) <= {agent.pk}:
        raise InvalidAccount("A brokerage keeps at least one owner.", field="role")
