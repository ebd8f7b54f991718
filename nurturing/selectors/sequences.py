"""What the pages about sequences show."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from crm.models import Agent, Lead
from crm.states import LeadKind, Segment
from nurturing.models import Enrollment, Sequence, SequenceVersion, Step, Touchpoint
from nurturing.rules import clocks, conditions, timing
from nurturing.states import UNRESOLVED, EnrollmentStatus, TouchpointStatus
from outreach.models import Template
from outreach.states import ANSWERING, TemplateState, Touch

REPLIED = "They replied"
PAGE = 25
ICONS = {
    "email": "mail", "sms": "message-square", "letter": "mailbox", "call": "phone", "voice": "audio-lines",
    "task": "list-checks", "workflow": "workflow",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """How a sequence fares: people in it now, and what became of those who were."""

    active: int = 0
    paused: int = 0
    ever: int = 0
    replied: int = 0
    finished: int = 0
    touched: int = 0
    blocked: int = 0

    @property
    def replied_rate(self) -> float | None:
        """Share of all who ever began that left by answering; None before anybody began."""
        return self.replied / self.ever if self.ever else None

    @property
    def blocked_rate(self) -> float | None:
        """Share of all resolved steps that the gate stopped; None before the first."""
        return self.blocked / self.touched if self.touched else None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    sequence: Sequence
    version: SequenceVersion | None
    starts: str
    figures: Figures
    step_count: int


def rows() -> list[Row]:
    """Return every sequence of the brokerage with its figures."""
    return rows_of(list(Sequence.objects.all()))


def rows_of(found: list[Sequence]) -> list[Row]:
    """Return some sequences with their figures. The number of statements does not grow with them."""
    current = SequenceVersion.objects.filter(is_current=True, sequence__in=found)
    versions = {version.sequence_id: version for version in current}
    lengths = dict(
        Step.objects.filter(version__in=versions.values()).values_list("version__sequence_id").annotate(n=Count("pk"))
    )
    figures = figures_of([sequence.pk for sequence in found])
    return [
        Row(
            sequence=sequence,
            version=versions.get(sequence.pk),
            starts=starts_when(sequence),
            figures=figures.get(sequence.pk, Figures()),
            step_count=lengths.get(sequence.pk, 0),
        )
        for sequence in found
    ]


def figures_of(sequence_ids: list[int]) -> dict[int, Figures]:
    """Return the figures of some sequences, by id, in two statements."""
    runs = (
        Enrollment.objects.filter(sequence_id__in=sequence_ids)
        .values("sequence_id")
        .annotate(
            active=Count("pk", filter=Q(status=EnrollmentStatus.ACTIVE)),
            paused=Count("pk", filter=Q(status=EnrollmentStatus.PAUSED)),
            ever=Count("pk"),
            replied=Count("pk", filter=Q(ended_because=REPLIED)),
            finished=Count("pk", filter=Q(status=EnrollmentStatus.FINISHED)),
        )
    )
    steps = (
        Touchpoint.objects.filter(enrollment__sequence_id__in=sequence_ids)
        .exclude(status__in=UNRESOLVED)
        .values("enrollment__sequence_id")
        .annotate(touched=Count("pk"), blocked=Count("pk", filter=Q(status=TouchpointStatus.BLOCKED)))
    )
    touched = {line["enrollment__sequence_id"]: (line["touched"], line["blocked"]) for line in steps}
    figures = {}
    for line in runs:
        done, blocked = touched.get(line["sequence_id"], (0, 0))
        figures[line["sequence_id"]] = Figures(
            active=line["active"],
            paused=line["paused"],
            ever=line["ever"],
            replied=line["replied"],
            finished=line["finished"],
            touched=done,
            blocked=blocked,
        )
    return figures


def starts_when(sequence: Sequence) -> str:
    """Return in words for whom a sequence begins, and by what."""
    kind = LeadKind(sequence.lead_kind).label.lower() if sequence.lead_kind else "lead"
    who = f"{Segment(sequence.segment).label.lower()}" if sequence.segment else kind
    if sequence.enroll_above is None:
        return f"by hand, for any {who}"
    if sequence.enroll_above == 0:
        return f"a new {who} gave consent"
    return f"a {who} scores above {sequence.enroll_above}"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as the page of its sequence shows it."""

    step: Step
    when: str
    icon: str
    asks: list[str]
    tries_until: str


