"""Files of messages: those that came in, and those that go along."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from outreach.api.messages import seen_by
from outreach.models import Attachment
from outreach.services import files
from outreach.services.files import FileRefused
from realestate.api.views import AgentView
from realestate.web import files as web


class MessageFile(AgentView):
    """One file of a message."""

    @extend_schema(request=None, responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int, file: int) -> HttpResponse:
        """Give a file, as what its own bytes say it is; 404 while it is still fetched from the carrier, or not kept."""
        rows = Attachment.objects.filter(message__in=seen_by(self.agent), message=pk)
        row: Attachment = get_object_or_404(rows, pk=file)
        try:
            kept = files.read(row)
        except FileRefused as refusal:
            raise Http404 from refusal
        return web.answer(kept.content, content_type=kept.content_type, name=f"{row.pk}-{kept.name[-8:]}")
