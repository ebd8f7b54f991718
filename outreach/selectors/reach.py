"""What may be done with each number and address of a person, and since when."""

from collections.abc import Iterator
from dataclasses import dataclass

from crm.models import Consent, Contact, ContactPoint
from crm.states import ConsentLevel, LineType, PointKind, PointStatus
from outreach.models import DncCheck

Badge = tuple[str, str, str]  # words, tone, icon
LITIGATOR: Badge = ("Litigator", "risk", "triangle-alert")
RANK = {ConsentLevel.PEWC: 3, ConsentLevel.PEC: 2, ConsentLevel.INQUIRY: 1}


@dataclass(frozen=True)
class Permit:
    """One number or address: the badge that sums it up, and the lines behind it."""

    point: ContactPoint
    badge: str
    tone: str
    icon: str
    lines: list[str]

    @property
    def is_phone(self) -> bool:
        """Whether it is a number."""
        return self.point.kind == PointKind.PHONE


def permits(contact: Contact, stopped: dict[int, str]) -> list[Permit]:
    """Return a person's permits.

    Args:
        stopped: what was stopped, in words, by point; who knows the keyed hashes looks that up.
    """
    points = list(ContactPoint.objects.filter(contact=contact).order_by("-kind", "-is_primary", "pk"))
    best: dict[int, Consent] = {}
    for consent in Consent.objects.filter(point__in=points, revoked_at=None).order_by("given_at"):
        known = best.get(consent.point_id)
        if known is None or RANK[ConsentLevel(consent.level)] >= RANK[ConsentLevel(known.level)]:
            best[consent.point_id] = consent
    listed: dict[int, list[DncCheck]] = {}
    for check in DncCheck.objects.filter(point__in=points):
        listed.setdefault(check.point_id, []).append(check)
    # Who sues over one number is left alone on all of them, as the gate sees it (OPT-2).
    held = LITIGATOR if any(point.is_litigator for point in points) else None
    return [_permit(p, best.get(p.pk), listed.get(p.pk, []), stopped.get(p.pk, ""), held) for p in points]


def _permit(
    point: ContactPoint, consent: Consent | None, checks: list[DncCheck], stopped: str, held: Badge | None
) -> Permit:
    badge = held if held and not (stopped or point.is_wrong) else _badge(point, consent, checks, stopped)
    return Permit(point, *badge, list(_lines(point, consent, checks)))


def _lines(point: ContactPoint, consent: Consent | None, checks: list[DncCheck]) -> Iterator[str]:
    """What kind of number it is, since when and how it may be used, and what the lists say."""
    known = [point.label] if point.label else []
    if point.kind == PointKind.PHONE and point.line_type != LineType.UNKNOWN:
        known.append(point.get_line_type_display())
    if consent:
        known += [consent.source, f"{consent.given_at:%b %-d, %Y}"]
        known += [f"wording {consent.wording_version}"] if consent.wording_version else []
    if known:
        line = ", ".join(filter(None, known))
        yield line[0].upper() + line[1:]
    for check in checks:
        state = "On" if check.is_listed else "Not on"
        yield f"{state} the {check.get_registry_display().lower()} do-not-call list, {check.list_date:%b %-d, %Y}"


def _badge(point: ContactPoint, consent: Consent | None, checks: list[DncCheck], stopped: str) -> Badge:
    """Return words, tone and icon: what closes it first, then what opens it."""
    if stopped:
        return stopped, "risk", "ban"
    if point.is_wrong:
        return "Somebody else’s", "risk", "ban"
    if point.status != PointStatus.VALID:
        return point.get_status_display(), "risk", "ban"
    if consent is None and any(check.is_listed for check in checks):
        return "Do-not-call list", "risk", "ban"
    if consent is None:
        return "No consent", "quiet", ""
    if consent.level == ConsentLevel.PEWC:
        return ("Written consent" if point.kind == PointKind.PHONE else "Opted in"), "good", "check"
    return (
        ("For this matter", "attention", "check")
        if consent.level == ConsentLevel.PEC
        else ("Their question", "attention", "")
    )
