"""What comes with a message: files, and how a call went."""

from django.db import models
from django.db.models import Q

from crm.models import BrokerageModel, TenantForeignKey, TenantOneToOne
from outreach.models.conversations import Message
from outreach.states import FileState


class Attachment(BrokerageModel):
    """One picture or document of a message. ``path`` lies under the uploads, by a name that says nothing."""

    message = TenantForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    place = models.PositiveSmallIntegerField(default=0, help_text="Its place among the message's files.")
    name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(
        max_length=80, blank=True, help_text="As read from the file itself once it is kept."
    )
    size = models.PositiveIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=120, blank=True)
    source_url = models.CharField(max_length=400, blank=True, help_text="Where the carrier holds it.")
    status = models.CharField(max_length=8, choices=FileState.choices, default=FileState.EXPECTED)
    reason = models.CharField(max_length=160, blank=True, help_text="Why it was not kept.")

    class Meta:
        verbose_name = "file"
        verbose_name_plural = "files"
        indexes = [models.Index(name="outreach_file_expected", fields=["brokerage"], condition=Q(status="expected"))]
        constraints = [
            models.UniqueConstraint(name="outreach_file_place", fields=["brokerage", "message", "place"]),
            models.CheckConstraint(name="outreach_file_status_known", condition=Q(status__in=FileState.values)),
            models.CheckConstraint(name="outreach_file_kept_somewhere", condition=~Q(status="kept") | ~Q(path="")),
        ]

    def __str__(self) -> str:
        return f"{self.content_type or 'file'} {self.pk}"


class Call(BrokerageModel):
    """How a call went. The message beside it says who called whom and what the gate said."""

    message = TenantOneToOne(Message, on_delete=models.CASCADE, related_name="call")
    seconds = models.PositiveIntegerField(null=True, blank=True, help_text="How long the two spoke.")
    answered_by = models.CharField(max_length=24, blank=True)
    connected_at = models.DateTimeField(null=True, blank=True, help_text="When the person's phone was dialled.")
    recording_id = models.CharField(max_length=64, blank=True)
    recording_seconds = models.PositiveIntegerField(null=True, blank=True)
    announced = models.BooleanField(default=False, help_text="Everybody on the line was told of the recording first.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outreach_call_recording_announced", condition=Q(recording_id="") | Q(announced=True)
            )
        ]

    def __str__(self) -> str:
        return f"Call {self.message_id}"
