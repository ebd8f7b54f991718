"""Operations that are done once however often they are asked for: the header ``Idempotency-Key``."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from crm.models import Agent
from crm.services import idempotency

KEY_HEADER = "Idempotency-Key"
KEY_PARAMETER = OpenApiParameter(
    KEY_HEADER, str, OpenApiParameter.HEADER, description="The same key gets the same answer, done once."
)


def once(
    operation: str, request: Request, *, agent: Agent, make: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, str] | None]:
    """Return what ``make`` answers, and the headers that tell a repeat. Without a key it is made each time.

    Raises:
        KeyReused: the key came with another request.
    """
    key = request.headers.get(KEY_HEADER, "").strip()
    if not key:
        return make(), None
    answer, again = idempotency.once(f"{operation}:{agent.pk}", key, request=_asked(request.data), make=make)
    return answer, {"Idempotency-Replayed": "true"} if again else None


def _asked(data: Any) -> Any:
    """Return what was asked for as plain values: of a form every value of every field, of a file what it holds."""
    if isinstance(data, QueryDict):
        return {name: [_plain(value) for value in values] for name, values in data.lists()}
    return data


def _plain(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    found = hashlib.sha256()
    for part in value.chunks():
        found.update(part)
    value.seek(0)
    return [value.name, value.size, found.hexdigest()]
