"""The steps of a sequence as forms down a line: add, move, remove, and keep them as the next version.

Until they are kept, the steps live in the page: each press of a button posts all of them, and gets them back changed.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from nurturing.errors import InvalidSequence
from nurturing.forms import AskForm, StepForm
from nurturing.models import Sequence, Step
from nurturing.rules import asking, timing
from nurturing.rules.blueprint import MOST_STEPS
from nurturing.selectors import plan_file
from nurturing.selectors import sequences as selectors
from nurturing.services import sequences as services
from nurturing.views.finding import sequence_to_change
from realestate.web import toasts
from realestate.web.forms import SheetForm
from realestate.web.requests import HtmxRequest, page

KEPT = ("tone", "expires_after", "personalise_on")  # of the step it was; a form has no field for them
MOST_ASKS = 6  # conditions that the form adds to one step
MOST_READ = 50  # a plan from a file may have more than the form adds, and loses none
NEW: dict[str, Any] = {"origin": 0, "name": "", "wait_number": 2, "wait_unit": "day", "send": "email", "asks": []}
Rows = list[dict[str, Any]]


@require_http_methods(["GET", "POST"])
def steps(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the steps, change their order or number in the page, or keep them as the next version."""
    sequence = sequence_to_change(request, pk)
    version = sequence.versions.filter(is_current=True).first()
    before = {step.number: step for step in version.steps.select_related("template")} if version else {}
    if request.method == "GET":
        return _drawn(request, sequence, _forms(sequence, [_row_of(step) for step in before.values()]))
    do, _, where = request.POST.get("do", "").partition(":")
    place, _, ask = where.partition(".")
    rows = _rows(request)
    if do in MOVES:
        MOVES[do](rows, _whole(place), _whole(ask))
    if do != "keep":
        forms = _forms(sequence, rows)
        if forms and do in MOVES:
            number, what = _focus(do, _whole(place), len(forms))
            forms[number].take_focus(what)
        return _drawn(request, sequence, forms)
    return _keep(request, sequence, before, rows)


def _keep(request: HtmxRequest, sequence: Sequence, before: dict[int, Step], rows: Rows) -> HttpResponse:
    """Make the steps the next version, or show what is wrong with them."""
    forms = _forms(sequence, rows, typed=True)
    problem = "" if forms else "A sequence has at least one step."
    valid = [form.is_valid() for form in forms]  # every one, so that each shows what is wrong with it
    if forms and all(valid):
        try:
            lines = [{**_kept(before, form), **form.line()} for form in forms]
            days = max(before[1].version.days if before else 30, _days_of(lines))
            raw = plan_file.as_plan(sequence, days=days, lines=lines)
            made = services.change_steps(sequence, raw, agent=request.agent, note=request.POST.get("note", ""))
        except InvalidSequence as refusal:
            problem = refusal.message.removeprefix("The plan, ").removeprefix("The plan: ")
        else:
            new = f"Version {made.version.number} is for everybody who begins now."
            toasts.say(request, new if made.is_new else "Nothing changed.")
            return HttpResponseRedirect(reverse("nurturing:sequence", args=[sequence.pk]))
    return render(request, "nurturing/sequence_steps.html", _context(sequence, forms, problem=problem), status=422)


def _drawn(request: HtmxRequest, sequence: Sequence, forms: list[StepForm]) -> HttpResponse:
    return page(request, "nurturing/sequence_steps.html", _context(sequence, forms), part="steps")


def _context(sequence: Sequence, forms: list[StepForm], **more: Any) -> dict[str, Any]:
    full = len(forms) >= MOST_STEPS
    more |= {"under_way": selectors.under_way(sequence), "most_asks": MOST_ASKS}
    return {"sequence": sequence, "forms": forms, "full": full, **more}


def _forms(sequence: Sequence, rows: Rows, *, typed: bool = False) -> list[StepForm]:
    templates = list(selectors.templates_to_name(sequence))
    return [
        StepForm(
            _typed(str(number), row) if typed else None,
            initial=row,
            prefix=str(number),
            templates=templates,
            asks=[
                _ask_form(f"{number}-ask{n}", ask, typed=typed, is_first=n == 0) for n, ask in enumerate(row["asks"])
            ],
        )
        for number, row in enumerate(rows)
    ]


