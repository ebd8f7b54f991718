"""Language models: which answers, what it costs, and a trial; owners only."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from crm.forms.settings import LanguageForm
from crm.models import Brokerage
from crm.selectors.language import use_of
from crm.services import language as service
from crm.services import team
from crm.states import Role
from realestate.lib.errors import NotAllowed
from realestate.llm.answer import Answer
from realestate.llm.drivers import PLACES
from realestate.web import toasts
from realestate.web.requests import HtmxRequest


@require_http_methods(["GET", "POST"])
def language(request: HtmxRequest) -> HttpResponse:
    """Show the month, or take another budget."""
    _owners_only(request)
    row: Brokerage = request.agent.brokerage
    form = LanguageForm(request.POST or None, brokerage=row)
    if request.method == "POST" and form.is_valid():
        team.change_brokerage(row, by=request.agent, **form.cleaned_data)
        toasts.say(request, "The budget is kept.")
        return HttpResponseRedirect(reverse("crm:settings-language"))
    return _page(request, form, None)


@require_POST
def trial(request: HtmxRequest) -> HttpResponse:
    """Ask for one sentence and show who gave it."""
    _owners_only(request)
    answer = service.try_out(request.agent.brokerage)
    return _page(request, LanguageForm(brokerage=request.agent.brokerage), answer)


def _page(request: HtmxRequest, form: LanguageForm, answer: Answer | None) -> HttpResponse:
    row: Brokerage = request.agent.brokerage
    context = {
        "part": "language",
        "form": form,
        "use": use_of(row, service.this_month(row)),
        "answer": answer,
        "answered_by": PLACES[answer.driver].label if answer else "",
        "passed_over": [(PLACES[each.driver].label, each.because) for each in answer.attempts] if answer else [],
    }
    return render(request, "crm/settings_language.html", context, status=422 if form.errors else 200)


def _owners_only(request: HtmxRequest) -> None:
    if request.agent.role != Role.OWNER:
        raise NotAllowed("Only owners see and change what language models cost.")
