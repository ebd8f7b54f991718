"""Templates: the list, the editor with its preview, versions, and files."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.models import Contact, Lead
from outreach.errors import InvalidTemplate, MissingFact, Unreachable
from outreach.forms import NewTemplateForm, TemplateFileForm, TemplateForm
from outreach.models import Message, Template, TemplateVersion
from outreach.selectors import templates as selectors
from outreach.selectors.shown import dollars
from outreach.services import composing, drafting, gating
from outreach.services import templates as services
from outreach.states import Channel, TemplateState, WritingChannel
from outreach.views import mail_preview
from outreach.writing import markup, plan
from outreach.writing.finish import mail_page
from outreach.writing.variables import VARIABLES
from realestate.lib.errors import NotAllowed
from realestate.web import toasts
from realestate.web.requests import HtmxRequest, page

BIGGEST_FILE = 2_000_000


@require_GET
def index(request: HtmxRequest) -> HttpResponse:
    """List the templates under their filters."""
    filters, words = selectors.read_filters(request.GET), request.GET.get("q", "").strip()[:80]
    after = int(request.GET["after"]) if request.GET.get("after", "").isdecimal() else 0
    found = selectors.rows(filters, words, after=after)
    context = {
        "rows": found[: selectors.PAGE],
        "next": after + selectors.PAGE if len(found) > selectors.PAGE else 0,
        "fields": [_filter(name, filters, words) for name in selectors.CHOICES],
        "query": urlencode({**filters, **({"q": words} if words else {})}),
        "q": words,
        "tab": "templates",
        "file_form": TemplateFileForm(),
    }
    return page(request, "outreach/template_list.html", context, part="rows")


@require_http_methods(["GET", "POST"])
def new(request: HtmxRequest) -> HttpResponse:
    """Show an empty editor, or keep a new template."""
    _writers_only(request)
    form = NewTemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            version = services.create(
                subject=data["subject"], text=data["text"], html=data["html"], agent=request.agent, **form.about()
            )
        except InvalidTemplate as refusal:
            form.add_error(refusal.field or "text", refusal.message)
        else:
            toasts.say(request, f"“{version.template.name}” is kept.")
            return HttpResponseRedirect(reverse("outreach:template", args=[version.template_id]))
    context = {"form": form, "variables": VARIABLES.values(), "tab": "templates"}
    return render(request, "outreach/template.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def template(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show a template with its preview, or keep its next version."""
    row, current = _find(pk)
    form = TemplateForm(request.POST or None, initial=_initial(row, current))
    if request.method == "POST":
        _writers_only(request)
        if form.is_valid() and _keep(request, row, form):
            return HttpResponseRedirect(reverse("outreach:template", args=[row.pk]))
    words = form.data if form.is_bound else form.initial
    context = {
        "template": row,
        "current": current,
        "form": form,
        "variables": VARIABLES.values(),
        "versions": selectors.versions(row),
        "tab": "templates",
        "zone": request.agent.timezone,
        **_preview(request, row, words),
    }
    if request.htmx and request.method == "GET":
        return render(request, "outreach/template.html#preview", context)
    return render(request, "outreach/template.html", context, status=422 if form.errors else 200)


