"""The phone simulator's side of the line: what a carrier would hold. Not read by anything that decides."""

from django.db import models

from crm.models import BrokerageModel


class SimulatedText(BrokerageModel):
    """A text that the simulated carrier took. ``reference`` is our message's key, so a repeat is seen."""

    reference = models.CharField(max_length=120)
    to_number = models.CharField(max_length=20)
    from_number = models.CharField(max_length=20)
    body = models.TextField(blank=True)
    kind = models.CharField(max_length=16, default="sms", help_text="The channel: a text, or a kind of call.")
    media = models.JSONField(default=list, blank=True, help_text="Addresses of the pictures that came with it.")
    accepted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="outreach_simulated_to", fields=["brokerage", "to_number", "accepted_at"])]
        constraints = [models.UniqueConstraint(name="outreach_simulated_once", fields=["brokerage", "reference"])]

    def __str__(self) -> str:
        return self.reference


class CaughtMail(models.Model):
    """An email caught on this machine instead of leaving it. Raw, as SMTP delivered it."""

    brokerage = models.ForeignKey("crm.Brokerage", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    message_id = models.CharField(max_length=240, blank=True)
    sender = models.CharField(max_length=254)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=240, blank=True)
    raw = models.TextField()
    caught_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "caught mail"
        indexes = [models.Index(name="outreach_caught_recent", fields=["brokerage", "-caught_at"])]

    def __str__(self) -> str:
        return self.subject
