"""Sequences: how each fares, its versions, and the steps of one."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from nurturing.models import Sequence, SequenceVersion, Step
from nurturing.selectors import sequences as selectors
from realestate.api.paging import ByPriority
from realestate.api.views import AgentView


class FiguresOutput(serializers.Serializer[Any]):
    """People in it now, and what became of those who were. Rates are shares from 0 to 1, null before there is any."""

    active = serializers.IntegerField()
    paused = serializers.IntegerField()
    ever = serializers.IntegerField()
    replied = serializers.IntegerField()
    finished = serializers.IntegerField()
    replied_rate = serializers.FloatField(allow_null=True)
    blocked_rate = serializers.FloatField(allow_null=True, help_text="Of all steps done: stopped by the gate.")


class SequenceOutput(serializers.Serializer[Any]):
    """A plan of several messages over time. ``starts`` says in words for whom it begins, and by what."""

    id = serializers.IntegerField(source="sequence.pk")
    key = serializers.CharField(source="sequence.key")
    name = serializers.CharField(source="sequence.name")
    lead_kind = serializers.CharField(source="sequence.lead_kind", help_text="Empty: for any kind.")
    segment = serializers.CharField(source="sequence.segment")
    priority = serializers.IntegerField(source="sequence.priority", help_text="Lower goes first.")
    enroll_above = serializers.IntegerField(source="sequence.enroll_above", allow_null=True)
    is_paused = serializers.BooleanField(source="sequence.is_paused")
    starts = serializers.CharField()
    version = serializers.IntegerField(source="version.number", allow_null=True, default=None)
    step_count = serializers.IntegerField()
    figures = FiguresOutput()


class StepOutput(serializers.ModelSerializer[Step]):
    """One line: wait, look at the conditions, do one thing. With ``template`` its words are those in force then."""

    template = serializers.CharField(source="template.key", default="", read_only=True)
    conditions = serializers.ListField(child=serializers.DictField(), read_only=True)
    personalise_on = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Step
        fields = (
            "number", "name", "kind", "wait_minutes", "template", "workflow", "subject", "body", "tone",
            "personalise_on", "conditions", "expires_after_minutes",
        )  # fmt: skip
        read_only_fields = fields


class VersionOutput(serializers.ModelSerializer[SequenceVersion]):
    """One edition. Whoever began on it stays on it. ``agent`` is who made it, null for the release."""

    class Meta:
        model = SequenceVersion
        fields: tuple[str, ...] = ("number", "is_current", "days", "agent", "note", "created_at")
        read_only_fields: tuple[str, ...] = fields


class VersionWhole(VersionOutput):
    """One edition with its steps."""

    steps = StepOutput(many=True, read_only=True)

    class Meta(VersionOutput.Meta):
        fields = (*VersionOutput.Meta.fields, "steps")
        read_only_fields = fields


class SequenceWhole(SequenceOutput):
    """A sequence with the steps in force now, and all its versions, the newest first."""

    steps = serializers.SerializerMethodField()
    versions = serializers.SerializerMethodField()

    @extend_schema_field(StepOutput(many=True))
    def get_steps(self, row: selectors.Row) -> Any:
        """Return the steps of the current version."""
        steps = Step.objects.filter(version=row.version).select_related("template")
        return StepOutput(steps, many=True).data

    @extend_schema_field(VersionOutput(many=True))
    def get_versions(self, row: selectors.Row) -> Any:
        """Return all versions."""
        return VersionOutput(row.sequence.versions.order_by("-number"), many=True).data


ROW = {
    "id": 2, "key": "first_time_buyer", "name": "First-Time Buyer Journey", "lead_kind": "buyer",
    "segment": "first_time_buyer", "priority": 10, "enroll_above": 70, "is_paused": False,
    "starts": "a first-time buyer scores above 70", "version": 1, "step_count": 3,
    "figures": {
        "active": 12, "paused": 1, "ever": 40, "replied": 9, "finished": 18, "replied_rate": 0.225,
        "blocked_rate": 0.04,
    },
}  # fmt: skip
STEP = {
    "number": 1, "name": "Welcome", "kind": "email", "wait_minutes": 60, "template": "buyer_email_first",
    "workflow": "", "subject": "", "body": "", "tone": "", "personalise_on": [],
    "conditions": [{"field": "score", "test": "above", "value": 60}], "expires_after_minutes": 2880,
}  # fmt: skip
VERSION = {
    "number": 1, "is_current": True, "days": 30, "agent": None, "note": "", "created_at": "2026-07-15T16:00:00Z",
}  # fmt: skip
LISTED = OpenApiExample("One that starts by score", value=ROW, response_only=True)
WHOLE = OpenApiExample("With its steps", value={**ROW, "steps": [STEP], "versions": [VERSION]}, response_only=True)
EDITION = OpenApiExample("The first edition", value={**VERSION, "steps": [STEP]}, response_only=True)


class Sequences(AgentView, ListAPIView[Sequence]):
    """Every sequence of the brokerage, in the order in which one goes before another."""

    queryset = Sequence._base_manager.none()  # for the schema; the real one is made in the brokerage
    serializer_class = SequenceOutput
    pagination_class = ByPriority

    def get_queryset(self) -> QuerySet[Sequence]:
        """Return the sequences of the caller's brokerage."""
        return Sequence.objects.all() if hasattr(self, "agent") else super().get_queryset()

    @extend_schema(examples=[LISTED])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List them with how they fare."""
        shown = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(SequenceOutput(selectors.rows_of(shown), many=True).data)


class SequenceOne(AgentView):
    """One sequence."""

    serializer_class = SequenceWhole

    @extend_schema(responses=SequenceWhole, examples=[WHOLE])
    def get(self, request: Request, pk: int) -> Response:
        """Return it with the steps in force now, and its versions."""
        [row] = selectors.rows_of([get_object_or_404(Sequence.objects.all(), pk=pk)])
        return Response(SequenceWhole(row).data)


class VersionOne(AgentView, RetrieveAPIView[SequenceVersion]):
    """One edition of a sequence, also an old one that people are still on."""

    serializer_class = VersionWhole
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[SequenceVersion]:
        """Return the versions of the sequence."""
        rows = SequenceVersion.objects.filter(sequence_id=self.kwargs["pk"])
        return rows.prefetch_related("steps__template")

    @extend_schema(examples=[EDITION])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return it with its steps."""
        return super().get(request, *args, **kwargs)
