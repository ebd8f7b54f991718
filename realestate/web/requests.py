"""Requests as pages see them, and the answer that is a whole page or only its part."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request that passed our middleware. ``agent`` is the signed-in agent, or None on pages anyone may open."""

    htmx: HtmxDetails
    agent: Any  # crm.Agent; this layer knows no app


def is_fragment(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part of the page; a boosted link or a history restore wants the whole."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, part: str, status: int = 200
) -> HttpResponse:
    """Render ``template``, or only its partial ``part`` when htmx asks for a fragment: one view, both answers."""
    name = f"{template}#{part}" if is_fragment(request) else template
    response = render(request, name, dict(context), status=status)
    response["Vary"] = "HX-Request"
    return response
