"""Agreements and settlements under /api/v1/: the same doors and the same sentences as the pages."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from clusters.enclaves import serializers, services, sharing
from clusters.enclaves.models import Agreement, AgreementVersion, Settlement, SettlementLine, Statement
from clusters.enclaves.selectors.answers import with_answers
from clusters.enclaves.services.notation import log_download, version_data
from crm.common.api import ModelPermissions, RecordViewSet, etag


class ServicePermissions(ModelPermissions):
    """Whoever reads these rows may ask; the service says who may do it, with a sentence."""

    perms_map = {**ModelPermissions.perms_map, "POST": ["%(app_label)s.view_%(model_name)s"]}


class AgreementViewSet(RecordViewSet):
    queryset = Agreement.objects.all()
    filterset_fields = ["code"]

    def get_queryset(self) -> QuerySet:
        """Partners read what is in force, not the zone's drafts."""
        versions = AgreementVersion.objects.visible_to(self.request.user).prefetch_related(
            "rules__indicator", "floors__party", "floors__payer", "agreement__parties"
        )
        return super().get_queryset().prefetch_related("parties__organisation", Prefetch("versions", versions))

    def get_serializer_class(self) -> type:
        return serializers.AgreementDetailSerializer if self.action == "retrieve" else serializers.AgreementSerializer

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=False, url_path="version-schema", pagination_class=None, filterset_fields=[])
    def version_schema(self, request: Request) -> Response:
        """JSON Schema (2020-12) of a version, as it is downloaded and uploaded."""
        return Response(sharing.version_schema())

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["post"], permission_classes=[ServicePermissions])
    def versions(self, request: Request, pk: str | None = None) -> Response:
        """A version as the schema says becomes a new draft; the answer is the draft in the same notation."""
        draft = services.version_upload(agreement=self.get_object(), data=request.data, actor=request.user)
        return Response(version_data(draft), status=201)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(
        detail=True,
        url_path="versions/<int:number>",
        url_name="version",
        pagination_class=None,
        filterset_fields=[],
    )
    def version(self, request: Request, pk: str | None = None, number: int = 0) -> Response:
        """A version in the notation of version-schema. Partners get what is in force; each download is logged."""
        versions = AgreementVersion.objects.visible_to(request.user).filter(agreement=self.get_object())
        version = get_object_or_404(versions, number=number)
        log_download(version, request.user)
        return Response(version_data(version))


class SettlementViewSet(RecordViewSet):
    """`POST` computes: agreement, year and — where it is settled so — quarter."""

    queryset = Settlement.objects.select_related("agreement")
    serializer_class = serializers.SettlementSerializer
    permission_classes = [ServicePermissions]
    filterset_fields = ["agreement__code", "year", "quarter", "state"]

    def create(self, request: Request) -> Response:
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self.shown(services.settlement_compute(actor=request.user, **given.validated_data), 201)

    @extend_schema(request=None, responses=serializers.SettlementSerializer)
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: str | None = None) -> Response:
        return self.shown(services.settlement_issue(settlement=self.get_object(), actor=request.user))

    @extend_schema(request=None, responses=serializers.SettlementSerializer)
    @action(detail=True, methods=["post"])
    def lock(self, request: Request, pk: str | None = None) -> Response:
        return self.shown(services.settlement_lock(settlement=self.get_object(), actor=request.user))

    @extend_schema(request=serializers.ReopenSerializer, responses=serializers.SettlementSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str | None = None) -> Response:
        reason = checked(serializers.ReopenSerializer, request)["reason"]
        return self.shown(services.settlement_reopen(settlement=self.get_object(), actor=request.user, reason=reason))

    def shown(self, settlement: Settlement, status: int = 200) -> Response:
        return Response(self.get_serializer(settlement).data, status=status, headers=etag(settlement))


class LineViewSet(RecordViewSet):
    queryset = SettlementLine.objects.select_related("settlement", "project", "indicator", "party")
    permission_classes = [ServicePermissions]
    filterset_fields = ["settlement", "settlement__number", "book", "state", "project__code", "indicator__code"]

    def get_queryset(self) -> QuerySet:
        return with_answers(super().get_queryset().current())

    def get_serializer_class(self) -> type:
        return serializers.LineDetailSerializer if self.action == "retrieve" else serializers.LineSerializer

    @extend_schema(request=serializers.ConfirmSerializer, responses={201: serializers.AnswerSerializer})
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str | None = None) -> Response:
        text = checked(serializers.ConfirmSerializer, request)["text"]
        answer = services.line_confirm(line=self.get_object(), actor=request.user, text=text)
        return Response(serializers.AnswerSerializer(answer).data, status=201)

    @extend_schema(request=serializers.DisputeSerializer, responses={201: serializers.AnswerSerializer})
    @action(detail=True, methods=["post"])
    def dispute(self, request: Request, pk: str | None = None) -> Response:
        """Object to a line. Files are sent on the page."""
        text = checked(serializers.DisputeSerializer, request)["text"]
        objection = services.line_dispute(line=self.get_object(), text=text, actor=request.user)
        return Response(serializers.AnswerSerializer(objection.dispute).data, status=201)


class StatementViewSet(RecordViewSet):
    queryset = Statement.objects.select_related("settlement", "party")
    serializer_class = serializers.StatementSerializer
    permission_classes = [ServicePermissions]
    filterset_fields = ["number", "settlement__number"]

    @extend_schema(request=None, responses=serializers.ConfirmedSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str | None = None) -> Response:
        """Confirm all lines that have no answer yet."""
        count = services.statement_confirm(statement=self.get_object(), actor=request.user)
        return Response({"confirmed": count})


def checked(serializer_class: Any, request: Request) -> dict[str, Any]:
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def register(router: BaseRouter) -> None:
    router.register("agreements", AgreementViewSet)
    router.register("settlements", SettlementViewSet)
    router.register("lines", LineViewSet)
    router.register("statements", StatementViewSet)
