"""Letters on paper: put together, looked over, approved, printed, mailed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.models import Agent, Lead
from outreach.forms import LettersForm, LetterWordsForm, MailedForm
from outreach.models import Letter, LetterBatch
from outreach.selectors import letter_reading
from outreach.selectors import letters as selectors
from outreach.services import letter_printing, letter_words
from outreach.services import letters as service
from outreach.states import BatchStatus
from outreach.writing.letters import FIELDS, STANDARD, InvalidLetter
from realestate.lib import clock
from realestate.web import toasts, undo
from realestate.web.requests import HtmxRequest, page

BATCHES = 30
MOST_LOOKED_AT = 2_000
CENTS = 100
LEFT_OUT = (
    ("without_address", "without a complete address"),
    ("stopped", "who wants no letters"),
    ("known", "at an address that is on the list"),
    ("too_many", f"beyond the {service.MOST} of one batch"),
)


@require_http_methods(["GET", "POST"])
def index(request: HtmxRequest) -> HttpResponse:
    """List the batches, the newest first; on POST begin one."""
    form = LettersForm(request.POST or None, lists=selectors.lists(request.agent), templates=letter_reading.choices())
    if request.method == "POST" and form.is_valid():
        version = letter_reading.version_of(form.cleaned_data["template"])
        batch = service.start(form.cleaned_data["name"], version=version, agent=request.agent)
        chosen = form.cleaned_data["smart_list"]
        if chosen:
            _add(request, batch, selectors.leads_on(chosen, request.agent, most=MOST_LOOKED_AT))
        return HttpResponseRedirect(reverse("outreach:letter-batch", args=[batch.pk]))
    before = request.GET.get("before", "")
    rows = LetterBatch.objects.for_agent(request.agent).select_related("agent").order_by("-pk")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    found = list(selectors.counted(rows)[: BATCHES + 1])
    more = found[BATCHES - 1].pk if len(found) > BATCHES else 0
    context = {"form": form, "batches": found[:BATCHES], "next_url": f"?before={more}" if more else ""}
    return render(request, "outreach/letters.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def batch(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show a batch at the step it has reached; on POST change its words."""
    row = _batch(request, pk)
    form = LetterWordsForm(request.POST or None, initial={"body": row.body})
    if request.method == "POST" and form.is_valid():
        try:
            service.rewrite(row, form.cleaned_data["body"])
        except InvalidLetter as error:
            form.add_error("body", error.message)
        else:
            toasts.say(request, "The words are kept.")
            return HttpResponseRedirect(reverse("outreach:letter-batch", args=[pk]))
    return _show(request, row, form=form)


