"""Files of people: bring one, say what its columns are, start it, follow its rows, take it back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.repeats import KEY_PARAMETER, once
from crm.errors import InvalidImport
from crm.models import Agent, Import, ImportRow
from crm.selectors import imports as selectors
from crm.services import import_undo, import_workbooks, imports
from crm.services.import_mapping import FIELDS
from crm.states import ImportState, LeadKind, RowOutcome
from realestate.api.paging import InOrderOfTheFile, NewestFirst
from realestate.api.views import AgentView

CREATED = 201


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string", "enum": ["", *FIELDS]}})
class ColumnsField(serializers.JSONField):
    """Column of the file to field of ours; empty leaves a column out. In a form it is a text of JSON."""

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """Return the mapping, each column and field a text."""
        columns = super().to_internal_value(data)
        if not isinstance(columns, Mapping) or not all(isinstance(field, str) for field in columns.values()):
            raise serializers.ValidationError("Name a field of ours for each column of the file.")
        return dict(columns)


class ImportOutput(serializers.ModelSerializer[Import]):
    """One file and how far it has come. ``error`` says why it failed, ``not_ready`` what keeps it from starting."""

    mapping = ColumnsField(read_only=True)
    not_ready = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields = (
            "id", "filename", "agent", "lead_kind", "source", "status", "mapping", "not_ready", "rows_total",
            "rows_done", "created_count", "joined_count", "rejected_count", "error", "started_at", "finished_at",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_not_ready(self, row: Import) -> str:
        """Return why an upload cannot be started as it is; empty if it can, or was."""
        if row.status != ImportState.UPLOADED:
            return ""
        try:
            imports.check_ready(row)
        except InvalidImport as problem:
            return problem.message
        return ""


class ImportInput(serializers.Serializer[Any]):
    """A workbook (.xlsx, its first sheet) or CSV, whose first line names the columns.

    Without ``mapping`` the columns are guessed from their names.
    """

    file = serializers.FileField()
    lead_kind = serializers.ChoiceField(choices=LeadKind.choices, default=LeadKind.BUYER)
    source = serializers.CharField(max_length=60, default="csv")  # type: ignore[assignment]  # a field of that name
    mapping = ColumnsField(required=False)


class ColumnsInput(serializers.Serializer[Any]):
    """What each column is."""

    mapping = ColumnsField()


class ImportRowOutput(serializers.ModelSerializer[ImportRow]):
    """One row as it was in the file, what became of it, and why. The header is line 1."""

    raw = serializers.DictField(read_only=True)

    class Meta:
        model = ImportRow
        fields = ("number", "outcome", "reason", "contact", "lead", "raw")
        read_only_fields = fields


class UndoneOutput(serializers.Serializer[Any]):
    """What was taken back, and how many people stay because somebody worked with them since."""

    people = serializers.IntegerField()
    leads = serializers.IntegerField()
    points = serializers.IntegerField(help_text="Numbers and addresses.")
    kept = serializers.IntegerField()


class ImportFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What the list of imports can be narrowed by."""

    status = django_filters.ChoiceFilter(choices=ImportState.choices)

    class Meta:
        model = Import
        fields: list[str] = []


class RowFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What the rows of an import can be narrowed by."""

    outcome = django_filters.ChoiceFilter(choices=RowOutcome.choices)

    class Meta:
        model = ImportRow
        fields: list[str] = []


ONE = {
    "id": 7, "filename": "people.csv", "agent": 3, "lead_kind": "buyer", "source": "Open house", "status": "uploaded",
    "mapping": {"Full Name": "name", "Cell": "phone", "Remarks": "notes"}, "not_ready": "", "rows_total": 3,
    "rows_done": 0, "created_count": 0, "joined_count": 0, "rejected_count": 0, "error": "", "started_at": None,
    "finished_at": None, "created_at": "2026-07-15T16:00:00Z",
}  # fmt: skip
UPLOADED = OpenApiExample("Its columns were guessed", value=ONE, response_only=True, status_codes=["201"])
REJECTED = OpenApiExample(
    "A number with a digit too few",
    value={
        "number": 3, "outcome": "rejected", "contact": None, "lead": None,
        "reason": "Phone: “813 555 013” is not a phone number that can be reached.",
        "raw": {"Full Name": "Vera Stoddard", "Cell": "813 555 013", "Remarks": ""},
    },
    response_only=True,
)  # fmt: skip
COLUMNS = OpenApiExample(
    "The remarks are tags", value={"mapping": {"Full Name": "name", "Cell": "phone", "Remarks": "tags"}},
    request_only=True,
)  # fmt: skip
TAKEN_BACK = OpenApiExample(
    "One person stays", value={"people": 41, "leads": 41, "points": 58, "kept": 1}, response_only=True
)


class Imports(AgentView, ListAPIView[Import]):
    """Imports the caller may see, the newest first; and bringing a file."""

    queryset = Import._base_manager.none()  # for the schema; the real one is made in the brokerage
    serializer_class = ImportOutput
    pagination_class = NewestFirst
    filter_backends = (DjangoFilterBackend,)
    filterset_class = ImportFilters
    parser_classes = (MultiPartParser,)

    def get_queryset(self) -> QuerySet[Import]:
        """Return the caller's imports."""
        return selectors.for_agent(self.agent) if hasattr(self, "agent") else super().get_queryset()

    @extend_schema(
        request={"multipart/form-data": ImportInput},
        responses={201: ImportOutput},
        examples=[UPLOADED],
        parameters=[KEY_PARAMETER],
    )
    def post(self, request: Request) -> Response:
        """Keep a file. Nobody comes in yet: look at ``mapping``, correct it, and start it."""
        form = ImportInput(data=request.data)
        form.is_valid(raise_exception=True)
        answer, headers = once(
            "api.imports", request, agent=self.agent, make=lambda: _upload(form.validated_data, self.agent)
        )
        return Response(answer, status=CREATED, headers=headers)


def _upload(data: dict[str, Any], agent: Agent) -> dict[str, Any]:
    """Keep the file, and return what is answered."""
    row = imports.upload(
        import_workbooks.as_text(data["file"]),
        lead_kind=data["lead_kind"],
        source=data["source"],
        agent=agent,
        mapping=data.get("mapping"),
    )
    return dict(ImportOutput(row).data)


class ImportOne(AgentView, RetrieveAPIView[Import]):
    """One import: how far it has come, and the counts of what became of its rows."""

    serializer_class = ImportOutput

    def get_queryset(self) -> QuerySet[Import]:
        """Return the caller's imports."""
        return selectors.for_agent(self.agent)


class ImportRows(AgentView, ListAPIView[ImportRow]):
    """The rows of an import that were looked at, in the order of the file."""

    queryset = ImportRow._base_manager.none()  # for the schema; the real one is made in the brokerage
    serializer_class = ImportRowOutput
    pagination_class = InOrderOfTheFile
    filter_backends = (DjangoFilterBackend,)
    filterset_class = RowFilters

    def get_queryset(self) -> QuerySet[ImportRow]:
        """Return the rows of the import."""
        if not hasattr(self, "agent"):
            return super().get_queryset()
        row = get_object_or_404(selectors.for_agent(self.agent), pk=self.kwargs["pk"])
        return ImportRow.objects.filter(upload=row)

    @extend_schema(
        examples=[REJECTED], parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH, description="The import")]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List them; ``outcome=rejected`` are those that stayed out, each with its reason."""
        return super().get(request, *args, **kwargs)


class _Step(AgentView):
    """A step of one import."""

    serializer_class: type[serializers.BaseSerializer[Any]] = ImportOutput

    def row(self, pk: int) -> Import:
        """Return the import, or answer 404."""
        return get_object_or_404(selectors.for_agent(self.agent), pk=pk)


class ImportColumns(_Step):
    """What the columns of a file are."""

    @extend_schema(request=ColumnsInput, responses={200: ImportOutput}, examples=[COLUMNS])
    def post(self, request: Request, pk: int) -> Response:
        """Correct them, before it is started. A column left out of the mapping is left out of the import."""
        row = self.row(pk)
        form = ColumnsInput(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(ImportOutput(imports.set_mapping(row, form.validated_data["mapping"])).data)


class ImportStart(_Step):
    """Bringing the people in."""

    @extend_schema(request=None, responses={202: ImportOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Bring them in, in the background; after a failure it goes on behind the last row. They get no message."""
        return Response(ImportOutput(imports.start(self.row(pk))).data, status=202)


class ImportUndo(_Step):
    """Taking an import back."""

    serializer_class = UndoneOutput

    @extend_schema(request=None, responses={200: UndoneOutput}, examples=[TAKEN_BACK])
    def post(self, request: Request, pk: int) -> Response:
        """Take back what only this import brought. One that is not finished is a 409; again, it changes nothing."""
        return Response(asdict(import_undo.undo(self.row(pk))))
