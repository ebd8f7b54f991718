"""One message in the words of a template, and the note of where they are from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Unpack

from django.db import transaction

from crm.models import Agent, Lead
from outreach.errors import InvalidTemplate
from outreach.models import Message, TemplateVersion, Wording
from outreach.services import sending
from outreach.services.composing import compose
from outreach.services.sending import Occasion
from outreach.writing.facts import Fact


@transaction.atomic
def request(
    version: TemplateVersion, lead: Lead, *, key: str, author: str, agent: Agent | None = None,
    more: Mapping[str, str] | None = None, by_model: bool = False, due_at: datetime | None = None,
    **occasion: Unpack[Occasion],
) -> Message:  # fmt: skip
    """Ask for one message in a template's words. The same key again is the same message.

    Args:
        by_model: have a language model make the words personal before they go; where it cannot, these stand.
        due_at: not before this moment; at once if None.
    Raises:
        MissingFact: the template speaks of something that is not known of them.
        InvalidTemplate: filled for this person, it must not go out.
        Unreachable: the contact has no number or address for the channel.
    """
    composed = compose(version, lead, agent=agent, more=more)
    if composed.refused:
        raise InvalidTemplate(composed.refused)
    message = sending.request(
        lead, key=key, channel=version.template.channel, author=author, agent=agent or lead.assigned_to,
        body=composed.text, html=composed.html, subject=composed.subject, due_at=due_at, **occasion,
    )  # fmt: skip
    note(message, version, facts=composed.facts, wants_model=by_model)
    return message


def note(
    message: Message, version: TemplateVersion, *, facts: Sequence[Fact] = (), wants_model: bool = False
) -> Wording:
    """Keep beside a message where its words are from. Noted once: asked again, the first note stays."""
    known = {"version": version, "facts": [fact.as_json() for fact in facts], "wants_model": wants_model}
    wording, _ = Wording.objects.get_or_create(message=message, defaults=known)
    return wording
