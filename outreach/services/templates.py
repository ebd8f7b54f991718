"""Templates: kept as versions, put in force, rolled back, taken in from files and written out to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify

from crm.models import Agent, Brokerage, Lead
from outreach.errors import InvalidTemplate
from outreach.models import Template, TemplateVersion
from outreach.states import TEMPLATE_STEPS, TemplateState
from outreach.writing import fill, markup, plan
from outreach.writing.plan import TemplatePlan
from realestate.lib import scopes, states


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one template of a file: its version, and whether this load made it."""

    version: TemplateVersion
    is_new: bool


def load(brokerage: Brokerage) -> list[Loaded]:
    """Bring the templates of this release into a brokerage, all or none; safe to repeat.

    What was not changed here follows the release. Where the brokerage wrote words of its own, those stay in force and
    the release's wait as a draft.
    """
    with scopes.in_brokerage(brokerage), transaction.atomic():
        return [take(one, agent=None, note="From the release") for one in plan.shipped()]


@transaction.atomic
def take_all(plans: list[TemplatePlan], *, agent: Agent, note: str) -> list[Loaded]:
    """Bring the templates of a file in, all or none. See ``take``."""
    return [take(one, agent=agent, note=note) for one in plans]


@transaction.atomic
def take(one: TemplatePlan, *, agent: Agent | None, note: str = "") -> Loaded:
    """Bring one template of a file in, as the next version unless its words are known.

    Args:
        agent: who brings it; None for the release, which never replaces what somebody here wrote.
    """
    about = {name: getattr(one, name) for name in ("name", "channel", "audience", "touch", "county", "language")}
    template, is_fresh = Template.objects.get_or_create(key=one.key, defaults=about)
    Template.objects.select_for_update().get(pk=template.pk)
    known = template.versions.filter(checksum=one.checksum).first()
    current = TemplateVersion.objects.in_force().filter(template=template).first()
    if known is not None:
        if agent is not None and known.status != TemplateState.IN_FORCE:
            put_in_force(known)
        return Loaded(known, is_new=False)
    if not is_fresh and template.channel != one.channel:
        raise InvalidTemplate(f"“{one.key}” is for another channel here.", field="channel")
    version = _add(template, one.subject, one.text, one.html, agent=agent, note=note, is_shipped=agent is None)
    if agent is not None or current is None or current.is_shipped:
        put_in_force(version)
    return Loaded(version, is_new=True)


@transaction.atomic
def create(
    *, name: str, channel: str, text: str, subject: str = "", html: str = "", agent: Agent | None = None, **about: Any
) -> TemplateVersion:
    """Return the first version, in force, of a new template.

    Raises:
        InvalidTemplate: its words could not be filled or must not go out; ``field`` says which.
    """
    html = markup.clean(html)
    plan.check_words(channel, subject, text, html)
    template = Template.objects.create(key=_free_key(name), name=name, channel=channel, **about)
    return put_in_force(_add(template, subject, text, html, agent=agent, note="", is_shipped=False))


@transaction.atomic
def save(
    template: Template, *, subject: str, text: str, html: str = "", agent: Agent | None, note: str = "",
    as_draft: bool = False,
) -> TemplateVersion:  # fmt: skip
    """Keep changed words as the next version, in force from now on unless they are a draft.

    Unchanged words make no version. Messages that were written before keep theirs.

    Raises:
        InvalidTemplate: the words could not be filled or must not go out; ``field`` says which.
    """
    html = markup.clean(html)
    plan.check_words(template.channel, subject, text, html)
    Template.objects.select_for_update().get(pk=template.pk)
    latest = template.versions.first()
    if latest is not None and latest.checksum == plan.checksum(subject, text, html):
        version: TemplateVersion = latest
    else:
        version = _add(template, subject, text, html, agent=agent, note=note, is_shipped=False)
    if not as_draft and version.status != TemplateState.IN_FORCE:
        put_in_force(version)
    return version


