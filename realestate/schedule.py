"""Periodic jobs as data; ``manage.py sync_schedule`` carries them into the rows that beat reads.

Times are UTC and minute-grained. What is due by somebody's local time runs every 15 minutes and keys its work by the
local date, so no job here depends on a zone's summer time.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """One line of the schedule.

    Attributes:
        name: what operators see in the admin; renaming it makes a new row.
        crontab: minute, hour, day of month, month, day of week; in UTC.
    """

    name: str
    task: str
    crontab: str


EVERY_MINUTE = "* * * * *"

JOBS: tuple[Job, ...] = (
    Job("Go on with imports that were cut off", "crm.resume_imports", "*/5 * * * *"),
    Job("Make room for the months to come", "crm.make_event_months", "23 * * * *"),
    Job("Forget sessions that ended", "realestate.clear_sessions", "17 4 * * *"),
    Job("Alert to unanswered and silent leads", "scoring.check_silence", EVERY_MINUTE),
    Job("Score open leads again as time goes by", "scoring.refresh_scores", "40 7 * * *"),
    Job("Value the homes of owners and sellers", "scoring.value_homes", "10 7 * * *"),
    Job("Learn scores from outcomes", "scoring.retrain", "10 9 * * 0"),
    Job("Make tasks in GoHighLevel too", "crm.push_tasks", EVERY_MINUTE),
    Job("Handle webhooks that wait", "crm.handle_hooks", EVERY_MINUTE),
    Job("Understand texts that wait", "outreach.understand_due", EVERY_MINUTE),
    Job("Send what is due", "outreach.deliver_due", EVERY_MINUTE),
    Job("Bring back conversations that rested", "outreach.wake_conversations", EVERY_MINUTE),
    Job("Slow or stop what does not arrive", "outreach.watch_carriers", "*/5 * * * *"),
    Job("Ask carriers about sends in doubt", "outreach.reconcile", EVERY_MINUTE),
    Job("Ask carriers for final prices", "outreach.fetch_prices", "*/5 * * * *"),
    Job("Go on with do-not-call scrubs that were cut off", "outreach.resume_scrubs", "*/10 * * * *"),
    Job("Read agents' own mailboxes", "outreach.read_mailboxes", EVERY_MINUTE),
    Job("Go on with letters that were cut off", "outreach.resume_letters", "*/5 * * * *"),
    Job("Count doubtful stops that nobody decided about", "outreach.settle_undecided", "*/15 * * * *"),
    Job("Tell the next of us of handoffs that wait", "outreach.pass_on_handoffs", EVERY_MINUTE),
    Job("Seal the audit chain", "outreach.seal_audit", EVERY_MINUTE),
    Job("Remove what is kept no longer", "outreach.retain", "50 8 * * *"),
    Job("Forget old calls of language models", "crm.forget_language_calls", "25 4 * * *"),
    Job("Do the steps that are due", "nurturing.run_due", EVERY_MINUTE),
    Job("Text agents what waits for them", "nurturing.text_notices", EVERY_MINUTE),
    Job("Set going what got stuck in sequences", "nurturing.look_after", EVERY_MINUTE),
)
