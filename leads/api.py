"""Leads under /api/v1/: the same doors and the same sentences as the pages."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import CreateModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter
from rest_framework.serializers import BaseSerializer

from crm.common.api import EditMixin, RecordViewSet, etag
from crm.common.errors import RuleError
from crm.office.services.tags import tag_names
from leads import api_settling, serializers, services
from leads.filters import EnquiryFilter, LeadFilter
from leads.models import Activity, Contact, Enquiry, Lead

IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag as read.")


class LeadViewSet(EditMixin, CreateModelMixin, RecordViewSet):
    """Leads. Creating one is a first report: 409 `held` says who holds it, `similar` asks to look first."""

    queryset = Lead.objects.select_related(
        "company", "cluster", "segment", "owner", "source", "introduced_by", "project", "park", "channel"
    ).prefetch_related("tags")
    filterset_class = LeadFilter
    http_method_names = ["get", "post", "patch", "head", "options"]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Filters narrow the list; a lead asked for by its key is there whatever its status."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def get_serializer_class(self) -> type[BaseSerializer]:
        by_action = {
            "retrieve": serializers.LeadDetailSerializer,
            "create": serializers.LeadRegisterSerializer,
            "partial_update": serializers.LeadFactsSerializer,
            "move": serializers.MoveSerializer,
            "next_step": serializers.NextStepSerializer,
            "release": serializers.ReasonSerializer,
            "tags": serializers.TagsSerializer,
        }
        return by_action.get(self.action, serializers.LeadSerializer)

    @extend_schema(responses={201: serializers.LeadDetailSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self.checked(request)
        contact = services.ContactFacts(
            name=given.pop("contact_name"), phone=given.pop("contact_phone"), email=given.pop("contact_email")
        )
        lead = services.lead_register(
            actor=request.user,
            company_name=given.pop("company"),
            credit_code=given.pop("credit_code"),
            accept_similar=given.pop("accept_similar"),
            contact=contact,
            facts=services.LeadFacts(**given),
        )
        return self.shown(lead, 201)

    @extend_schema(parameters=[IF_MATCH], responses=serializers.LeadDetailSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        lead, version = self.get_object(), self.matched_version()
        given = self.checked(request, partial=True)
        lead = services.lead_edit(lead_id=lead.pk, changes=given, actor=request.user, version=version)
        return self.shown(lead)

    @extend_schema(parameters=[IF_MATCH], responses=serializers.LeadDetailSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str | None = None) -> Response:
        """Move the lead forward; 409 `gates` says what is still missing."""
        lead, version = self.get_object(), self.matched_version()
        given = self.checked(request)
        lead = services.lead_move(lead_id=lead.pk, actor=request.user, version=version, **given)
        return self.shown(lead)

    @extend_schema(responses=serializers.LeadDetailSerializer)
    @action(detail=True, methods=["post"], url_path="next-step")
    def next_step(self, request: Request, pk: str | None = None) -> Response:
        lead = services.next_step_set(lead_id=self.get_object().pk, actor=request.user, **self.checked(request))
        return self.shown(lead)

    @extend_schema(responses=serializers.LeadDetailSerializer)
    @action(detail=True, methods=["post"])
    def tags(self, request: Request, pk: str | None = None) -> Response:
        """Exactly these tags; those not used so far are made."""
        names = tag_names("、".join(self.checked(request)["tags"]))
        return self.shown(services.lead_set_tags(lead_id=self.get_object().pk, names=names, actor=request.user))

    @extend_schema(request=None, responses=serializers.LeadDetailSerializer)
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, pk: str | None = None) -> Response:
        """Take a lead out of the pool; 409 `taken`, `cap_day` or `cap_total`."""
        return self.shown(services.lead_claim(lead_id=self.get_object().pk, actor=request.user))

    @extend_schema(parameters=[IF_MATCH], responses=serializers.LeadDetailSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str | None = None) -> Response:
        """Give a lead back to the pool, with a reason."""
        lead, version = self.get_object(), self.matched_version()
        given = self.checked(request)
        return self.shown(services.lead_release(lead_id=lead.pk, actor=request.user, version=version, **given))

    def checked(self, request: Request, *, partial: bool = False) -> dict[str, Any]:
        """What was sent, checked. A field with a door of its own, such as `stage`, is refused, not left out."""
        serializer = self.get_serializer(data=request.data, partial=partial)
        foreign = sorted(set(request.data) - set(serializer.fields))
        if foreign:
            raise RuleError(
                _("This cannot be changed here: %(fields)s.") % {"fields": ", ".join(foreign)}, code="field"
            )
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def shown(self, lead: Lead, status: int = 200) -> Response:
        lead = self.get_queryset().get(pk=lead.pk)
        data = serializers.LeadDetailSerializer(lead, context=self.get_serializer_context()).data
        return Response(data, status=status, headers=etag(lead))


class ActivityViewSet(CreateModelMixin, RecordViewSet):
    queryset = Activity.objects.select_related("by")
    serializer_class = serializers.ActivitySerializer
    filterset_fields = ["lead", "kind"]

    def perform_create(self, serializer: BaseSerializer) -> None:
        given = dict(serializer.validated_data)
        lead = given.pop("lead")
        serializer.instance = services.activity_add(lead_id=lead.pk, actor=self.request.user, **given)


class ContactViewSet(CreateModelMixin, RecordViewSet):
    """Contacts with masked numbers; `POST …/uncover/` reads them in full and is logged."""

    queryset = Contact.objects.all()
    serializer_class = serializers.ContactSerializer
    filterset_fields = ["lead"]

    def perform_create(self, serializer: BaseSerializer) -> None:
        given = dict(serializer.validated_data)
        lead = given.pop("lead")
        serializer.instance = services.contact_add(lead_id=lead.pk, actor=self.request.user, **given)

    @extend_schema(request=None, responses=serializers.ContactSerializer)
    @action(detail=True, methods=["post"])
    def uncover(self, request: Request, pk: str | None = None) -> Response:
        contact = self.get_object()
        services.contacts_uncover(lead=contact.lead, actor=request.user)
        context = {**self.get_serializer_context(), "uncovered": True}
        return Response(serializers.ContactSerializer(contact, context=context).data)


class EnquiryViewSet(RecordViewSet):
    queryset = Enquiry.objects.select_related("lead", "taken_by").prefetch_related(
        "opportunities", "parcels", "buildings"
    )
    serializer_class = serializers.EnquirySerializer
    filterset_class = EnquiryFilter

    @extend_schema(request=None, responses=serializers.EnquirySerializer)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: str | None = None) -> Response:
        enquiry = services.enquiry_take(enquiry_id=self.get_object().pk, actor=request.user)
        return Response(self.get_serializer(enquiry).data, headers=etag(enquiry))

    @extend_schema(request=serializers.AnswerSerializer, responses=serializers.EnquirySerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str | None = None) -> Response:
        given = serializers.AnswerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        enquiry = services.enquiry_answer(enquiry_id=self.get_object().pk, actor=request.user, **given.validated_data)
        return Response(self.get_serializer(enquiry).data, headers=etag(enquiry))


def register(router: BaseRouter) -> None:
    router.register("leads", LeadViewSet, basename="lead")
    router.register("activities", ActivityViewSet, basename="activity")
    router.register("contacts", ContactViewSet, basename="contact")
    router.register("enquiries", EnquiryViewSet, basename="enquiry")
    api_settling.register(router)
