"""What was said with people, in and out; writing to one of them, and taking it back."""

import uuid
from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.contacts import visible
from crm.api.repeats import KEY_PARAMETER, once
from crm.models import Agent, Lead
from outreach.api import message_shapes as shapes
from outreach.compliance.explain import explain
from outreach.compliance.remedies import what_helps
from outreach.errors import Blocked, InvalidHour, InvalidTemplate, MissingFact
from outreach.models import Message, TemplateVersion
from outreach.selectors.inbox import leads_of
from outreach.services import by_hand, composing, enclosing, scheduling, templates, waiting
from outreach.services.enclosing import Enclosure
from outreach.services.files import FileRefused
from outreach.states import Author, Channel, Direction, MessageStatus
from outreach.writing.judge import WHY
from realestate.api.errors import CONTENT_TYPE, problem
from realestate.api.paging import LatestSaid
from realestate.api.views import AgentView

REFUSED = 422
CREATED = 201


class MessageFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What the list of messages can be narrowed by."""

    contact = django_filters.NumberFilter(field_name="contact_id", label="Id of the person")
    lead = django_filters.NumberFilter(field_name="lead_id", label="Id of the lead")
    conversation = django_filters.NumberFilter(field_name="conversation_id", label="Id of the conversation")
    channel = django_filters.ChoiceFilter(choices=Channel.choices)
    direction = django_filters.ChoiceFilter(choices=Direction.choices)
    status = django_filters.ChoiceFilter(choices=MessageStatus.choices)
    author = django_filters.ChoiceFilter(choices=Author.choices)
    intent = django_filters.CharFilter(label="What they want, such as question")
    campaign = django_filters.CharFilter(label="What it can be stopped with, such as sequence:3")
    since = django_filters.IsoDateTimeFilter(field_name="occurred_at", lookup_expr="gte", label="Since")
    until = django_filters.IsoDateTimeFilter(field_name="occurred_at", lookup_expr="lt", label="Before")

    class Meta:
        model = Message
        fields: list[str] = []


def seen_by(agent: Agent) -> QuerySet[Message]:
    """Return the messages of the people an agent may see."""
    mine: QuerySet[Message] = Message.objects.all()
    return mine if agent.sees_everyone else mine.filter(contact__in=visible(agent))


class Communications(AgentView, ListAPIView[Message]):
    """Messages of the people the caller may see, the latest first."""

    queryset = Message._base_manager.none()  # for the schema; the real one is made in the brokerage
    serializer_class = shapes.MessageOutput
    pagination_class = LatestSaid
    filter_backends = (DjangoFilterBackend,)
    filterset_class = MessageFilters

    def get_queryset(self) -> QuerySet[Message]:
        """Return the messages of the caller's people."""
        return seen_by(self.agent) if hasattr(self, "agent") else super().get_queryset()


