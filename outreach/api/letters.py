"""Letters on paper: what was written, printed and answered; and a list of people to begin with."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from crm.models import Lead
from outreach.models import Letter, LetterBatch, TemplateVersion
from outreach.selectors import letter_reading
from outreach.selectors import letters as selectors
from outreach.services import letters
from outreach.states import BatchStatus
from outreach.writing.letters import STANDARD
from realestate.api.paging import NewestFirst
from realestate.api.views import AgentView

CREATED = 201


class BatchOutput(serializers.ModelSerializer[LetterBatch]):
    """Letters that go together. They are approved, printed and marked as mailed on the page, by a person."""

    letters = serializers.IntegerField(source="letters_n", read_only=True)
    template = serializers.CharField(source="version.template.key", read_only=True, default="")
    printed = serializers.IntegerField(source="printed_n", read_only=True, help_text="How many are in the files.")
    agreed = serializers.IntegerField(source="agreed_n", read_only=True, help_text="How many said yes by their code.")
    stopped = serializers.IntegerField(source="stopped_n", read_only=True, help_text="How many want no more letters.")

    class Meta:
        model = LetterBatch
        fields: tuple[str, ...] = (
            "id", "name", "status", "agent", "template", "letters", "printed", "agreed", "stopped", "made_at",
            "mailed_on", "cost_cents", "created_at",
        )  # fmt: skip
        read_only_fields: tuple[str, ...] = fields


class LetterOutput(serializers.ModelSerializer[Letter]):
    """One letter. ``status`` and ``reason`` are those of its message, empty before the files are made."""

    status = serializers.CharField(source="message.status", read_only=True, default="")
    reason = serializers.CharField(source="message.reason", read_only=True, default="")

    class Meta:
        model = Letter
        fields = (
            "id",
            "contact",
            "lead",
            "recipient",
            "code",
            "status",
            "reason",
            "read_at",
            "agreed_at",
            "stopped_at",
        )
        read_only_fields = fields


class BatchWhole(BatchOutput):
    """A batch with its letters."""

    to = LetterOutput(source="rows", many=True, read_only=True)

    class Meta(BatchOutput.Meta):
        fields = (*BatchOutput.Meta.fields, "to")
        read_only_fields = fields


class BatchInput(serializers.Serializer[Any]):
    """A new batch. Words left out are the standard letter; see the page for the fields they may use.

    ``template`` is the key of a letter in force; with it the words are the template's, for each person.
    """

    name = serializers.CharField(max_length=80)
    body = serializers.CharField(max_length=20_000, required=False, default=STANDARD)
    template = serializers.SlugField(max_length=80, required=False)
    leads = serializers.ListField(child=serializers.IntegerField(), max_length=letters.MOST)


class AddedOutput(serializers.Serializer[Any]):
    """What became of the people."""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=BatchStatus.choices)
    added = serializers.IntegerField()
    without_address = serializers.IntegerField()
    stopped = serializers.IntegerField()
    known = serializers.IntegerField(help_text="At an address that was on the list.")
    too_many = serializers.IntegerField()


class Batches(AgentView, ListAPIView[LetterBatch]):
    """The batches the caller may see, the newest first."""

    queryset = LetterBatch._base_manager.none()  # for the schema; the real one is made in the brokerage
    serializer_class = BatchOutput
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[LetterBatch]:
        """Return the batches of the caller."""
        if not hasattr(self, "agent"):
            return super().get_queryset()
        return selectors.counted(LetterBatch.objects.for_agent(self.agent)).select_related("version__template")

    @extend_schema(request=BatchInput, responses={201: AddedOutput})
    @transaction.atomic
    def post(self, request: Request) -> Response:
        """Put a batch together. Nothing is printed: a person approves it on the page."""
        form = BatchInput(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        leads = Lead.objects.for_agent(self.agent).filter(pk__in=data["leads"]).select_related("contact")
        batch = letters.start(data["name"], body=data["body"], version=_letter(data.get("template")), agent=self.agent)
        added = letters.add(batch, leads.order_by("pk"))
        counts = {name: getattr(added, name) for name in letters.Added.__dataclass_fields__}
        return Response({"id": batch.pk, "status": batch.status, **counts}, status=CREATED)


def _letter(key: str | None) -> TemplateVersion | None:
    """Return the letter in force with a key.

    Raises:
        ValidationError: there is none.
    """
    if not key:
        return None
    version = next((one for one in letter_reading.offered() if one.template.key == key), None)
    if version is None:
        raise serializers.ValidationError({"template": ["There is no letter in force with this key."]})
    return version


class Batch(AgentView):
    """One batch, with what became of each letter."""

    serializer_class = BatchWhole

    @extend_schema(responses=BatchWhole)
    def get(self, request: Request, pk: int) -> Response:
        """Return the batch."""
        rows = selectors.counted(LetterBatch.objects.for_agent(self.agent))
        batch = get_object_or_404(rows, pk=pk)
        letters_of = batch.letters.select_related("message").order_by("pk")
        return Response({**BatchOutput(batch).data, "to": LetterOutput(letters_of, many=True).data})
