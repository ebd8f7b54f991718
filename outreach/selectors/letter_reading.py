"""Letters before they are printed: what they may be written from, and which of them somebody has to read first."""

from collections.abc import Iterable

from crm.models import Ownership
from outreach.models import Letter, LetterBatch, TemplateVersion
from outreach.states import Touch, WritingChannel
from outreach.writing.facts import is_delicate


def offered() -> list[TemplateVersion]:
    """Return the letters in force that a batch may be written from, those for everybody first."""
    rows = TemplateVersion.objects.in_force().filter(template__channel=WritingChannel.LETTER)
    rows = rows.exclude(template__touch=Touch.DELICATE).select_related("template")
    return list(rows.order_by("template__audience", "template__county", "template__name"))


def choices() -> list[tuple[str, str]]:
    """Return what is ``offered`` for a form, key and name."""
    return [(str(version.pk), str(version.template)) for version in offered()]


def version_of(key: str) -> TemplateVersion | None:
    """Return what is ``offered`` under a key; None for an empty or unknown one."""
    return next((version for version in offered() if str(version.pk) == key), None)


def delicate(batch: LetterBatch, letters: Iterable[Letter] | None = None) -> set[int]:
    """Return which of some letters, or of a whole batch, go to owners in foreclosure or tax default; one statement."""
    people: dict[int, list[int]] = {}
    for pk, contact_id in batch.letters.values_list("pk", "contact_id") if letters is None else _ids(letters):
        people.setdefault(contact_id, []).append(pk)
    owned = Ownership.objects.filter(contact__in=list(people)).exclude(property__distress_reason="")
    found: set[int] = set()
    for contact_id, reason in owned.values_list("contact_id", "property__distress_reason"):
        if is_delicate([reason]):
            found.update(people[contact_id])
    return found


def unread(batch: LetterBatch) -> list[int]:
    """Return the letters of a batch that somebody has to read before it can be approved, in order."""
    waiting = batch.letters.filter(pk__in=delicate(batch), read_at=None)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def _ids(letters: Iterable[Letter]) -> list[tuple[int, int]]:
    return [(letter.pk, letter.contact_id) for letter in letters if letter.pk is not None]
