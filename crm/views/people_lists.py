"""Keep a search as a list, and remove one."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from crm.errors import InvalidContact
from crm.forms.people import ListForm
from crm.models import SmartList
from crm.selectors.people import Filters
from crm.services import smart_lists
from realestate.web import toasts, undo
from realestate.web.requests import HtmxRequest


@require_http_methods(["GET", "POST"])
def save(request: HtmxRequest) -> HttpResponse:
    """Keep the filters of the address (or the form) under a name."""
    filters = Filters.read(request.POST if request.method == "POST" else request.GET)
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = smart_lists.save(
                request.agent,
                form.cleaned_data["name"],
                filters.chosen() | {"sort": filters.sort},
                is_shared=form.cleaned_data["is_shared"],
            )
        except InvalidContact as error:
            form.add_error("name", error.message)
        else:
            toasts.say(request, f"“{row}” is kept among your lists.")
            return HttpResponseRedirect(f"{reverse('crm:people')}?{filters.query()}")
    context = {"form": form, "filters": filters, "list_fields": sorted(filters.chosen().items())}
    return render(request, "crm/list_save.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HtmxRequest, pk: int) -> HttpResponse:
    """Remove one of the agent's own lists; the people in it stay."""
    row = get_object_or_404(SmartList, pk=pk, owner=request.agent)
    kept = smart_lists.delete(row)
    toasts.say(request, f"The list “{kept['name']}” is gone.", undo_url=undo.offer(request, "list.delete", **kept))
    return HttpResponseRedirect(reverse("crm:people"))


@undo.register("list.delete")
def _restore(request: HttpRequest, data: dict[str, Any]) -> str:
    row = smart_lists.save(request.agent, data["name"], data["filters"], is_shared=data["is_shared"])  # type: ignore[attr-defined]
    return f"“{row}” is back."
