"""Learned models: a new version, which one is in force, and back to an older one."""

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from realestate.lib import clock
from scoring.errors import ModelNotUsable
from scoring.models import ModelVersion
from scoring.predictors.learned import Learned
from scoring.states import Purpose

KEPT_IN_MEMORY = 32  # models in one process, of any brokerages


@transaction.atomic
def register(
    purpose: Purpose, learned: Learned, *, window: tuple[datetime, datetime], leads: int, card: dict[str, Any]
) -> ModelVersion:
    """Keep what was learnt as the next version, not yet in force.

    Args:
        window: the first and last moment of the leads it learnt from; ``leads``: how many.
        card: how good it was on leads it had not seen.
    """
    latest = _of(purpose).select_for_update().order_by("-version").values_list("version", flat=True).first()
    content = learned.dump()
    return ModelVersion.objects.create(
        purpose=purpose,
        version=(latest or 0) + 1,
        content=content,
        checksum=checksum_of(content),
        learnt_from=window[0],
        learnt_until=window[1],
        leads=leads,
        card=card,
    )


@transaction.atomic
def put_in_force(version: ModelVersion) -> ModelVersion:
    """Let a version tell from now on; the one before it stays, so that this can be taken back.

    Raises:
        ModelNotUsable: its content is not what was kept, or cannot be read here.
    """
    load(version)
    _of(version.purpose).filter(is_active=True).exclude(pk=version.pk).update(is_active=False, updated_at=clock.now())
    version.is_active = True
    version.save(update_fields=["is_active", "updated_at"])
    return version


def take_out_of_force(version: ModelVersion) -> ModelVersion:
    """Let no model tell: scores rest on rules alone again."""
    version.is_active = False
    version.save(update_fields=["is_active", "updated_at"])
    return version


def in_force(purpose: Purpose) -> ModelVersion | None:
    """Return the version in force, without its content, or None."""
    return _of(purpose).filter(is_active=True).defer("content", "card").first()


def load(version: ModelVersion) -> Learned:
    """Return the model of a version, read once in each process.

    Raises:
        ModelNotUsable: its content is not what was kept, or cannot be read here.
    """
    return _loaded(version.checksum, version.pk)


def checksum_of(content: bytes) -> str:
    """Return the SHA-256 of a content."""
    return hashlib.sha256(content).hexdigest()


def _of(purpose: str) -> Any:
    return ModelVersion.objects.filter(purpose=purpose)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _loaded(checksum: str, pk: int) -> Learned:
    content = bytes(ModelVersion.objects.values_list("content", flat=True).get(pk=pk))
    if checksum_of(content) != checksum:
        raise ModelNotUsable("The model's content is not what was kept: its checksum differs.")
    return Learned.load(content)
