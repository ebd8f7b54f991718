"""The form that stands on other people's pages, and the settings page where it is made."""

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from crm.errors import InvalidAccount, InvalidLead
from crm.forms.web_forms import VisitorForm, WebFormForm
from crm.models import WebForm
from crm.services import web_forms
from realestate.lib import limits, proxies, scopes
from realestate.lib.errors import NotAllowed
from realestate.web import toasts
from realestate.web.requests import HtmxRequest

ANYWHERE = {"frame-ancestors": ["*"]}
MOST, SECONDS = 20, 3600


@login_not_required
@csrf_exempt  # inside another site's frame there is no cookie to compare with; the form changes nothing of a session
@xframe_options_exempt
@csp_replace(ANYWHERE)  # type: ignore[arg-type]  # typed for views without arguments
@require_http_methods(["GET", "HEAD", "POST"])
def web_form(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the form, or take an answer in. It works without script, in a frame and alone."""
    row = _open_form(public_id)
    if request.method != "POST":
        return _form_page(request, row, VisitorForm(initial={"interest": row.lead_kind}), status=200)
    form = VisitorForm(request.POST)
    if not limits.allow(f"form:{row.pk}:{proxies.counted_as(request)}", most=MOST, seconds=SECONDS):
        form.add_error(None, "Too many answers came from your connection. Try again in an hour, or call us.")
        return _form_page(request, row, form, status=429)
    if form.is_valid() and form.cleaned_data["website"]:
        return _thanks(row, request)  # a machine filled in what no person sees: nothing is kept, nothing is told
    if form.is_valid():
        try:
            with scopes.in_brokerage(row.brokerage):
                web_forms.submit(row, _answer(request, form))
        except InvalidLead as error:
            form.add_error(error.field if error.field in {"phone", "email", "name"} else None, error.message)
        else:
            return _thanks(row, request)
    return _form_page(request, row, form, status=422)


@login_not_required
@xframe_options_exempt
@csp_replace(ANYWHERE)  # type: ignore[arg-type]  # typed for views without arguments
@require_GET
def thanks(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that it arrived."""
    row = _open_form(public_id)
    return render(request, "crm/web_form_thanks.html", {"row": row, "embedded": "embed" in request.GET})


@require_http_methods(["GET", "POST"])
def index(request: HtmxRequest) -> HttpResponse:
    """List the forms, or make one."""
    _managers_only(request)
    brokerage = request.agent.brokerage
    form = WebFormForm(request.POST or None, initial={"consent_wording": web_forms.standard_wording(brokerage)})
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "is_active"}
        try:
            row = web_forms.create(data.pop("name"), brokerage=brokerage, **data)
        except InvalidAccount as error:
            form.add_error(error.field, error.message)
        else:
            toasts.say(request, f"“{row}” takes answers now. Put its code on your site.")
            return HttpResponseRedirect(reverse("doors:form-settings", args=[row.pk]))
    context = {"part": "forms", "form": form, "rows": WebForm.objects.order_by("-pk")}
    return render(request, "crm/settings_forms.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show a form with its code, or change it."""
    row = get_object_or_404(WebForm, pk=pk)
    _managers_only(request)
    columns = ("name", "heading", "lead_kind", "consent_wording", "is_active")
    form = WebFormForm(request.POST or None, initial={column: getattr(row, column) for column in columns})
    if request.method == "POST" and form.is_valid():
        try:
            web_forms.change(row, **form.cleaned_data)
        except InvalidAccount as error:
            form.add_error(error.field, error.message)
        else:
            toasts.say(request, "The form is kept.")
            return HttpResponseRedirect(reverse("doors:form-settings", args=[row.pk]))
    address = f"{settings.PUBLIC_URL}{reverse('doors:form', args=[row.public_id])}"
    context = {"part": "forms", "form": form, "row": row, "address": address}
    return render(request, "crm/settings_form.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, form: VisitorForm) -> web_forms.Answer:
    data = form.cleaned_data
    return web_forms.Answer(
        name=data["name"],
        phone=data["phone"],
        email=data["email"],
        interest=data["interest"],
        message=data["message"],
        agrees=data["agree"],
        shown=data["shown"],
        ip=proxies.client_address(request),
        browser=request.headers.get("User-Agent", ""),
    )


def _form_page(request: HttpRequest, row: WebForm, form: VisitorForm, *, status: int) -> HttpResponse:
    shown = web_forms.shown(row, page=request.headers.get("Referer", "")[:400])
    context = {"row": row, "form": form, "shown": shown, "embedded": "embed" in request.GET}
    return render(request, "crm/web_form.html", context, status=status)


def _thanks(row: WebForm, request: HttpRequest) -> HttpResponse:
    query = "?embed" if "embed" in request.GET else ""
    response = HttpResponseRedirect(reverse("doors:form-thanks", args=[row.public_id]) + query)
    response.status_code = 303
    return response


def _open_form(public_id: str) -> WebForm:
    row = web_forms.find(public_id)
    if row is None:
        raise Http404
    return row


def _managers_only(request: HtmxRequest) -> None:
    if not request.agent.sees_everyone:
        raise NotAllowed("Only owners and managers see and change forms.")
