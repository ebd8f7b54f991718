"""The first day: what there is to do while a brokerage has nobody in it."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from crm.models import Agent, Lead, WebForm
from crm.states import Carrier, Role


@dataclass(frozen=True)
class Step:
    """One thing to do: its title, why, where, and whether it is done."""

    title: str
    words: str
    url: str
    done: bool = False


def first_steps(agent: Agent) -> list[Step]:
    """Return what this agent can do to begin with, in order; nothing once there are people."""
    if Lead.objects.exists():
        return []
    steps = [
        Step("Bring your people in", "From a spreadsheet, with a look at every row first. It can be undone as a whole.",
             reverse("crm:imports")),
    ]  # fmt: skip
    if agent.sees_everyone:
        steps += _of_managers(agent)
    if agent.role == Role.OWNER:
        steps = [_brokerage(agent), *steps]
    steps.append(
        Step("Look at what follows up by itself", "The shipped sequences, step by step, and a dry run.",
             reverse("nurturing:sequences"))
    )  # fmt: skip
    return steps


def _brokerage(agent: Agent) -> Step:
    row = agent.brokerage
    title = "Your brokerage stands" if row.postal_address else "Write down your postal address"
    return Step(title, "The law wants a postal address in every commercial email.", reverse("crm:settings-brokerage"),
                done=bool(row.postal_address))  # fmt: skip


def _of_managers(agent: Agent) -> list[Step]:
    row = agent.brokerage
    leaves = row.carrier != Carrier.SIMULATOR or not settings.MAIL_IS_CAUGHT
    return [
        Step("Put a form on your site", "Whoever fills it in is a lead at once, with what they agreed to.",
             reverse("doors:forms"), done=WebForm.objects.exists()),
        Step("Invite your people", "Each gets a link to choose a password.", reverse("crm:settings-team"),
             done=Agent.objects.count() > 1),
        Step("Send a test to yourself",
             "Who carries texts and mail." if leaves else "Until a carrier is set up, messages stay on this machine.",
             reverse("outreach:settings-sending"), done=leaves),
    ]  # fmt: skip
