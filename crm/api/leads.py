"""Leads: list them, look at one, move one a step; and who is asking."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from crm.models import Agent, Lead
from crm.services import leads
from crm.states import LeadKind, LeadStatus, Role
from realestate.api.paging import NewestFirst
from realestate.api.views import AgentView


class LeadOutput(serializers.ModelSerializer[Lead]):
    """A person being worked. Prices are in cents, the score runs from 1 to 99."""

    name = serializers.CharField(source="contact.name", read_only=True)

    class Meta:
        model = Lead
        fields = (
            "id", "contact", "name", "kind", "segment", "status", "source", "assigned_to", "score", "score_before",
            "price_min_cents", "price_max_cents", "timeline", "locations", "property_type", "beds_min",
            "last_inbound_at", "last_outbound_at", "next_touch_at", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class LeadFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What the list of leads can be narrowed by."""

    status = django_filters.ChoiceFilter(choices=LeadStatus.choices)
    kind = django_filters.ChoiceFilter(choices=LeadKind.choices)
    contact = django_filters.NumberFilter(field_name="contact_id", label="Id of the person")
    assigned_to = django_filters.NumberFilter(field_name="assigned_to_id", label="Id of the agent")
    source = django_filters.CharFilter(label="How they came, exactly")
    min_score = django_filters.NumberFilter(field_name="score", lookup_expr="gte", label="At least this score")
    created_after = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte", label="Since")
    created_before = django_filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt", label="Before")

    class Meta:
        model = Lead
        fields: list[str] = []


class StatusInput(serializers.Serializer[Any]):
    """The step to take, and why."""

    status = serializers.ChoiceField(choices=LeadStatus.choices)
    reason = serializers.CharField(max_length=200)


class MeOutput(serializers.Serializer[Any]):
    """Who is asking, and for which brokerage."""

    agent = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    email = serializers.EmailField(source="user.email")
    role = serializers.ChoiceField(choices=Role.choices)
    brokerage = serializers.CharField(source="brokerage.name")
    timezone = serializers.CharField()


def _mine(agent: Agent) -> QuerySet[Lead]:
    found: QuerySet[Lead] = Lead.objects.for_agent(agent).select_related("contact")
    return found


class Leads(AgentView, ListAPIView[Lead]):
    """Leads, newest first."""

    queryset = Lead._base_manager.none()  # for the schema; the real one is made in the brokerage
    serializer_class = LeadOutput
    pagination_class = NewestFirst
    filter_backends = (DjangoFilterBackend,)
    filterset_class = LeadFilters

    def get_queryset(self) -> QuerySet[Lead]:
        """Return the caller's leads."""
        return _mine(self.agent) if hasattr(self, "agent") else super().get_queryset()


class LeadOne(AgentView, RetrieveAPIView[Lead]):
    """One lead."""

    serializer_class = LeadOutput

    def get_queryset(self) -> QuerySet[Lead]:
        """Return the caller's leads."""
        return _mine(self.agent)


class LeadStatusChange(AgentView):
    """The status of one lead."""

    serializer_class = StatusInput

    @extend_schema(request=StatusInput, responses={200: LeadOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Move the lead one step. A step that its status does not allow is a 409."""
        lead = get_object_or_404(_mine(self.agent), pk=pk)
        form = StatusInput(data=request.data)
        form.is_valid(raise_exception=True)
        to, reason = form.validated_data["status"], form.validated_data["reason"]
        leads.change_status(lead, to, reason=reason, agent=self.agent)
        return Response(LeadOutput(lead).data)


class Me(AgentView):
    """The caller."""

    serializer_class = MeOutput

    @extend_schema(responses={200: MeOutput})
    def get(self, request: Request) -> Response:
        """Return who is asking."""
        return Response(MeOutput(self.agent).data)