@transaction.atomic
def put_in_force(version: TemplateVersion) -> TemplateVersion:
    """Let a version be used from now on, in place of the one in force. So one rolls back."""
    for current in TemplateVersion.objects.in_force().filter(template=version.template).exclude(pk=version.pk):
        states.move(current, TemplateState.RETIRED, table=TEMPLATE_STEPS)
    if version.status != TemplateState.IN_FORCE:
        states.move(version, TemplateState.IN_FORCE, table=TEMPLATE_STEPS)
    return version


@transaction.atomic
def retire(template: Template) -> Template:
    """Take a template out of use. Its versions stay, and any can be put in force again."""
    for current in TemplateVersion.objects.in_force().filter(template=template):
        states.move(current, TemplateState.RETIRED, table=TEMPLATE_STEPS)
    return template


def change(template: Template, **about: Any) -> Template:
    """Change what a template is for: name, audience, touch, county. Its words are changed by ``save``."""
    for name, value in about.items():
        setattr(template, name, value)
    template.save(update_fields=[*about, "updated_at"])
    return template


def usable(lead: Lead, channel: str) -> QuerySet[TemplateVersion]:
    """Return the versions in force that fit a person on a channel, those for their county first."""
    counties = ["", *{lead.contact.county, *_counties_owned(lead)}]
    rows = TemplateVersion.objects.in_force().filter(
        template__channel=channel, template__audience__in=["", lead.kind], template__county__in=counties
    )
    return rows.select_related("template").order_by("-template__county", "template__touch", "template__name")


def in_force_for(template: Template, lead: Lead) -> TemplateVersion:
    """Return the version in force for a person: of the template for their county where there is one like it.

    Raises:
        InvalidTemplate: the template is out of use.
    """
    alike = Q(
        template__channel=template.channel, template__audience=template.audience, template__touch=template.touch,
        template__language=template.language, template__county__in=[lead.contact.county, *_counties_owned(lead)],
    ) & ~Q(template__county="")  # fmt: skip
    rows = TemplateVersion.objects.in_force().filter(Q(template=template) | alike).select_related("template")
    found: list[TemplateVersion] = list(rows.order_by("-template__county", "pk"))
    if not any(version.template_id == template.pk for version in found):
        raise InvalidTemplate(f"“{template}” is out of use.")
    return found[0]


def as_file(templates: Iterable[Template]) -> str:
    """Return the words in force of some templates as YAML that can be taken in elsewhere."""
    rows = TemplateVersion.objects.in_force().filter(template__in=templates).select_related("template")
    plans = [
        TemplatePlan(
            key=row.template.key, name=row.template.name, channel=row.template.channel, audience=row.template.audience,
            touch=row.template.touch, county=row.template.county, language=row.template.language,
            subject=row.subject, text=row.text, html=row.html,
        )
        for row in rows.order_by("template__key")
    ]  # fmt: skip
    return plan.write(plans)


def _add(
    template: Template, subject: str, text: str, html: str, *, agent: Agent | None, note: str, is_shipped: bool
) -> TemplateVersion:
    latest = template.versions.first()
    version: TemplateVersion = TemplateVersion.objects.create(
        template=template,
        number=latest.number + 1 if latest else 1,
        subject=subject.strip(),
        text=text.strip(),
        html=html,
        variables=fill.names_in(f"{subject}\n{text}\n{html}"),
        checksum=plan.checksum(subject.strip(), text.strip(), html),
        is_shipped=is_shipped,
        agent=agent,
        note=note[:200],
    )
    return version


def _free_key(name: str) -> str:
    base = slugify(name).replace("-", "_")[:70] or "template"
    taken = set(Template.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}_{n}" for n in range(2, 10_000))) if key not in taken)


def _counties_owned(lead: Lead) -> list[str]:
    owned = lead.contact.ownerships.exclude(property__county="")
    return list(owned.values_list("property__county", flat=True).order_by("pk")[:5])
