"""Queued work of outreach. Ids in, one service."""

from crm.models import Brokerage
from outreach.services import (
    arrivals,
    audit,
    brakes,
    files,
    ghl_mirror,
    hooks,
    letters,
    mailbox_reading,
    passing_on,
    pricing,
    reading,
    retention,
    scrubbing,
    sending,
    staff_texts,
    templates,
    undecided,
)
from realestate.lib.later import each_brokerage, task


@task("outreach.deliver_message", queue="send")
def deliver_message(brokerage_id: int, message_id: int) -> None:
    """Bring one message a step on. Run again, it finds the message claimed and does nothing."""
    sending.deliver(message_id)


@each_brokerage("outreach.deliver_due", queue="send")
def deliver_due(brokerage_id: int) -> bool:
    """Deliver a batch of what is due: held messages whose hour has come, and any whose task was lost.

    Returns whether more is due, for after the other brokerages' batches.
    """
    return sending.deliver_due() == sending.BATCH


@each_brokerage("outreach.wake_conversations", queue="send")
def wake_conversations(brokerage_id: int) -> None:
    """Bring back conversations whose rest is over. Run again, it finds them awake."""
    reading.wake_due()


@each_brokerage("outreach.reconcile", queue="send")
def reconcile(brokerage_id: int) -> None:
    """Settle claims without an outcome by asking the provider."""
    sending.reconcile()
    staff_texts.settle_doubts()


@task("outreach.answer_staff", queue="send")
def answer_staff(brokerage_id: int, agent_id: int) -> None:
    """Tell an agent who texted our number where to answer. Run again that day, it finds them told."""
    staff_texts.answer(agent_id)


@each_brokerage("outreach.fetch_prices")
def fetch_prices(brokerage_id: int) -> bool:
    """Ask the carrier what messages cost. Run again, it finds those told. Returns whether more may be due."""
    return pricing.fetch_due() == pricing.BATCH


@each_brokerage("outreach.watch_carriers", queue="send")
def watch_carriers(brokerage_id: int) -> None:
    """Slow or stop channels whose messages do not arrive. Run again, it finds the brake on."""
    brakes.watch()


@task("outreach.understand", queue="ingest")
def understand(brokerage_id: int, *contacts: int) -> None:
    """Understand what people wrote, and do what it asks for. Run again, it finds all of it read."""
    for contact_id in contacts:
        arrivals.understand_all(contact_id)


@each_brokerage("outreach.understand_due", queue="ingest")
def understand_due(brokerage_id: int) -> bool:
    """Understand texts whose task was lost, or that are tried again. Returns whether there may be more."""
    return arrivals.understand_due()


@task("outreach.handle_hook", queue="ingest")
def handle_hook(brokerage_id: int, *hook_ids: int) -> None:
    """Do what stored webhooks of a carrier ask for. Run again, it finds them handled and does nothing."""
    for hook_id in hook_ids:
        hooks.handle(hook_id)


@task("outreach.scrub", queue="ingest")
def scrub(brokerage_id: int, scrub_id: int) -> None:
    """Put all numbers before the do-not-call lists. Run again, it goes through them once more, or finds it over."""
    scrubbing.run(scrub_id)


@each_brokerage("outreach.resume_scrubs", queue="ingest")
def resume_scrubs(brokerage_id: int) -> None:
    """Go on with scrubs whose worker never came back."""
    scrubbing.resume_all()


@task("outreach.make_letters", queue="send")
def make_letters(brokerage_id: int, batch_id: int) -> None:
    """Claim the letters of a released batch. Run again, it goes on, or finds the files made and does nothing."""
    letters.make(batch_id)


@each_brokerage("outreach.resume_letters", queue="send")
def resume_letters(brokerage_id: int) -> None:
    """Go on with letters whose worker never came back."""
    letters.resume()


@each_brokerage("outreach.read_mailboxes", queue="ingest")
def read_mailboxes(brokerage_id: int) -> None:
    """Read agents' own inboxes. Run again, it finds what is new since; the same mail twice is one."""
    mailbox_reading.read_all()


@task("outreach.fetch_file", queue="ingest")
def fetch_file(brokerage_id: int, attachment_id: int) -> None:
    """Fetch a file that came with a message. Run again, it finds the file kept and does nothing."""
    files.fetch(attachment_id)


@task("outreach.mirror_stop")
def mirror_stop(brokerage_id: int, contact_id: int) -> None:
    """Set do-not-disturb in GoHighLevel for a person who asked us to stop. Setting it twice is setting it once."""
    ghl_mirror.mirror_stop(contact_id)


@each_brokerage("outreach.settle_undecided")
def settle_undecided(brokerage_id: int) -> None:
    """Count doubtful wishes to stop that nobody decided about as such. Run again, it finds none left."""
    undecided.settle()


@each_brokerage("outreach.pass_on_handoffs")
def pass_on_handoffs(brokerage_id: int) -> None:
    """Tell the next of us of handoffs that nobody took in time. Run again, it finds everybody told."""
    passing_on.pass_on_due()


@each_brokerage("outreach.seal_audit")
def seal_audit(brokerage_id: int) -> None:
    """Add the links of the audit chain that are due. Run again, it finds nothing to add."""
    audit.seal()


@each_brokerage("outreach.retain")
def retain(brokerage_id: int) -> None:
    """Remove what is kept no longer than it may be. Run again, it finds less."""
    retention.run(dry=False)


@task("outreach.load_templates")
def load_templates(brokerage_id: int) -> None:
    """Give a new brokerage the templates that ship. Run again, it finds them there."""
    templates.load(Brokerage.objects.get(pk=brokerage_id))
