"""Do a thing once however often it is asked for: a repeat gets the first answer."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction

from crm.models import Receipt
from realestate.lib.errors import DomainError

LONGEST_KEY = 120


class KeyReused(DomainError):
    """The same key came with another request."""

    code = "idempotency_key_reused"


@transaction.atomic
def once(source: str, key: str, *, request: Any, make: Callable[[], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """Return what ``make`` answers, and whether that is a repeat of an earlier answer.

    The receipt commits with the work, so a failed try leaves none; of two tries at one moment the second waits.

    Args:
        source: what is done and by whom; keys of different sources do not meet.
        request: what was asked, as JSON values; the same key must come with the same request.
    Raises:
        KeyReused: it came with another one, or is too long.
    """
    if len(key) > LONGEST_KEY:
        raise KeyReused(f"An idempotency key has at most {LONGEST_KEY} characters.", field="Idempotency-Key")
    print_of_request = hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()
    receipt, is_new = Receipt.objects.get_or_create(source=source, key=key)
    if not is_new and receipt.result is not None:
        if receipt.result["request"] != print_of_request:
            raise KeyReused("This idempotency key was used for another request.", field="Idempotency-Key")
        return receipt.result["answer"], True
    answer = make()
    receipt.result = {"request": print_of_request, "answer": answer}
    receipt.save(update_fields=["result", "updated_at"])
    return answer, False