@require_POST
def preview(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show words that are being written as a person would get them."""
    row, _ = _find(pk)
    shown = _preview(request, row, request.POST)
    return render(request, "outreach/template.html#preview", {"template": row, **shown})


@require_POST
def html_of_text(request: HtmxRequest) -> HttpResponse:
    """Offer the text that is being written as HTML to go on from."""
    html = markup.from_text(request.POST.get("text", ""))
    return render(request, "outreach/template.html#html", {"form": TemplateForm(initial={"html": html})})


@require_http_methods(["GET", "POST"])
def version(request: HtmxRequest, pk: int, version: int) -> HttpResponse:
    """Show an older version beside the one in force, or put it in force."""
    row, current = _find(pk)
    older: TemplateVersion = get_object_or_404(TemplateVersion, template=row, number=version)
    if request.method == "POST":
        _writers_only(request)
        services.put_in_force(older)
        toasts.say(request, f"Version {older.number} of “{row.name}” is in force.")
        return HttpResponseRedirect(reverse("outreach:template", args=[row.pk]))
    context = {
        "template": row,
        "older": older,
        "current": current,
        "pieces": selectors.compare(older, current) if current and current != older else [],
        "zone": request.agent.timezone,
    }
    return render(request, "outreach/template_version.html", context)


@require_POST
def retire(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take a template out of use; any version puts it back."""
    _writers_only(request)
    row, current = _find(pk)
    services.retire(row)
    undo = reverse("outreach:template-version", args=[row.pk, current.number]) if current else ""
    toasts.say(request, f"“{row.name}” is out of use.", tone="attention", undo_url=undo)
    return HttpResponseRedirect(reverse("outreach:templates"))


@require_GET
def write_out(request: HtmxRequest) -> HttpResponse:
    """Answer with the words in force as a file."""
    content = services.as_file(Template.objects.filter(**selectors.read_filters(request.GET)))
    response = HttpResponse(content, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="templates.yaml"'
    return response


@require_POST
def take_in(request: HtmxRequest) -> HttpResponse:
    """Take templates in from a file, all or none; without a file, those that ship."""
    _writers_only(request)
    if request.POST.get("shipped"):
        loaded = services.load(request.agent.brokerage)
    else:
        file = request.FILES.get("file")
        if file is None or (file.size or 0) > BIGGEST_FILE:
            raise InvalidTemplate("Choose a YAML file of at most 2 MB.")
        content = file.read().decode("utf-8", errors="replace")
        plans = plan.read(content, file=str(file.name))
        loaded = services.take_all(plans, agent=request.agent, note=f"From {file.name}")
    fresh = len([one for one in loaded if one.is_new])
    toasts.say(request, f"{fresh} taken in, {len(loaded) - fresh} were known.", tone="good" if fresh else "info")
    return HttpResponseRedirect(reverse("outreach:templates"))


def _find(pk: int) -> tuple[Template, TemplateVersion | None]:
    row: Template = get_object_or_404(Template, pk=pk)
    return row, TemplateVersion.objects.in_force().filter(template=row).first()


def _initial(row: Template, current: TemplateVersion | None) -> dict[str, str]:
    words = current or row.versions.first()
    about = {name: getattr(row, name) for name in TemplateForm.ABOUT}
    return {**about, **{name: getattr(words, name) if words else "" for name in ("subject", "text", "html")}}


def _keep(request: HtmxRequest, row: Template, form: TemplateForm) -> bool:
    data = form.cleaned_data
    try:
        kept = services.save(
            row, subject=data["subject"], text=data["text"], html=data["html"], agent=request.agent, note=data["note"],
            as_draft=data["as_draft"],
        )  # fmt: skip
    except InvalidTemplate as refusal:
        form.add_error(refusal.field or "text", refusal.message)
        return False
    services.change(row, **form.about())
    state = "a draft" if kept.status != TemplateState.IN_FORCE else "in force"
    toasts.say(request, f"Version {kept.number} is {state}.")
    return True


def _preview(request: HtmxRequest, row: Template, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words filled for a chosen person, or for an example, with what they cost and what the gate says."""
    data = request.POST if request.method == "POST" else request.GET
    words, lead = data.get("who", "").strip()[:80], _chosen(request, data.get("lead", ""))
    shown: dict[str, Any] = {"found": selectors.people_named(words, request.agent), "lead": lead, "who": words}
    subject, text, html = (str(said.get(name, "")) for name in ("subject", "text", "html"))
    html = markup.clean(html)
    try:
        plan.check_words(row.channel, subject, text, html)
        if lead is None:
            composed = composing.example(row, subject, text, html)
            return {**shown, "composed": composed, "mail": mail_preview.address_of(_example_mail(request, composed))}
        composed = composing.compose_words(row, subject, text, lead, html=html, agent=request.agent)
        return {**shown, "composed": composed, **_judged(lead, row.channel, composed)}
    except (InvalidTemplate, MissingFact, Unreachable) as refusal:
        return {**shown, "problem": refusal.message}


def _judged(lead: Lead, channel: str, composed: composing.Composed) -> dict[str, Any]:
    """Return what the gate would say now. A letter is put before it with its batch."""
    if channel == WritingChannel.LETTER:
        return {}
    if channel == WritingChannel.CALL:
        return {"decision": gating.preview(lead, channel=Channel.CALL, body=composed.text)}
    drafted = drafting.draft(lead, channel=channel, body=composed.text, subject=composed.subject, html=composed.html)
    return {
        "decision": drafted.decision, "sentence": drafted.sentence, "finished": drafted.words,
        "segments": drafted.segments, "cost": dollars(drafted.cost_micros),
        "mail": mail_preview.address_of(drafted.html),
    }  # fmt: skip


def _example_mail(request: HtmxRequest, composed: composing.Composed) -> str:
    """Return an email to nobody in particular in its frame; empty without HTML."""
    if not composed.html:
        return ""
    brokerage = request.agent.brokerage
    message = Message(brokerage=brokerage, contact=Contact(), subject=composed.subject, html=composed.html)
    return mail_page(message, settings.PUBLIC_URL, is_cold=True)


def _chosen(request: HtmxRequest, pk: str) -> Lead | None:
    if not pk.isdecimal():
        return None
    rows = Lead.objects.for_agent(request.agent).select_related("contact__brokerage", "brokerage", "assigned_to")
    found: Lead | None = rows.filter(pk=int(pk)).first()
    return found


def _filter(name: str, filters: dict[str, str], words: str) -> dict[str, Any]:
    """Return one filter as the page draws it: where each value leads, and whether it is on."""
    others = {**{key: value for key, value in filters.items() if key != name}, **({"q": words} if words else {})}
    chosen = filters.get(name, "")
    options = [
        {"text": text, "value": value, "pressed": value == chosen,
         "url": f"?{urlencode(others if value == chosen else {**others, name: value})}"}
        for value, text in selectors.CHOICES[name]
    ]  # fmt: skip
    any_words = {"channel": "Any channel", "audience": "Anybody", "touch": "Any moment"}[name]
    return {"name": name, "label": dict(selectors.CHOICES[name]).get(chosen, any_words), "options": options}


def _writers_only(request: HtmxRequest) -> None:
    if not request.agent.sees_everyone:
        raise NotAllowed("Only owners and managers change templates.")
