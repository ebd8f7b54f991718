"""What is known of a text's check and approval, for the gate. The one place that says who wrote it and who read it."""

from outreach.compliance.facts import ContentFacts
from outreach.models import Message
from outreach.writing.finish import Finished


def content_facts(message: Message, finished: Finished, *, hash: str) -> ContentFacts:
    """Return lint and approval of a message's final words.

    What goes out today is filled from templates that people wrote, so nobody has to approve it once more (REV-1).
    """
    return ContentFacts(lint=finished.lint, ai_written=False, hash=hash)
