"""Runs of people through sequences: start one or many, follow them, pause, stop."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.repeats import KEY_PARAMETER, once
from crm.models import Agent, Lead
from nurturing.models import Enrollment, Sequence, Touchpoint
from nurturing.services import batches, enrollment
from nurturing.states import EnrollmentStatus
from realestate.api.paging import LatestStarted
from realestate.api.views import AgentView

MOST = 200  # each is decided under its own lock; more at once would hold others up


class EnrollmentOutput(serializers.ModelSerializer[Enrollment]):
    """One lead's run, on the version it started on."""

    version = serializers.IntegerField(source="version.number", read_only=True)

    class Meta:
        model = Enrollment
        fields: tuple[str, ...] = (
            "id", "lead", "contact", "sequence", "version", "status", "started_because", "agent", "started_at",
            "ended_at", "ended_because",
        )  # fmt: skip
        read_only_fields: tuple[str, ...] = fields


class TouchpointOutput(serializers.ModelSerializer[Touchpoint]):
    """One step of a run: when it is due, how far it has come and why; ``message_id`` is the message it became."""

    step = serializers.IntegerField(source="step.number", read_only=True)
    name = serializers.CharField(source="step.name", read_only=True)
    kind = serializers.CharField(source="step.kind", read_only=True)

    class Meta:
        model = Touchpoint
        fields = ("step", "name", "kind", "status", "due_at", "done_at", "message_id", "reason")
        read_only_fields = fields


class EnrollmentWhole(EnrollmentOutput):
    """One run with its steps so far and the next one."""

    touchpoints = TouchpointOutput(many=True, read_only=True)

    class Meta(EnrollmentOutput.Meta):
        fields = (*EnrollmentOutput.Meta.fields, "touchpoints")
        read_only_fields = fields


class EnrollInput(serializers.Serializer[Any]):
    """Whom to start it for: ids of leads."""

    leads = serializers.ListField(
        child=serializers.IntegerField(), allow_empty=False, max_length=MOST, help_text=f"At most {MOST} at once."
    )


class NotStartedOutput(serializers.Serializer[Any]):
    """One that did not start, and why."""

    lead = serializers.IntegerField(source="lead_id")
    reason = serializers.CharField()


class EnrollOutput(serializers.Serializer[Any]):
    """What became of everybody: ``started`` now, ``running`` since before, ``refused`` with the reason."""

    started = EnrollmentOutput(many=True)
    running = EnrollmentOutput(many=True)
    refused = NotStartedOutput(many=True)


class StopInput(serializers.Serializer[Any]):
    """Why it ends; shown on pages."""

    reason = serializers.CharField(max_length=120, required=False, default="")


class EnrollmentFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What the list of runs can be narrowed by."""

    lead = django_filters.NumberFilter(field_name="lead_id", label="Id of the lead")
    contact = django_filters.NumberFilter(field_name="contact_id", label="Id of the person")
    sequence = django_filters.NumberFilter(field_name="sequence_id", label="Id of the sequence")
    status = django_filters.ChoiceFilter(choices=EnrollmentStatus.choices)

    class Meta:
        model = Enrollment
        fields: list[str] = []


RUN = {
    "id": 61, "lead": 20, "contact": 14, "sequence": 2, "version": 1, "status": "active",
    "started_because": "Started by Ana Ortiz", "agent": 3, "started_at": "2026-07-15T16:00:00Z", "ended_at": None,
    "ended_because": "",
}  # fmt: skip
TOUCH = {
    "step": 1, "name": "Welcome", "kind": "email", "status": "planned", "due_at": "2026-07-15T17:00:00Z",
    "done_at": None, "message_id": None, "reason": "",
}  # fmt: skip
ASKED = OpenApiExample("Two people", value={"leads": [20, 21]}, request_only=True)
STARTED = OpenApiExample(
    "One starts, one may not",
    value={
        "started": [RUN], "running": [],
        "refused": [{"lead": 21, "reason": "This lead is closed or has opted out."}],
    },
    response_only=True,
)  # fmt: skip
FOLLOWED = OpenApiExample("On its first step", value={**RUN, "touchpoints": [TOUCH]}, response_only=True)


def _seen_by(agent: Agent) -> QuerySet[Enrollment]:
    rows: QuerySet[Enrollment] = Enrollment.objects.for_agent(agent).select_related("version")
    return rows


class Enroll(AgentView):
    """Putting people into a sequence."""

    serializer_class = EnrollInput

    @extend_schema(
        request=EnrollInput, responses={200: EnrollOutput}, examples=[ASKED, STARTED], parameters=[KEY_PARAMETER]
    )
    def post(self, request: Request, pk: int) -> Response:
        """Start it for each lead that may; who may not holds nobody back. Asked again, nobody starts twice."""
        sequence: Sequence = get_object_or_404(Sequence.objects.all(), pk=pk)
        form = EnrollInput(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = list(dict.fromkeys(form.validated_data["leads"]))
        answer, headers = once(
            f"api.enroll.{pk}", request, agent=self.agent, make=lambda: _enroll(sequence, wanted, self.agent)
        )
        return Response(answer, headers=headers)


class Enrollments(AgentView, ListAPIView[Enrollment]):
    """Runs of the caller's leads, those that started last first."""

    queryset = Enrollment._base_manager.none()  # for the schema; the real one is made in the brokerage
    serializer_class = EnrollmentOutput
    pagination_class = LatestStarted
    filter_backends = (DjangoFilterBackend,)
    filterset_class = EnrollmentFilters

    def get_queryset(self) -> QuerySet[Enrollment]:
        """Return the runs of the caller's leads."""
        return _seen_by(self.agent) if hasattr(self, "agent") else super().get_queryset()


class EnrollmentOne(AgentView, RetrieveAPIView[Enrollment]):
    """One run."""

    serializer_class = EnrollmentWhole

    def get_queryset(self) -> QuerySet[Enrollment]:
        """Return the runs of the caller's leads, with their steps."""
        steps = Touchpoint.objects.select_related("step").order_by("step__number")
        return _seen_by(self.agent).prefetch_related(Prefetch("touchpoints", queryset=steps))

    @extend_schema(examples=[FOLLOWED])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return it with its steps so far and the next one."""
        return super().get(request, *args, **kwargs)


class _Step(AgentView):
    """A step of one run."""

    serializer_class = EnrollmentOutput

    def run(self, pk: int) -> Enrollment:
        """Return the run, or answer 404."""
        return get_object_or_404(_seen_by(self.agent).select_related("lead"), pk=pk)


class Pause(_Step):
    """Holding a run."""

    @extend_schema(request=None, responses={200: EnrollmentOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Hold it where it is; a message that has not left is taken back. One that is not active is a 409."""
        return Response(EnrollmentOutput(enrollment.pause(self.run(pk))).data)


class Resume(_Step):
    """Letting a run go on."""

    @extend_schema(request=None, responses={200: EnrollmentOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Let it go on; what came due meanwhile is due now. One that is not paused is a 409."""
        return Response(EnrollmentOutput(enrollment.resume(self.run(pk))).data)


class Stop(_Step):
    """Taking a lead out of a sequence."""

    @extend_schema(request=StopInput, responses={200: EnrollmentOutput})
    def post(self, request: Request, pk: int) -> Response:
        """End it; its open step is called off. One that is over is a 409."""
        run = self.run(pk)
        form = StopInput(data=request.data)
        form.is_valid(raise_exception=True)
        because = form.validated_data["reason"] or f"Taken out by {self.agent.name}"
        return Response(EnrollmentOutput(enrollment.exit_one(run, because=because)).data)


def _enroll(sequence: Sequence, wanted: list[int], agent: Agent) -> dict[str, Any]:
    leads = {lead.pk: lead for lead in Lead.objects.for_agent(agent).filter(pk__in=wanted).select_related("contact")}
    seen = [leads[pk] for pk in wanted if pk in leads]
    batch = batches.enroll(seen, sequence, because=f"Started by {agent.name}", agent=agent)
    unknown = [batches.NotStarted(pk, "You may see no lead with this id.") for pk in wanted if pk not in leads]
    batch.refused.extend(unknown)
    return dict(EnrollOutput(batch).data)
