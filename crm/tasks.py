"""Work of the crm app that nobody waits for."""

from celery import shared_task

from crm.models import Agent, Import, User
from crm.services import event_months, ghl_intake, ghl_tasks, hooks, imports, language, password_links
from realestate.lib.later import each_brokerage, later, task


@task("crm.run_import", queue="ingest")
def run_import(brokerage_id: int, import_id: int) -> None:
    """Bring an upload in. After a kill it goes on where it stopped."""
    imports.run(Import.objects.get(pk=import_id))


@each_brokerage("crm.resume_imports")
def resume_imports(brokerage_id: int) -> None:
    """Queue uploads that wait or were cut off; those that somebody works on are left alone."""
    for import_id in imports.unfinished():
        later("crm.run_import", brokerage_id, import_id)


@task("crm.handle_hook", queue="ingest")
def handle_hook(brokerage_id: int, hook_id: int) -> None:
    """Do what a stored webhook asks for. Run again, it finds the hook handled and does nothing."""
    ghl_intake.handle(hook_id)


@each_brokerage("crm.handle_hooks", queue="ingest")
def handle_hooks(brokerage_id: int) -> None:
    """Bring home webhooks that waited for a brokerage, and queue those whose task was lost or that came too early."""
    hooks.adopt()
    for name, hook_id in hooks.waiting():
        later(name, brokerage_id, hook_id)


@task("crm.mail_password_link")
def mail_password_link(brokerage_id: int, user_id: int) -> None:
    """Mail a link to a new password. Run again, it mails another link as good as the first."""
    password_links.mail_link(User.objects.get(pk=user_id, brokerage_id=brokerage_id))


@task("crm.mail_invitation")
def mail_invitation(brokerage_id: int, agent_id: int, by_id: int) -> None:
    """Mail the link that lets a new agent in. Run again, it mails another link as good as the first."""
    people = Agent.objects.select_related("user", "brokerage").in_bulk([agent_id, by_id])
    password_links.mail_invitation(people[agent_id], by=people[by_id])


@each_brokerage("crm.push_tasks", queue="ingest")
def push_tasks(brokerage_id: int) -> None:
    """Make agents' tasks in GoHighLevel too, where they want that. Run again, it finds them made."""
    ghl_tasks.push_due()


@each_brokerage("crm.forget_language_calls")
def forget_language_calls(brokerage_id: int) -> None:
    """Delete old lines of the language models' book; the sums of each month stay."""
    language.forget_old()


@shared_task(name="crm.make_event_months")
def make_event_months() -> None:
    """Make the tables of the event log's months to come. Run again, it finds them made."""
    event_months.make_ahead()