class Messages(Communications):
    """Messages of the people the caller may see, the latest first; and writing one."""

    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(
        request={"application/json": shapes.MessageInput, "multipart/form-data": shapes.MessageForm},
        responses={201: shapes.MessageWritten, (422, CONTENT_TYPE): shapes.BlockedProblem},
        examples=[shapes.TEXT, shapes.FROM_TEMPLATE, shapes.WRITTEN, shapes.BLOCKED],
        parameters=[KEY_PARAMETER],
    )
    def post(self, request: Request) -> Response:
        """Write to a person as the caller: 201 with what the gate says of it, or 422 with the rule that forbids it.

        The gate is asked again when the message goes out, and the agent's name stands under it: whoever writes takes
        the conversation over. Files go along as ``multipart/form-data``, each as a field ``files``.
        """
        form = shapes.MessageForm(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            answer, headers = once(
                "api.messages", request, agent=self.agent, make=lambda: _write(form.validated_data, self.agent)
            )
        except Blocked as no:
            return _not_allowed(no)
        return Response(answer, status=CREATED, headers=headers)


class MessageOne(AgentView, RetrieveAPIView[Message]):
    """One message, with what the gate said last."""

    serializer_class = shapes.MessageWhole

    def get_queryset(self) -> QuerySet[Message]:
        """Return the messages of the caller's people."""
        return seen_by(self.agent).select_related("wording__version__template").prefetch_related("attachments")


class MessageCancel(AgentView):
    """Taking a message back."""

    serializer_class = shapes.MessageOutput

    @extend_schema(request=None, responses={200: shapes.MessageOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Take back a message that has not left yet; one that has is a 422 with the code ``not_waiting``."""
        message = get_object_or_404(seen_by(self.agent), pk=pk)
        waiting.cancel(message, reason=f"{self.agent.name} took it back.")
        return Response(shapes.MessageOutput(message).data)


def _not_allowed(no: Blocked) -> Response:
    """Return what is answered where the gate forbids it; where the words are the reason, with what is wrong in them."""
    about = {"rule": no.rule, "reason": no.reason, "helps": what_helps(no.reason)}
    why = f"{WHY.get(no.wording, 'It may not go out so')}."
    errors = [{"field": "body", "message": why, "code": no.wording}] if no.wording else []
    return problem(REFUSED, detail=no.message, code=no.code, errors=errors, more=about)


def _write(data: dict[str, Any], agent: Agent) -> dict[str, Any]:
    """Ask for the message, and return what is answered."""
    lead = _lead(data, agent)
    version = _version(data, lead)
    words = _words(data, lead, version, agent)
    written = by_hand.write(
        lead,
        agent=agent,
        key=f"api:{uuid.uuid4()}",  # repeats are told by their own key, before this
        channel=data["channel"],
        at=_moment(data.get("send_at"), lead, agent),
        version=version,
        enclosed=_enclosed(data),
        refuse_blocked=True,
        body=words["body"],
        subject=words["subject"],
        html=words.get("html", ""),
    )
    said = written.decision
    decision = {
        "verdict": said.decision, "sentence": explain(said), "reason": said.reason or "", "rule": said.rule or "",
        "until": said.defer_until,
    }  # fmt: skip
    answer = {"message": written.message, "decision": decision, "moved": written.is_moved}
    return dict(shapes.MessageWritten(answer).data)


def _lead(data: dict[str, Any], agent: Agent) -> Lead:
    """Return the lead to write to.

    Raises:
        ValidationError: the caller may see nobody like that.
    """
    if "lead" in data:
        mine = Lead.objects.for_agent(agent).filter(contact_id=data["contact"], contact__in=visible(agent))
        named: Lead | None = mine.select_related("contact", "brokerage").filter(pk=data["lead"]).first()
        if named is None:
            raise serializers.ValidationError({"lead": ["This person has no lead with this id that you may see."]})
        return named
    found = leads_of([data["contact"]], reader=agent).get(data["contact"])
    if found is None or not visible(agent).filter(pk=data["contact"]).exists():
        raise serializers.ValidationError({"contact": ["You may see no lead of a person with this id."]})
    return found


def _version(data: dict[str, Any], lead: Lead) -> TemplateVersion | None:
    key = data.get("template")
    if not key:
        return None
    found: TemplateVersion | None = templates.usable(lead, data["channel"]).filter(template__key=key).first()
    if found is None:
        raise serializers.ValidationError({"template": ["No template in force with this key fits this person."]})
    return found


def _words(data: dict[str, Any], lead: Lead, version: TemplateVersion | None, agent: Agent) -> dict[str, str]:
    if version is None:
        return {"body": data["body"], "subject": data.get("subject", "")}
    try:
        filled = composing.compose(version, lead, agent=agent)
    except MissingFact as no:
        raise MissingFact(no.message, field="template") from no
    if filled.refused:
        raise InvalidTemplate(filled.refused, field="template")
    return {"body": filled.text, "subject": filled.subject, "html": filled.html}


def _enclosed(data: dict[str, Any]) -> list[Enclosure]:
    try:
        return enclosing.take(data.get("files", ()), data["channel"])
    except FileRefused as no:
        raise FileRefused(no.message, field="files") from no


def _moment(asked: datetime | None, lead: Lead, agent: Agent) -> datetime | None:
    if asked is None:
        return None
    try:
        return scheduling.moment_of(asked, scheduling.zone_of(lead, agent))
    except InvalidHour as no:
        raise InvalidHour(no.message, field="send_at") from no
