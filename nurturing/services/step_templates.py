"""The templates that steps name: which of them fit, and the words that are in force when a step is done."""

from crm.states import LeadKind
from nurturing.errors import InvalidSequence
from nurturing.rules.blueprint import Blueprint, StepPlan
from nurturing.states import StepKind
from outreach.models import Template, TemplateVersion
from outreach.states import ANSWERING, Touch, WritingChannel

CHANNELS: dict[str, str] = {
    StepKind.EMAIL: WritingChannel.EMAIL,
    StepKind.SMS: WritingChannel.SMS,
    StepKind.LETTER: WritingChannel.LETTER,
    StepKind.CALL: WritingChannel.CALL,
}


def named(plan: Blueprint) -> dict[str, Template]:
    """Return the templates that a plan names, by key, each of which fits the steps that name it.

    Raises:
        InvalidSequence: one is not there, out of use, or for another channel, moment, audience or county.
    """
    keys = {step.template for step in plan.steps if step.template}
    found = {row.key: row for row in Template.objects.filter(key__in=keys)}
    in_use = set(
        TemplateVersion.objects.in_force().filter(template__key__in=keys).values_list("template_id", flat=True)
    )
    for step in plan.steps:
        if step.template:
            why = _why_not(step, found.get(step.template), plan.lead_kind, in_use)
            if why:
                raise InvalidSequence(f"{plan.name}, step {step.number}: template {why}.", field="template")
    return found


def _why_not(step: StepPlan, template: Template | None, lead_kind: str, in_use: set[int]) -> str:
    """Return why a template does not fit a step; empty if it does."""
    if template is None:
        return f"“{step.template}” is not there"
    if template.pk not in in_use:
        return f"“{template}” is out of use"
    if template.channel != CHANNELS[step.kind]:
        return f"“{template}” is for another channel: {template.get_channel_display().lower()}"
    if template.touch in ANSWERING:
        return f"“{template}” is an answer, and a sequence writes before anybody asked"
    if template.touch == Touch.DELICATE:
        return f"“{template}” is taken by itself for owners in foreclosure or tax default"
    if template.audience and template.audience != lead_kind:
        whom = LeadKind(lead_kind).label.lower() if lead_kind else "anybody"
        return f"“{template}” is for another audience than this sequence, which is for {whom}"
    if template.county:
        return f"“{template}” is for {template.county} alone; name the one for any county, the county’s goes first"
    return ""
