"""What is kept no longer than it may be: found by rule, counted, and on a real run removed."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from crm.models import Agent, Brokerage, Consent, Contact, Import, InboundHook
from crm.states import HookState
from outreach.models import CaughtMail, KeptEvidence, Message, PrivacyRequest, RetentionRun, SimulatedText
from outreach.services import erasing
from outreach.states import Direction, RequestState
from realestate.lib import clock, scopes

YEAR = timedelta(days=365)
FIVE_YEARS = timedelta(days=5 * 366)
RAW = timedelta(days=90)
MOST = 500  # of each rule and run: the rest waits a day
BROUGHT = ("skip_trace", "skip trace", "county_roll", "county roll", "appraiser")


def run(*, dry: bool, by: Agent | None = None) -> RetentionRun:
    """Apply every rule in the brokerage in force; a dry run only counts. Returns the report, which is kept."""
    counts = {}
    for key, rule in RULES.items():
        rows = rule.overdue(clock.now())
        counts[key] = rows.count() if dry else _remove(rule, rows)
    return RetentionRun.objects.create(is_dry=dry, counts=counts, agent=by, finished_at=clock.now())


class Rule:
    """One line of the table: what is too old, and how it goes."""

    def __init__(
        self, title: str, overdue: Callable[[datetime], QuerySet[Any]], remove: Callable[[Any], None] | None = None
    ) -> None:
        self.title, self.overdue, self.remove = title, overdue, remove


def _remove(rule: Rule, rows: QuerySet[Any]) -> int:
    done = 0
    for row in list(rows[:MOST]):
        with transaction.atomic():
            rule.remove(row) if rule.remove else row.delete()
        done += 1
    return done


def _brokerage() -> Brokerage:
    return Brokerage.objects.get(pk=scopes.current_id() or 0)


def _never_engaged(now: datetime) -> QuerySet[Contact]:
    """Return people brought from records who never answered, a year after we last reached out."""
    since = now - YEAR
    brought = Q()
    for word in BROUGHT:
        brought |= Q(source__istartswith=word)
    heard = Message.objects.filter(Q(direction=Direction.IN) | Q(occurred_at__gte=since)).values("contact")
    agreed = Consent.objects.values("contact")
    quiet = Contact.objects.present().filter(brought, created_at__lt=since).exclude(pk__in=heard).exclude(pk__in=agreed)
    return quiet.filter(leads__deals=None).exclude(interactions__occurred_at__gte=since).distinct().order_by("pk")


def _forget(contact: Contact) -> None:
    erasing.erase(contact, request=None)


def _blank_file(upload: Import) -> None:
    upload.file.delete(save=False)
    Import.objects.filter(pk=upload.pk).update(file="", filename="removed")


RULES: Mapping[str, Rule] = {
    "never_engaged": Rule(
        "People from records who never answered, a year after the last touch", _never_engaged, _forget
    ),
    "consents": Rule(
        "Consents taken back more than five years ago",
        lambda now: Consent.objects.filter(revoked_at__lt=now - FIVE_YEARS).order_by("pk"),
    ),
    "requests": Rule(
        "Requests about data, 24 months after their answer",
        lambda now: PrivacyRequest.objects.filter(
            answered_at__lt=now - 2 * YEAR, status__in=[RequestState.DONE, RequestState.REFUSED], evidence=None
        ).order_by("pk"),
    ),
    "evidence": Rule(
        "Sealed evidence past its legal period",
        lambda now: KeptEvidence.objects.filter(keep_until__lt=now.date()).order_by("pk"),
    ),
    "webhooks": Rule(
        "Webhooks as they came, 90 days after they were handled",
        lambda now: InboundHook.objects.filter(
            brokerage=_brokerage(), status__in=[HookState.HANDLED, HookState.IGNORED], received_at__lt=now - RAW
        ).order_by("pk"),
    ),
    "import_files": Rule(
        "Uploaded files, 90 days after they were brought in",
        lambda now: Import.objects.filter(finished_at__lt=now - RAW).exclude(file="").order_by("pk"),
        _blank_file,
    ),
    "simulated": Rule(
        "Simulated texts older than 90 days",
        lambda now: SimulatedText.objects.filter(accepted_at__lt=now - RAW).order_by("pk"),
    ),
    "caught_mail": Rule(
        "Caught mail older than 90 days",
        lambda now: CaughtMail.objects.filter(brokerage=_brokerage(), caught_at__lt=now - RAW).order_by("pk"),
    ),
}
