"""The spine's tables: what happened, what is still to be told, and what was received already."""

import uuid

from django.db import models

from crm.models.base import BrokerageKey, BrokerageModel, scoped
from realestate.lib import clock


def new_correlation() -> str:
    """Return a fresh correlation id."""
    return uuid.uuid4().hex


class Event(models.Model):
    """One fact, append-only: a trigger refuses UPDATE and DELETE outside the erasure service.

    In the database the table is partitioned by month of ``recorded_at`` and keyed by (id, recorded_at); Django
    sees ``id`` as the key. Nothing has a foreign key to it.
    """

    id = models.BigAutoField(primary_key=True)
    brokerage = BrokerageKey("crm.Brokerage", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    contact_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    payload = models.JSONField(default=dict)
    occurred_at = models.DateTimeField(default=clock.now)
    recorded_at = models.DateTimeField(default=clock.now)
    correlation_id = models.CharField(max_length=36, default=new_correlation)

    objects = scoped()

    class Meta:
        indexes = [
            models.Index(name="crm_event_contact", fields=["brokerage", "contact_id", "occurred_at"]),
            models.Index(name="crm_event_kind", fields=["brokerage", "kind", "occurred_at"]),
        ]

    def __str__(self) -> str:
        return self.kind


class Outbox(models.Model):
    """An event that is not on the streams yet. Written with the event, deleted once it is on its way."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    brokerage = BrokerageKey("crm.Brokerage", on_delete=models.CASCADE, related_name="+")
    contact_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    shard = models.PositiveSmallIntegerField()

    objects = scoped()
    of_every_brokerage = models.Manager()  # noqa: DJ012 - the relay carries all tenants' rows

    class Meta:
        verbose_name_plural = "outbox"
        indexes = [models.Index(name="crm_outbox_shard", fields=["shard", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class Receipt(BrokerageModel):
    """Proof that something was taken in once: a webhook id, an idempotency key, an event at a subscriber."""

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    result = models.JSONField(
        null=True, blank=True, help_text="What was answered, where a repeat gets the same answer."
    )

    class Meta:
        indexes = [models.Index(name="crm_receipt_age", fields=["created_at"])]
        constraints = [models.UniqueConstraint(name="crm_receipt_once", fields=["brokerage", "source", "key"])]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class DeadLetter(BrokerageModel):
    """An event that a subscriber could not handle, kept with its reason until somebody retries it."""

    event_id = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    subscriber = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    error = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=0)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "event that failed"
        verbose_name_plural = "events that failed"
        constraints = [
            models.UniqueConstraint(name="crm_dead_letter_once", fields=["brokerage", "subscriber", "event_id"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.subscriber}"
