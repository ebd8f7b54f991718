"""Conversations: who answers, what waits for a person; taking one over, giving it back, putting it away."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from crm.models import Agent
from outreach.errors import InvalidHour
from outreach.models import Conversation, Handoff
from outreach.selectors import inbox, inbox_filters
from outreach.selectors.inbox_filters import Filters
from outreach.services import handoff, reading, scheduling
from outreach.states import HandoffState
from realestate.api.fields import ClockTime
from realestate.api.paging import LatestTalk
from realestate.api.views import AgentView


class HandoffOutput(serializers.Serializer[Any]):
    """Why a person is needed, and since when."""

    reason = serializers.CharField()
    summary = serializers.CharField()
    agent = serializers.IntegerField(source="agent_id", allow_null=True, help_text="Who was asked first.")
    created_at = serializers.DateTimeField()


class ConversationOutput(serializers.ModelSerializer[Conversation]):
    """All that is said with one person, over all channels.

    ``in_charge`` says who answers, ``paused_reason`` why automation waits for a person to decide.
    """

    name = serializers.CharField(source="contact.name", read_only=True)
    handoff = serializers.SerializerMethodField()

    class Meta:
        model = Conversation
        fields = (
            "id", "contact", "name", "in_charge", "agent", "paused_reason", "handoff", "last_message_at",
            "last_inbound_at", "answered_at", "taken_over_at", "returned_at", "snoozed_until",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(HandoffOutput(allow_null=True))
    def get_handoff(self, row: Conversation) -> dict[str, Any] | None:
        """Return what waits for a person; None if nothing does."""
        waiting: list[Handoff] = row.waiting_handoffs  # type: ignore[attr-defined]  # prefetched by ``_with_all``
        return dict(HandoffOutput(waiting[0]).data) if waiting else None


class RestInput(serializers.Serializer[Any]):
    """Until when a conversation rests. Without an offset it is on your own clock; null wakes it."""

    until = ClockTime(allow_null=True)


ROW = {
    "id": 14, "contact": 14, "name": "Dana Reyes", "in_charge": "agent", "agent": 3, "paused_reason": "",
    "handoff": {
        "reason": "appointment", "summary": "Asks to see a home on Saturday", "agent": 3,
        "created_at": "2026-07-15T15:58:00Z",
    },
    "last_message_at": "2026-07-15T15:58:00Z", "last_inbound_at": "2026-07-15T15:58:00Z",
    "answered_at": "2026-07-14T18:00:00Z", "taken_over_at": "2026-07-15T16:00:00Z", "returned_at": None,
    "snoozed_until": None,
}  # fmt: skip
EXAMPLE = OpenApiExample("A person is needed", value=ROW, response_only=True)
UNTIL = OpenApiExample("Until tomorrow at nine", value={"until": "2026-07-16T09:00"}, request_only=True)
BOX = OpenApiParameter("box", str, enum=list(inbox.BOXES), description="A box of the inbox; all if left out.")
NARROW = (
    OpenApiParameter("channel", str, enum=[str(one) for one in inbox_filters.CHANNELS]),
    OpenApiParameter("state", str, enum=list(inbox_filters.STATES)),
    OpenApiParameter("agent", OpenApiTypes.INT, description="Id of who answers"),
)


def _with_all(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    waiting = Handoff.objects.filter(status=HandoffState.OPEN)
    return rows.select_related("contact").prefetch_related(
        Prefetch("handoffs", queryset=waiting, to_attr="waiting_handoffs")
    )


class Conversations(AgentView, ListAPIView[Conversation]):
    """Conversations the caller may see, those talked in last first."""

    queryset = Conversation._base_manager.none()  # for the schema; the real one is made in the brokerage
    serializer_class = ConversationOutput
    pagination_class = LatestTalk

    def get_queryset(self) -> QuerySet[Conversation]:
        """Return the conversations of a box, narrowed."""
        if not hasattr(self, "agent"):
            return super().get_queryset()
        query = self.request.query_params
        box = query.get("box", "all")
        if box not in inbox.BOXES:
            raise serializers.ValidationError({"box": [f"A box is one of: {', '.join(inbox.BOXES)}."]})
        rows = inbox.BOXES[box][1](self.agent)
        return _with_all(Filters.read(query).narrow(rows, self.agent))

    @extend_schema(parameters=[BOX, *NARROW], examples=[EXAMPLE])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List them."""
        return super().get(request, *args, **kwargs)


class ConversationOne(AgentView, RetrieveAPIView[Conversation]):
    """One conversation. What was said in it is under ``messages/?conversation=``."""

    serializer_class = ConversationOutput

    def get_queryset(self) -> QuerySet[Conversation]:
        """Return the conversations the caller may see."""
        return _with_all(inbox.visible_to(self.agent))


class _Step(AgentView):
    """A step of one conversation, answered with what it is afterwards."""

    serializer_class = ConversationOutput

    def row(self, pk: int) -> Conversation:
        """Return the conversation, or answer 404."""
        rows = inbox.visible_to(self.agent).select_related("contact__brokerage", "agent", "brokerage")
        return get_object_or_404(rows, pk=pk)

    def answer(self, pk: int) -> Response:
        """Return the conversation as it is now. Who gave a lead away may see it once more."""
        return Response(ConversationOutput(_with_all(Conversation.objects.all()).get(pk=pk)).data)


class TakeOver(_Step):
    """Answering a person oneself."""

    @extend_schema(request=None, responses={200: ConversationOutput}, examples=[EXAMPLE])
    def post(self, request: Request, pk: int) -> Response:
        """Put the caller in charge: Homestretch is silent here, and what it was about to say is taken back."""
        handoff.take_over(self.row(pk), agent=self.agent)
        return self.answer(pk)


class GiveBack(_Step):
    """Letting Homestretch answer again."""

    @extend_schema(request=None, responses={200: ConversationOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Give the conversation back, and close what waited. One that nobody took over is a 409."""
        handoff.give_back(self.row(pk), agent=self.agent)
        return self.answer(pk)


class Rest(_Step):
    """Putting a conversation away until later."""

    @extend_schema(request=RestInput, responses={200: ConversationOutput}, examples=[UNTIL])
    def post(self, request: Request, pk: int) -> Response:
        """Let it rest until a moment, or wake it with null. What they write wakes it too."""
        row = self.row(pk)
        form = RestInput(data=request.data)
        form.is_valid(raise_exception=True)
        until = form.validated_data["until"]
        reading.rest(row, _moment(until, self.agent) if until else None, by=self.agent)
        return self.answer(pk)


def _moment(until: datetime, agent: Agent) -> datetime:
    try:
        return scheduling.moment_of(until, ZoneInfo(agent.timezone))
    except InvalidHour as no:
        raise InvalidHour(no.message, field="until") from no