def _ask_form(prefix: str, ask: dict[str, Any], *, typed: bool, is_first: bool) -> AskForm:
    return AskForm(_typed(prefix, ask) if typed else None, initial=ask, prefix=prefix, is_first=is_first)


def _typed(prefix: str, row: dict[str, Any]) -> dict[str, Any]:
    return {f"{prefix}-{name}": value for name, value in row.items()}


def _rows(request: HtmxRequest) -> Rows:
    """Return the steps as they stand in the page."""
    count = min(_whole(request.POST.get("count")), MOST_STEPS)
    return [{**_of(request, str(number), StepForm), "asks": _asks(request, str(number))} for number in range(count)]


def _asks(request: HtmxRequest, prefix: str) -> list[dict[str, str]]:
    count = min(_whole(request.POST.get(f"{prefix}-asks")), MOST_READ)
    return [_of(request, f"{prefix}-ask{n}", AskForm) for n in range(count)]


def _of(request: HtmxRequest, prefix: str, form: type[SheetForm]) -> dict[str, str]:
    return {name: request.POST.get(f"{prefix}-{name}", "") for name in form.base_fields}


def _row_of(step: Step) -> dict[str, Any]:
    """Return a stored step as its form has it."""
    number, unit = timing.words(step.wait_minutes).split(" ", 1) if step.wait_minutes else ("0", "minute")
    return {
        "origin": step.number, "name": step.name, "wait_number": number, "wait_unit": unit.removesuffix("s"),
        "send": step.kind, "template": step.template.key if step.template else "", "subject": step.subject,
        "body": step.body, "workflow": step.workflow, "asks": [asking.split(line) for line in step.conditions],
    }  # fmt: skip


def _kept(before: dict[int, Step], form: StepForm) -> dict[str, Any]:
    """Return what a step keeps of the one it was."""
    origin = before.get(form.cleaned_data["origin"])
    line = plan_file.line_of(origin) if origin else {}
    has_own_words = not form.cleaned_data["template"]
    return {name: line[name] for name in KEPT if name in line and (has_own_words or name != "personalise_on")}


def _days_of(lines: Rows) -> int:
    """Return the days that the waits of all steps need together."""
    return -(-sum(timing.minutes(line["wait"]) for line in lines) // timing.UNITS["day"])


def _whole(text: Any) -> int:
    return int(text) if str(text).isdecimal() and len(str(text)) < 6 else 0


def _focus(do: str, place: int, count: int) -> tuple[int, str]:
    """Return where the keyboard goes on after a press: with the step that was moved, at the name of a new one."""
    last = count - 1
    match do:
        case "add":
            return min(place, last), "name"
        case "up":
            return max(place - 1, 0), "up" if place > 1 else "down"
        case "down":
            return min(place + 1, last), "down" if place + 1 < last else "up"
        case _:
            return min(place, last), do


def _add(rows: Rows, place: int, _: int) -> None:
    if len(rows) < MOST_STEPS:
        rows.insert(place, {**NEW, "asks": []})


def _remove(rows: Rows, place: int, _: int) -> None:
    del rows[place : place + 1]


def _up(rows: Rows, place: int, _: int) -> None:
    if 0 < place < len(rows):
        rows[place - 1], rows[place] = rows[place], rows[place - 1]


def _down(rows: Rows, place: int, _: int) -> None:
    _up(rows, place + 1, 0)


def _ask(rows: Rows, place: int, _: int) -> None:
    for row in rows[place : place + 1]:
        row["asks"] = [*row["asks"], *([{"what": "", "value": ""}] if len(row["asks"]) < MOST_ASKS else [])]


def _unask(rows: Rows, place: int, ask: int) -> None:
    for row in rows[place : place + 1]:
        del row["asks"][ask : ask + 1]


MOVES: dict[str, Callable[[Rows, int, int], None]] = {
    "add": _add, "remove": _remove, "up": _up, "down": _down, "ask": _ask, "unask": _unask,
}  # fmt: skip
