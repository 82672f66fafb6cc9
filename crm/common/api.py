"""The base of every API view: rows by visible_to, versions as ETags, broken rules as 409 with their sentence."""

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import mixins, viewsets
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.permissions import DjangoModelPermissions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import exception_handler as default_handler

from crm.common.errors import RuleError, VersionConflict


class PreconditionRequired(APIException):
    status_code = 428
    default_code = "precondition_required"


class ModelPermissions(DjangoModelPermissions):
    """Reading asks for the view permission too; rows are narrowed by visible_to afterwards."""

    perms_map = {**DjangoModelPermissions.perms_map, "GET": ["%(app_label)s.view_%(model_name)s"]}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, VersionConflict):
        return Response({"code": error.code, "message": error.message}, status=412)
    if isinstance(error, RuleError):
        body = {"code": error.code, "message": error.message, "field": error.field, "missing": error.missing}
        return Response(body, status=409)
    if isinstance(error, DjangoValidationError):
        error = ValidationError(error.message_dict if hasattr(error, "error_dict") else error.messages)
    return default_handler(error, context)


class RecordViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Read-only by itself; add CreateModelMixin / EditMixin where the model may be written."""

    permission_classes = [ModelPermissions]

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().visible_to(self.request.user)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        return Response(self.get_serializer(record).data, headers=etag(record))


def etag(record: Any) -> dict[str, str]:
    return {"ETag": f'"{record.version}"'} if hasattr(record, "version") else {}


class CreateMixin(mixins.CreateModelMixin):
    def perform_create(self, serializer: BaseSerializer) -> None:
        record = serializer.Meta.model(**serializer.validated_data)
        record.full_clean()
        serializer.instance = record.save_by(self.request.user)


class EditMixin:
    """PATCH with `If-Match: "version"`: 428 without it, 412 when somebody else was first."""

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        record.version = self.matched_version()
        serializer = self.get_serializer(record, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        for name, value in serializer.validated_data.items():
            setattr(record, name, value)
        record.full_clean()
        record.save_by(request.user)
        return Response(self.get_serializer(record).data, headers=etag(record))

    def matched_version(self) -> int:
        text = self.request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
        if not text.isdigit():
            raise PreconditionRequired(_("Say which version you changed: If-Match with the ETag that you were given."))
        return int(text)
