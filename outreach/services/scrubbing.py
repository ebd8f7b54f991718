"""Every number of ours against the do-not-call lists: a job in the background, and a report of what it found."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from crm.models import Agent, ContactPoint
from crm.states import PointKind
from outreach.compliance.rules import RuleBook
from outreach.models import DncCheck, DncScrub
from outreach.services import dnc, rulebook
from outreach.services.readings import place_of
from outreach.states import SCRUB_STEPS, ScrubState
from realestate.lib import clock, states
from realestate.lib.later import later

BATCH = 500
LEFT_BEHIND = timedelta(hours=1)  # longer than a scrub of a million numbers takes


def start(*, by: Agent | None) -> DncScrub:
    """Queue a scrub of all numbers and return it; one that runs already is that one."""
    try:
        with transaction.atomic():
            scrub = DncScrub.objects.create(agent=by)
    except IntegrityError:
        return DncScrub.objects.get(status__in=[ScrubState.QUEUED, ScrubState.RUNNING])
    later("outreach.scrub", scrub.brokerage_id, scrub.pk)
    return scrub


def run(scrub_id: int) -> DncScrub:
    """Go through all numbers and write down what the lists say. A scrub that is over is left as it is."""
    scrub = DncScrub.objects.get(pk=scrub_id)
    if scrub.status == ScrubState.QUEUED:
        states.move(scrub, ScrubState.RUNNING, table=SCRUB_STEPS, started_at=clock.now())
    if scrub.status != ScrubState.RUNNING:
        return scrub
    rules = rulebook.in_force()
    if rules is None:
        states.move(
            scrub, ScrubState.FAILED, table=SCRUB_STEPS, error="The rule book is broken.", finished_at=clock.now()
        )
        return scrub
    found: Counter[str] = Counter()
    for points in _batches():
        with transaction.atomic():
            for point in points:
                found.update(_scrub(point, rules))
    counts: dict[str, Any] = {
        name: found[name] for name in ("numbers", "listed_national", "listed_state", "unknown", "stale")
    }
    states.move(scrub, ScrubState.DONE, table=SCRUB_STEPS, finished_at=clock.now(), **counts)
    return scrub


def resume_all() -> int:
    """Run on the scrubs that a stopped worker left behind, and return how many."""
    since = clock.now() - LEFT_BEHIND
    lost = DncScrub.objects.filter(status__in=[ScrubState.QUEUED, ScrubState.RUNNING], updated_at__lt=since)
    ids = list(lost.values_list("pk", flat=True))
    for scrub_id in ids:
        run(scrub_id)
    return len(ids)


def _batches() -> Iterator[list[ContactPoint]]:
    """Yield all numbers of present people, in order of their keys."""
    after = 0
    while True:
        rows = ContactPoint.objects.filter(kind=PointKind.PHONE, pk__gt=after, contact__erased_at=None)
        batch = list(rows.select_related("contact").order_by("pk")[:BATCH])
        if not batch:
            return
        after = batch[-1].pk
        yield batch


def _scrub(point: ContactPoint, rules: RuleBook) -> Counter[str]:
    """Write down what the lists say about one number; what is unknown leaves no row."""
    facts = dnc.facts(point.value, place_of(point.contact), rules, clock.now())
    found = Counter(numbers=1)
    answers = {"national": (facts.national, facts.national_age_days), "state": (facts.state, facts.state_age_days)}
    for registry, (word, age) in answers.items():
        if word in {dnc.LISTED, dnc.NOT_LISTED} and age is not None:
            day = dnc.list_day(age)
            DncCheck.objects.update_or_create(
                point=point, registry=registry, defaults={"is_listed": word == dnc.LISTED, "list_date": day}
            )
            found[f"listed_{registry}"] += word == dnc.LISTED
        else:
            DncCheck.objects.filter(point=point, registry=registry).delete()
    found["unknown"] += dnc.UNKNOWN in {facts.national, facts.state}
    ages = [age for _, age in answers.values() if age is not None]
    found["stale"] += bool(ages) and max(ages) > rules.limits.list_age_days
    return found
