"""People: take one in, list them, look at one."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.repeats import KEY_PARAMETER, once
from crm.incoming.lead import CONSENT_CHANNELS, IncomingConsent, IncomingLead
from crm.models import Agent, Contact, Lead
from crm.services import intake
from crm.states import ConsentLevel, LeadKind, PointKind, Segment, Timeline
from realestate.api.paging import NewestFirst
from realestate.api.views import AgentView


class PointOutput(serializers.Serializer[Any]):
    """A number (E.164) or email address."""

    kind = serializers.ChoiceField(choices=PointKind.choices)
    value = serializers.CharField()
    is_primary = serializers.BooleanField()
    is_wrong = serializers.BooleanField()


class ContactOutput(serializers.ModelSerializer[Contact]):
    """A person, and how they are reached."""

    points = PointOutput(many=True, read_only=True)
    leads = serializers.SerializerMethodField()

    class Meta:
        model = Contact
        fields = (
            "id", "name", "first_name", "last_name", "street", "city", "state", "county", "postal_code", "language",
            "source", "points", "leads", "created_at", "updated_at",
        )  # fmt: skip

    def get_leads(self, contact: Contact) -> list[int]:
        """Return the ids of the leads that the caller may see."""
        return [lead.pk for lead in contact.leads.all()]


class ConsentInput(serializers.Serializer[Any]):
    """A permission, with what the person saw. Written consent (``pewc``) needs the wording."""

    level = serializers.ChoiceField(choices=ConsentLevel.choices)
    channels = serializers.ListField(child=serializers.ChoiceField(choices=list(CONSENT_CHANNELS)), required=False)
    wording = serializers.CharField(required=False, max_length=4000)
    wording_version = serializers.CharField(required=False, max_length=40)
    seller_named = serializers.CharField(required=False, max_length=120)
    signed = serializers.BooleanField(required=False)
    number_matches = serializers.BooleanField(required=False)
    disclosed_automated = serializers.BooleanField(required=False)
    not_condition = serializers.BooleanField(required=False)
    prechecked = serializers.BooleanField(required=False)
    proof = serializers.DictField(required=False, child=serializers.CharField(max_length=400))
    given_at = serializers.DateTimeField(required=False)


class ContactCreateInput(serializers.Serializer[Any]):
    """A person as you know them. A phone number or an email address is needed."""

    name = serializers.CharField(required=False, max_length=160)
    first_name = serializers.CharField(required=False, max_length=80)
    last_name = serializers.CharField(required=False, max_length=80)
    phones = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=10)
    emails = serializers.ListField(child=serializers.CharField(max_length=254), required=False, max_length=10)
    kind = serializers.ChoiceField(choices=LeadKind.choices, required=False)
    segment = serializers.ChoiceField(choices=[one for one in Segment.choices if one[0]], required=False)
    timeline = serializers.ChoiceField(choices=[one for one in Timeline.choices if one[0]], required=False)
    source = serializers.CharField(required=False, max_length=60)  # type: ignore[assignment]
    street = serializers.CharField(required=False, max_length=160)
    city = serializers.CharField(required=False, max_length=80)
    state = serializers.CharField(required=False, max_length=40)
    county = serializers.CharField(required=False, max_length=60)
    postal_code = serializers.CharField(required=False, max_length=10)
    price_min_cents = serializers.IntegerField(required=False, min_value=0)
    price_max_cents = serializers.IntegerField(required=False, min_value=0)
    locations = serializers.ListField(child=serializers.CharField(max_length=80), required=False, max_length=20)
    property_type = serializers.CharField(required=False, max_length=24)
    beds_min = serializers.IntegerField(required=False, min_value=0, max_value=99)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=20)
    notes = serializers.CharField(required=False, max_length=10_000)
    consent = ConsentInput(required=False)

    def incoming(self) -> IncomingLead:
        """Return what was sent, for the intake."""
        data: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in self.validated_data.items()
        }
        consent = data.pop("consent", None)
        if consent is not None:
            parts: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value for name, value in consent.items()
            }
            data["consent"] = IncomingConsent(**({"number_matches": False} | parts))
        return IncomingLead(**data)


class ContactCreateOutput(serializers.Serializer[Any]):
    """What became of the person: new, or joined to somebody known by a number or address."""

    contact = serializers.IntegerField()
    lead = serializers.IntegerField()
    created = serializers.BooleanField()
    joined = serializers.BooleanField()
    lead_created = serializers.BooleanField()
    warnings = serializers.ListField(child=serializers.CharField())


def visible(agent: Agent) -> QuerySet[Contact]:
    """Return the people whose leads this agent may see; owners and managers see all."""
    people: QuerySet[Contact] = Contact.objects.present()
    if agent.sees_everyone:
        return people
    return people.filter(Exists(Lead.objects.for_agent(agent).filter(contact=OuterRef("pk"))))


class Contacts(AgentView, ListAPIView[Contact]):
    """People."""

    serializer_class = ContactOutput
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[Contact]:
        """Return the caller's people."""
        return _with_all(visible(self.agent), self.agent)

    @extend_schema(
        request=ContactCreateInput,
        responses={201: ContactCreateOutput, 200: ContactCreateOutput},
        parameters=[KEY_PARAMETER],
    )
    def post(self, request: Request) -> Response:
        """Take a person in: 201 if they are new here, 200 if they joined somebody known."""
        form = ContactCreateInput(data=request.data)
        form.is_valid(raise_exception=True)

        def take() -> dict[str, Any]:
            return _told(intake.take_in(form.incoming(), door="api"))

        answer, headers = once("api.contacts", request, agent=self.agent, make=take)
        return Response(answer, status=201 if answer["created"] else 200, headers=headers)


class ContactOne(AgentView, RetrieveAPIView[Contact]):
    """One person."""

    serializer_class = ContactOutput

    def get_queryset(self) -> QuerySet[Contact]:
        """Return the caller's people."""
        return _with_all(visible(self.agent), self.agent)


def _with_all(people: QuerySet[Contact], agent: Agent) -> QuerySet[Contact]:
    mine = Lead.objects.for_agent(agent).order_by("pk")
    return people.prefetch_related("points", Prefetch("leads", queryset=mine))


def _told(taken: intake.Intake) -> dict[str, Any]:
    return {
        "contact": taken.contact.pk,
        "lead": taken.lead.pk,
        "created": taken.created,
        "joined": taken.joined,
        "lead_created": taken.lead_created,
        "warnings": list(taken.warnings),
    }
