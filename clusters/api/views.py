"""The base under /api/v1/. Money is in fen and areas in m², as stored; related records are named by their codes."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusters import filters
from clusters.api import serializers
from clusters.models import (
    Building,
    Cluster,
    Company,
    Division,
    Indicator,
    Measure,
    Milestone,
    Observation,
    Opportunity,
    Parcel,
    Park,
    Project,
    Provision,
    Segment,
    Tax,
)
from clusters.services import facts
from clusters.services.observations import observation_correct, observation_record
from clusters.services.projects import milestone_correct, milestone_record, milestone_withdraw, project_create
from crm.common.api import CreateMixin, EditMixin, PublicViewSet, RecordViewSet

SITES_OF_OPPORTUNITIES = (("parcels", Parcel), ("buildings", Building))


class DivisionViewSet(PublicViewSet):
    queryset = Division.objects.all()
    serializer_class = serializers.DivisionSerializer
    filterset_fields = ["code"]


class ClusterViewSet(EditMixin, PublicViewSet):
    queryset = Cluster.objects.all()
    serializer_class = serializers.ClusterSerializer
    filterset_fields = ["code", "kind"]


class SegmentViewSet(EditMixin, PublicViewSet):
    queryset = Segment.objects.select_related("cluster").prefetch_related("links_out__target")
    serializer_class = serializers.SegmentSerializer
    filterset_class = filters.SegmentFilter


class ParkViewSet(EditMixin, PublicViewSet):
    queryset = Park.objects.all()
    serializer_class = serializers.ParkSerializer
    filterset_fields = ["code", "is_carrier"]


class ParcelViewSet(CreateMixin, EditMixin, PublicViewSet):
    queryset = Parcel.objects.select_related("park")
    serializer_class = serializers.ParcelSerializer
    filterset_class = filters.ParcelFilter


class BuildingViewSet(CreateMixin, EditMixin, PublicViewSet):
    queryset = Building.objects.select_related("park")
    serializer_class = serializers.BuildingSerializer
    filterset_class = filters.BuildingFilter


class MeasureViewSet(PublicViewSet):
    queryset = Measure.objects.prefetch_related("clusters")
    serializer_class = serializers.MeasureSerializer
    filterset_class = filters.MeasureFilter


class OpportunityViewSet(CreateMixin, EditMixin, PublicViewSet):
    queryset = Opportunity.objects.select_related("cluster", "segment", "park").prefetch_related("measures")
    serializer_class = serializers.OpportunitySerializer
    filterset_class = filters.OpportunityFilter

    def get_queryset(self) -> QuerySet[Opportunity]:
        """With the sites that this person sees: an opportunity may be public before its site is."""
        user = self.request.user
        sites = [Prefetch(name, model.objects.visible_to(user)) for name, model in SITES_OF_OPPORTUNITIES]
        return super().get_queryset().prefetch_related(*sites)


class ProvisionViewSet(CreateMixin, EditMixin, PublicViewSet):
    queryset = Provision.objects.select_related("measure").prefetch_related("clusters")
    serializer_class = serializers.ProvisionSerializer
    filterset_fields = ["code", "measure__number"]


class IndicatorViewSet(PublicViewSet):
    queryset = Indicator.objects.all()
    serializer_class = serializers.IndicatorSerializer
    filterset_fields = ["code", "unit", "series"]


class TaxViewSet(PublicViewSet):
    queryset = Tax.objects.all()
    serializer_class = serializers.TaxSerializer
    filterset_fields = ["code"]


class ConfidentialMixin:
    """Whoever makes a record confidential stays among the people who may know of it."""

    def create_record(self, data: dict[str, Any]) -> Any:
        return self.keep_sight(super().create_record(data))

    def edit_record(self, record: Any, data: dict[str, Any]) -> Any:
        return self.keep_sight(super().edit_record(record, data))

    def keep_sight(self, record: Any) -> Any:
        if record.is_confidential:
            record.named_people.add(self.request.user)
        return record


class CompanyViewSet(ConfidentialMixin, CreateMixin, EditMixin, RecordViewSet):
    queryset = Company.objects.select_related("cluster", "segment", "park").prefetch_related("named_people", "tags")
    serializer_class = serializers.CompanySerializer
    filterset_class = filters.CompanyFilter


class ProjectCreateMixin(CreateMixin):
    def create_record(self, data: dict[str, Any]) -> Project:
        sites = {name: data.pop(name, []) for name in ("parcels", "buildings")}
        project = project_create(actor=self.request.user, **data)
        for name, rows in sites.items():
            getattr(project, name).set(rows)
        return project


class ProjectViewSet(ConfidentialMixin, ProjectCreateMixin, EditMixin, RecordViewSet):
    """Opened with its signing date, if known; afterwards dates and stage move by milestones."""

    queryset = Project.objects.select_related("company", "cluster", "segment", "park").prefetch_related(
        "parcels", "buildings", "named_people"
    )
    serializer_class = serializers.ProjectSerializer
    filterset_class = filters.ProjectFilter


class FactViewSet(CreateMixin, RecordViewSet):
    """Facts are entered, verified, corrected and withdrawn. The ETag is the revision.

    Each correction is a row of its own; so is a withdrawal, which is the last one.
    """

    correction_class: type[serializers.CorrectionSerializer]

    def correct_record(self, fact: Any, data: dict[str, Any]) -> Any:
        raise NotImplementedError

    def withdraw_record(self, fact: Any, data: dict[str, Any]) -> Any:
        return facts.withdraw(fact=fact, actor=self.request.user, **data)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def verify(self, request: Request, pk: int) -> Response:
        fact = facts.verify(fact=self.get_object(), actor=request.user)
        return self.answer(self.get_queryset().get(pk=fact.pk))

    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: int) -> Response:
        fact = self.get_object()
        serializer = self.correction_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        new = self.correct_record(fact, serializer.validated_data)
        return self.answer(self.get_queryset().get(pk=new.pk), 201)

    @extend_schema(request=serializers.WithdrawalSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        fact = self.get_object()
        serializer = serializers.WithdrawalSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        new = self.withdraw_record(fact, serializer.validated_data)
        return self.answer(self.get_queryset().get(pk=new.pk), 201)


class MilestoneViewSet(FactViewSet):
    queryset = Milestone.objects.select_related("project", "entered_by", "verified_by")
    serializer_class = serializers.MilestoneSerializer
    correction_class = serializers.MilestoneCorrectionSerializer
    filterset_class = filters.MilestoneFilter

    def create_record(self, data: dict[str, Any]) -> Milestone:
        return milestone_record(actor=self.request.user, **data)

    def correct_record(self, fact: Milestone, data: dict[str, Any]) -> Milestone:
        return milestone_correct(milestone=fact, actor=self.request.user, **data)

    def withdraw_record(self, fact: Milestone, data: dict[str, Any]) -> Milestone:
        return milestone_withdraw(milestone=fact, actor=self.request.user, **data)

    @extend_schema(
        request=serializers.MilestoneCorrectionSerializer,
        responses={201: serializers.MilestoneSerializer},
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: int) -> Response:
        return super().correct(request, pk)


class ObservationViewSet(FactViewSet):
    queryset = Observation.objects.select_related("project", "indicator", "tax", "entered_by", "verified_by")
    serializer_class = serializers.ObservationSerializer
    correction_class = serializers.ObservationCorrectionSerializer
    filterset_class = filters.ObservationFilter

    def create_record(self, data: dict[str, Any]) -> Observation:
        return observation_record(actor=self.request.user, **data)

    def correct_record(self, fact: Observation, data: dict[str, Any]) -> Observation:
        return observation_correct(observation=fact, actor=self.request.user, **data)

    @extend_schema(
        request=serializers.ObservationCorrectionSerializer,
        responses={201: serializers.ObservationSerializer},
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: int) -> Response:
        return super().correct(request, pk)
