"""What was said with people, in and out."""

import django_filters
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from crm.api.contacts import visible
from outreach.models import Message
from outreach.states import Channel, Direction, MessageStatus
from realestate.api.paging import LatestSaid
from realestate.api.views import AgentView


class MessageOutput(serializers.ModelSerializer[Message]):
    """One text or email. ``reason`` says why it is held, blocked, cancelled or failed."""

    class Meta:
        model = Message
        fields = (
            "id", "contact", "lead", "direction", "channel", "purpose", "author", "subject", "body", "status", "reason",
            "intent", "sentiment", "segments", "cost_micros", "occurred_at", "sent_at", "delivered_at",
        )  # fmt: skip
        read_only_fields = fields


class MessageFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What the list of messages can be narrowed by."""

    contact = django_filters.NumberFilter(field_name="contact_id", label="Id of the person")
    lead = django_filters.NumberFilter(field_name="lead_id", label="Id of the lead")
    channel = django_filters.ChoiceFilter(choices=Channel.choices)
    direction = django_filters.ChoiceFilter(choices=Direction.choices)
    status = django_filters.ChoiceFilter(choices=MessageStatus.choices)
    since = django_filters.IsoDateTimeFilter(field_name="occurred_at", lookup_expr="gte", label="Since")

    class Meta:
        model = Message
        fields: list[str] = []


class Messages(AgentView, ListAPIView[Message]):
    """Messages of the people the caller may see, the latest first."""

    queryset = Message._base_manager.none()  # for the schema; the real one is made in the brokerage
    serializer_class = MessageOutput
    pagination_class = LatestSaid
    filter_backends = (DjangoFilterBackend,)
    filterset_class = MessageFilters

    def get_queryset(self) -> QuerySet[Message]:
        """Return the messages of the caller's people."""
        if not hasattr(self, "agent"):
            return super().get_queryset()
        mine: QuerySet[Message] = Message.objects.all()
        return mine if self.agent.sees_everyone else mine.filter(contact__in=visible(self.agent))