def step_lines(version: SequenceVersion) -> list[StepLine]:
    """Return the steps of a version in order, in words."""
    return [
        StepLine(
            step=step,
            when=f"{timing.words(step.wait_minutes)} {'after the start' if number == 0 else 'later'}",
            icon=ICONS[step.kind],
            asks=[condition.words for condition in conditions.read_all(step.conditions)],
            tries_until=timing.words(step.expires_after_minutes),
        )
        for number, step in enumerate(version.steps.select_related("template"))
    ]


def templates_to_name(sequence: Sequence) -> QuerySet[Template]:
    """Return the templates that steps of a sequence may name: in use, for its audience, for any county, no answers."""
    rows = Template.objects.filter(
        versions__status=TemplateState.IN_FORCE, audience__in=["", sequence.lead_kind], county=""
    )
    return rows.exclude(touch__in=[*ANSWERING, Touch.DELICATE]).order_by("channel", "touch", "name")


def under_way(sequence: Sequence) -> int:
    """Return how many people are in a sequence now, on whatever version."""
    return Enrollment.objects.running().filter(sequence=sequence).count()


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in a sequence: where they are, and what comes next on their own clock."""

    run: Enrollment
    open_step: Touchpoint | None
    zone: str


@dataclass(frozen=True, slots=True)
class People:
    """One page of the people in a sequence; ``next`` is where the next page starts, 0 at the end."""

    lines: list[PersonLine]
    next: int


def people_in(sequence: Sequence, agent: Agent, *, before: int = 0) -> People:
    """Return who is in a sequence now, newest first, as far as this agent may see them.

    Args:
        before: go on behind this run; 0 for the first page.
    """
    open_steps = Touchpoint.objects.filter(status__in=UNRESOLVED).select_related("step")
    runs = (
        Enrollment.objects.running()
        .for_agent(agent)
        .filter(sequence=sequence)
        .select_related("lead__contact", "lead__brokerage", "version")
        .prefetch_related(Prefetch("touchpoints", queryset=open_steps, to_attr="open_steps"))
        .order_by("-pk")
    )
    found = list((runs.filter(pk__lt=before) if before else runs)[: PAGE + 1])
    lines = [PersonLine(run, next(iter(run.open_steps), None), zone_of(run.lead)) for run in found[:PAGE]]
    return People(lines, next=found[PAGE - 1].pk if len(found) > PAGE else 0)


def zone_of(lead: Lead) -> str:
    """Return the zone to tell a lead's times in."""
    contact = lead.contact
    return clocks.zone_of(
        told=contact.explicit_zone,
        state=contact.state,
        county=contact.county,
        otherwise=lead.brokerage.timezone,
    )


def to_start_by_hand(lead: Lead) -> QuerySet[Sequence]:
    """Return the sequences that an agent may start for a lead now."""
    running = Enrollment.objects.running().filter(lead=lead).values("sequence_id")
    fitting = Sequence.objects.filter(lead_kind__in=["", lead.kind], is_paused=False, versions__is_current=True)
    return fitting.exclude(pk__in=running)


def people_named(words: str, agent: Agent, *, limit: int = 8) -> list[Lead]:
    """Return open leads whose name holds the words; without words, those who came last."""
    leads = Lead.objects.open().for_agent(agent).select_related("contact")
    if words:
        leads = leads.filter(contact__name__icontains=words)
    return list(leads.order_by("-created_at", "-pk")[:limit])
