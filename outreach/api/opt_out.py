"""Somebody asked you to stop: tell us here, and nothing goes out to them any more."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.contacts import visible
from outreach.services import suppression
from outreach.states import SuppressionScope
from realestate.api.views import AgentView


class OptOutInput(serializers.Serializer[Any]):
    """What they do not want any more, and their words."""

    scope = serializers.ChoiceField(choices=SuppressionScope.choices, default=SuppressionScope.ALL)
    verbatim = serializers.CharField(max_length=1000, required=False, default="")


class OptOutOutput(serializers.Serializer[Any]):
    """What holds now."""

    contact = serializers.IntegerField()
    scope = serializers.ChoiceField(choices=SuppressionScope.choices)
    identifiers = serializers.IntegerField(help_text="How many numbers and addresses are closed by it.")


class OptOut(AgentView):
    """The wish of one person to be left alone."""

    serializer_class = OptOutInput

    @extend_schema(request=OptOutInput, responses={200: OptOutOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Stop, from now; what waits to be sent is taken back. Asking again changes nothing."""
        contact = get_object_or_404(visible(self.agent), pk=pk)
        form = OptOutInput(data=request.data)
        form.is_valid(raise_exception=True)
        scope, verbatim = form.validated_data["scope"], form.validated_data["verbatim"]
        closed = suppression.suppress_contact(contact, scope, source="api", verbatim=verbatim, agent=self.agent)
        return Response({"contact": contact.pk, "scope": scope, "identifiers": len(closed)})
