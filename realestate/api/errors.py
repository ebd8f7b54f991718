"""Refusals as problem+json (RFC 9457): one shape for every error, naming the field where there is one."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import set_rollback

from realestate.lib.errors import DomainError, IllegalTransition, NotAllowed

CONTENT_TYPE = "application/problem+json"
STATUSES: dict[type[DomainError], int] = {NotAllowed: 403, IllegalTransition: 409}
REFUSED = 422


class FieldProblem(serializers.Serializer[Any]):
    """What is wrong with one field."""

    field = serializers.CharField()
    message = serializers.CharField()
    code = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """Every error of the API. ``code`` is the stable word to match on; ``errors`` names fields."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = FieldProblem(many=True)  # type: ignore[assignment]  # the field of that name, not the property


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to an error, or None for one that nobody foresaw: that is a 500, and logged."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, DomainError):
        status = next((code for kind, code in STATUSES.items() if isinstance(error, kind)), REFUSED)
        errors = [_field(error.field, error.message, error.code)] if error.field else []
        response = problem(status, detail=error.message, code=error.code, errors=errors)
    elif isinstance(error, exceptions.ValidationError):
        errors = list(_fields(error.get_full_details()))
        response = problem(error.status_code, detail="Some fields cannot be taken.", code="invalid", errors=errors)
    elif isinstance(error, exceptions.APIException):
        response = problem(error.status_code, detail=_words(error.detail), code=_code(error.get_codes()))
        _add_headers(response, error)
    else:
        return None
    set_rollback()
    return response


def problem(
    status: int, *, detail: str, code: str, errors: list[dict[str, str]] | None = None,
    more: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """Return one problem as an answer. ``more`` are members of its own (RFC 9457, 3.2)."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": errors or [],
        **(more or {}),
    }
    return Response(body, status=status, content_type=CONTENT_TYPE)


def _add_headers(response: Response, error: exceptions.APIException) -> None:
    if getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None) is not None:
        response["Retry-After"] = str(int(error.wait) + 1)  # type: ignore[attr-defined]


def _fields(details: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Yield every complaint with the dotted path of its field; those about the whole are under an empty name."""
    if isinstance(details, dict) and set(details) == {"message", "code"} and not isinstance(details["code"], dict):
        yield _field(path, str(details["message"]), str(details["code"]))
    elif isinstance(details, dict):
        for name, inner in details.items():
            here = "" if name == "non_field_errors" else str(name)
            yield from _fields(inner, ".".join(filter(None, (path, here))))
    elif isinstance(details, list):
        for place, inner in enumerate(details):
            is_complaint = isinstance(inner, dict) and set(inner) == {"message", "code"}
            yield from _fields(inner, path if is_complaint else f"{path}.{place}")


def _field(name: str, message: str, code: str) -> dict[str, str]:
    return {"field": name, "message": message, "code": code}


def _words(detail: Any) -> str:
    if isinstance(detail, dict):
        return _words(detail.get("detail", next(iter(detail.values()), "")))
    return _words(detail[0]) if isinstance(detail, list) and detail else str(detail)


def _code(codes: Any) -> str:
    if isinstance(codes, dict):
        return _code(codes.get("code", codes.get("detail", next(iter(codes.values()), "error"))))
    return _code(codes[0]) if isinstance(codes, list) and codes else str(codes)
