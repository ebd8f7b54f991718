"""The short page on every letter, for whoever got one. Looking changes nothing; it works without script."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from crm.errors import InvalidContact
from outreach.forms import LetterAnswerForm, LetterCodeForm
from outreach.models import Letter
from outreach.services import letter_answers
from outreach.writing.letters import InvalidLetter
from realestate.lib import limits, proxies, scopes

MOST, SECONDS = 40, 3600
NO_LETTER = "There is no letter with this code. Look at it once more."
TOO_MANY = "Too many tries came from your connection. Try again in an hour, or call us."


def _of_letter(view: Callable[[HttpRequest, Letter], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """Hand a view the letter of the code in its address, or ask for the code once more.

    Wrong codes are counted with right ones, so nobody tries them through; past the limit a code says nothing.
    """

    @wraps(view)
    def found(request: HttpRequest, code: str) -> HttpResponse:
        if not _may(request):
            return _ask_again(request, code, TOO_MANY, status=429)
        letter = letter_answers.find(code)
        return view(request, letter) if letter else _ask_again(request, code, NO_LETTER, status=404)

    return found


def _ask_again(request: HttpRequest, code: str, why: str, *, status: int) -> HttpResponse:
    form = LetterCodeForm({"code": code})
    form.add_error("code", why)
    return render(request, "outreach/letter_ask.html", {"form": form}, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and go on to its letter."""
    form = LetterCodeForm(request.POST or None)
    if request.method == "POST":
        if not _may(request):
            return _ask_again(request, form.data.get("code", ""), TOO_MANY, status=429)
        letter = letter_answers.find(form.cleaned_data["code"]) if form.is_valid() else None
        if letter is not None:
            return HttpResponseRedirect(reverse("outreach:letter-answer", args=[letter.code]))
        if form.is_valid():
            form.add_error("code", NO_LETTER)
    return render(request, "outreach/letter_ask.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@_of_letter
def answer(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Show who wrote; on POST keep what the reader agrees to."""
    shown = letter_answers.wording(letter)
    if request.method != "POST":
        return _page(request, letter, LetterAnswerForm(initial={"shown": shown.token}), shown)
    form = LetterAnswerForm(request.POST)
    if form.is_valid() and form.cleaned_data["website"]:
        return _page(request, letter, form, shown, done="agreed")  # a machine filled in what no person sees
    if form.is_valid():
        try:
            with scopes.in_brokerage(letter.brokerage):
                letter_answers.agree(letter, _filled(request, form))
        except (InvalidLetter, InvalidContact) as error:
            form.add_error(error.field if error.field in {"phone", "email", "name"} else None, error.message)
        else:
            return _page(request, letter, form, shown, done="agreed")
    return _page(request, letter, form, shown, status=422)


@login_not_required
@require_POST
@_of_letter
def stop(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Write no more letters to this house."""
    with scopes.in_brokerage(letter.brokerage):
        letter_answers.stop(letter)
    return _page(request, letter, LetterAnswerForm(), letter_answers.wording(letter), done="stopped")


def _may(request: HttpRequest) -> bool:
    return limits.allow(f"letter:{proxies.counted_as(request)}", most=MOST, seconds=SECONDS)


def _filled(request: HttpRequest, form: LetterAnswerForm) -> letter_answers.Answer:
    data = form.cleaned_data
    return letter_answers.Answer(
        name=data["name"],
        phone=data["phone"],
        email=data["email"],
        by_phone=data["by_phone"],
        by_email=data["by_email"],
        message=data["message"],
        shown=data["shown"],
        ip=proxies.client_address(request),
        browser=request.headers.get("User-Agent", ""),
    )


def _page(
    request: HttpRequest,
    letter: Letter,
    form: LetterAnswerForm,
    shown: letter_answers.Shown,
    *,
    done: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "letter": letter, "brokerage": letter.brokerage, "agent": letter.batch.agent, "form": form, "shown": shown,
        "done": done,
    }  # fmt: skip
    response = render(request, "outreach/letter_answer.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response
