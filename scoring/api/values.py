"""What a home would sell for: an automated estimate, not an appraisal."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from crm.models import Property
from realestate.api.views import AgentView
from realestate.lib.later import later
from scoring.models import Valuation
from scoring.selectors import valuations
from scoring.services.valuations import require_described


class LineOutput(serializers.Serializer[Any]):
    """One difference between the comparable and the home, and what it adds or takes."""

    words = serializers.CharField()
    cents = serializers.IntegerField()


class ComparableOutput(serializers.Serializer[Any]):
    """A sale the estimate rests on: its price and the lines sum to the adjusted price."""

    property = serializers.IntegerField()
    street = serializers.CharField()
    sold_on = serializers.DateField()
    price_cents = serializers.IntegerField()
    lines = LineOutput(many=True)
    adjusted_cents = serializers.IntegerField()
    weight = serializers.FloatField(help_text="Its share of the estimate, 0 to 1.")


class ValueOutput(serializers.ModelSerializer[Valuation]):
    """An automated estimate, not an appraisal. Without a range too few sales were known to measure one."""

    comparables = ComparableOutput(many=True)

    class Meta:
        model = Valuation
        fields = (
            "property", "estimate_cents", "low_cents", "high_cents", "coverage", "errors", "sales", "newest_sale_on",
            "comparables", "valued_at",
        )  # fmt: skip
        read_only_fields = fields


class HomeValue(AgentView):
    """The newest estimate of one home."""

    serializer_class = ValueOutput

    @extend_schema(responses={200: ValueOutput})
    def get(self, request: Request, pk: int) -> Response:
        """Return it. A home that was not valued yet is a 404."""
        found = valuations.of_home(get_object_or_404(Property, pk=pk)).valuation
        if found is None:
            raise Http404
        return Response(ValueOutput(found).data)

    @extend_schema(request=None, responses={202: None})
    def post(self, request: Request, pk: int) -> Response:
        """Have it valued in the background. A home of unknown size is a 422."""
        home = get_object_or_404(Property, pk=pk)
        require_described(home)
        later("scoring.value_home", home.brokerage_id, home.pk)
        return Response(status=status.HTTP_202_ACCEPTED)