@require_POST
def template(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take a template's words, or go on in words of one's own."""
    row, version = _batch(request, pk), letter_reading.version_of(request.POST.get("template", ""))
    service.rewrite(row, STANDARD if version is None else "", version=version)
    toasts.say(request, f"The words are those of “{version.template}”." if version else "The words are your own now.")
    return _to(row)


@require_http_methods(["GET", "POST"])
def letter(request: HtmxRequest, pk: int, letter: int) -> HttpResponse:
    """Show one letter as it will be printed; on POST keep that it was read, and go on to the next that must be."""
    row = _batch(request, pk)
    found = _letter(row, letter)
    if request.method == "POST":
        letter_words.read(found, by=request.agent, seen=request.POST.get("seen", ""))
        waiting = letter_reading.unread(row)
        toasts.say(request, f"Read. {len(waiting)} to go." if waiting else "All are read.")
        if waiting:
            return HttpResponseRedirect(reverse("outreach:letter-one", args=[row.pk, waiting[0]]))
        return _to(row)
    words, problem = found.message.body if found.message else "", ""
    try:
        words = words or letter_words.of(found, row)
    except InvalidLetter as refusal:
        problem = refusal.message
    context = {
        "batch": row, "letter": found, "words": words, "problem": problem, "seen": letter_words.mark(words),
        "must_be_read": found.pk in letter_reading.delicate(row, [found]),
        "tone": selectors.TONES[BatchStatus(row.status)],
    }  # fmt: skip
    return render(request, "outreach/letter_one.html", context)


@require_POST
def add(request: HtmxRequest) -> HttpResponse:
    """Begin a batch with the people who were chosen on the people's page."""
    ids = [int(pk) for pk in request.POST.getlist("lead")[: service.MOST] if pk.isdecimal()]
    leads = Lead.objects.for_agent(request.agent).filter(pk__in=ids).select_related("contact").order_by("pk")
    row = service.start(f"Letters of {clock.now():%B} {clock.now().day}", agent=request.agent)
    _add(request, row, list(leads))
    return _to(row)


@require_POST
def people(request: HtmxRequest, pk: int) -> HttpResponse:
    """Add the people of a smart list."""
    row = _batch(request, pk)
    leads = selectors.leads_on(request.POST.get("smart_list", ""), request.agent, most=MOST_LOOKED_AT)
    _add(request, row, leads)
    return _to(row)


@require_POST
def remove(request: HtmxRequest, pk: int, letter: int) -> HttpResponse:
    """Take one person off the list."""
    row = _batch(request, pk)
    gone = _letter(row, letter)
    lead = gone.lead_id
    service.remove(gone)
    url = undo.offer(request, "letters.remove", batch=row.pk, lead=lead) if lead else ""
    toasts.say(request, f"{gone.recipient} is off the list.", undo_url=url)
    return _to(row)


@require_POST
def approve(request: HtmxRequest, pk: int) -> HttpResponse:
    """Approve the letters; nothing is printed yet, and it can be taken back."""
    row = service.approve(_batch(request, pk), by=request.agent)
    toasts.say(request, "Approved. Nothing is printed yet.", undo_url=undo.offer(request, "letters.approve", batch=pk))
    return _to(row)


@require_POST
def reopen(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take the approval back."""
    return _to(service.reopen(_batch(request, pk)))


@require_POST
def make(request: HtmxRequest, pk: int) -> HttpResponse:
    """Have the files made. Each letter is asked of the rules, and counts as sent from here on."""
    return _to(service.release(_batch(request, pk)))


@require_GET
def progress(request: HtmxRequest, pk: int) -> HttpResponse:
    """Draw the bar anew; once the files are made, the whole page."""
    row = _batch(request, pk)
    if row.status != BatchStatus.MAKING:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "outreach/letter_batch.html#progress", {"batch": row, "counts": selectors.counts(row)})


@require_POST
def mailed(request: HtmxRequest, pk: int) -> HttpResponse:
    """Note when the letters were mailed, and what one cost."""
    row = _batch(request, pk)
    form = MailedForm(request.POST)
    if form.is_valid():
        cost = form.cleaned_data["cost"]
        try:
            service.mark_mailed(row, on=form.cleaned_data["on"], cost_cents=None if cost is None else int(cost * CENTS))
        except InvalidLetter as error:
            form.add_error(error.field or None, error.message)
        else:
            toasts.say(request, "Kept. Answers show up here and on each person’s page.")
            return _to(row)
    return _show(request, row, mailed_form=form)


@require_POST
def drop(request: HtmxRequest, pk: int) -> HttpResponse:
    """Keep that these letters do not go out."""
    row = service.drop(_batch(request, pk))
    toasts.say(request, "These letters were not mailed. Destroy what was printed.", tone="info")
    return _to(row)


@require_POST
def came_back(request: HtmxRequest, pk: int, letter: int) -> HttpResponse:
    """Note that the post returned one letter."""
    row = _batch(request, pk)
    returned = service.came_back(_letter(row, letter))
    toasts.say(request, f"Kept: the letter to {returned.recipient} came back.", tone="info")
    return _to(row)


@require_GET
def preview(request: HtmxRequest, pk: int) -> HttpResponse:
    """Return the first letter as it would be printed, marked as a sample."""
    return _file(letter_printing.preview(_batch(request, pk)), "application/pdf", "preview.pdf", inline=True)


@require_GET
def pdf(request: HtmxRequest, pk: int) -> HttpResponse:
    """Return the letters for the printer."""
    return _file(letter_printing.pdf(_batch(request, pk)), "application/pdf", f"letters-{pk}.pdf")


@require_GET
def rows(request: HtmxRequest, pk: int) -> HttpResponse:
    """Return the letters for a mail house."""
    body = letter_printing.rows(_batch(request, pk)).encode()
    return _file(body, "text/csv; charset=utf-8", f"letters-{pk}.csv")


@undo.register("letters.approve")
def _unapprove(request: HttpRequest, data: dict[str, Any]) -> str:
    agent: Agent = request.agent  # type: ignore[attr-defined]
    service.reopen(get_object_or_404(LetterBatch.objects.for_agent(agent), pk=data["batch"]))
    return "The approval is taken back."


@undo.register("letters.remove")
def _put_back(request: HttpRequest, data: dict[str, Any]) -> str:
    agent: Agent = request.agent  # type: ignore[attr-defined]
    row = get_object_or_404(LetterBatch.objects.for_agent(agent).select_related("brokerage"), pk=data["batch"])
    service.add(row, list(Lead.objects.for_agent(agent).filter(pk=data["lead"]).select_related("contact")))
    return "Back on the list."


def _show(
    request: HtmxRequest,
    row: LetterBatch,
    *,
    form: LetterWordsForm | None = None,
    mailed_form: MailedForm | None = None,
) -> HttpResponse:
    after = request.GET.get("after", "")
    is_open = row.status == BatchStatus.COLLECTING
    found, following = selectors.lines(row, after=int(after) if after.isdecimal() else 0)
    context = {
        "batch": row,
        "counts": selectors.counts(row),
        "lines": found,
        "next_url": f"?after={following}" if following else "",
        "prev_url": "?" if after else "",
        "form": form or LetterWordsForm(initial={"body": row.body}),
        "mailed_form": mailed_form or MailedForm(initial={"on": clock.now().date()}),
        "fields": [f"{{{name}}}" for name in FIELDS],
        "lists": selectors.lists(request.agent) if is_open else [],
        "templates": letter_reading.choices() if is_open else [],
        "unread": letter_reading.unread(row) if is_open else [],
        "tone": selectors.TONES[BatchStatus(row.status)],
    }
    is_refused = bool((form and form.errors) or (mailed_form and mailed_form.errors))
    return page(request, "outreach/letter_batch.html", context, part="lines", status=422 if is_refused else 200)


def _add(request: HtmxRequest, row: LetterBatch, leads: list[Lead]) -> None:
    done = service.add(row, leads)
    left_out = [f"{getattr(done, name)} {words}" for name, words in LEFT_OUT if getattr(done, name)]
    more = f" Left out: {', '.join(left_out)}." if left_out else ""
    toasts.say(request, f"{done.added} on the list.{more}", tone="good" if done.added else "attention")


def _batch(request: HtmxRequest, pk: int) -> LetterBatch:
    rows_ = LetterBatch.objects.for_agent(request.agent).select_related(
        "brokerage", "agent", "approved_by", "version__template"
    )
    row: LetterBatch = get_object_or_404(rows_, pk=pk)
    return row


def _letter(row: LetterBatch, pk: int) -> Letter:
    letter: Letter = get_object_or_404(
        row.letters.select_related(
            "batch", "message", "contact", "read_by", "lead__contact", "lead__brokerage", "lead__assigned_to"
        ),
        pk=pk,
    )
    return letter


def _to(row: LetterBatch) -> HttpResponse:
    return HttpResponseRedirect(reverse("outreach:letter-batch", args=[row.pk]))


def _file(body: bytes, content_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
