"""The base of every API view: rows by visible_to, versions as ETags, broken rules as 409 with their sentence."""

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.permissions import SAFE_METHODS, DjangoModelPermissions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import exception_handler as default_handler

from crm.common.errors import RuleError, VersionConflict

# --- Errors ---------------------------------------------------------------------------------------------------------


class PreconditionRequired(APIException):
    status_code = 428
    default_code = "precondition_required"


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, VersionConflict):
        return Response({"code": error.code, "message": error.message}, status=412)
    if isinstance(error, RuleError):
        body = {"code": error.code, "message": error.message, "field": error.field, "missing": error.missing}
        return Response(body, status=409)
    if isinstance(error, DjangoValidationError):
        error = ValidationError(error.message_dict if hasattr(error, "error_dict") else error.messages)
    return default_handler(error, context)


# --- Who may --------------------------------------------------------------------------------------------------------


class ModelPermissions(DjangoModelPermissions):
    """Reading asks for the view permission too; rows are narrowed by visible_to afterwards."""

    perms_map = {**DjangoModelPermissions.perms_map, "GET": ["%(app_label)s.view_%(model_name)s"]}


class PublicReading(ModelPermissions):
    """Anybody reads, as far as visible_to goes; writing asks for the permission."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method in SAFE_METHODS or super().has_permission(request, view)


# --- Serializers ----------------------------------------------------------------------------------------------------


class RecordSerializer(serializers.ModelSerializer):
    """Related rows are named, and may be named, only where the caller sees them."""

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        request = self.context.get("request")
        for field in fields.values():
            related = getattr(field, "child_relation", field)
            rows = getattr(related, "queryset", None)
            if request is not None and hasattr(rows, "visible_to"):
                related.queryset = rows.visible_to(request.user)
        return fields


def by_code(model: type[models.Model], **options: Any) -> serializers.SlugRelatedField:
    """A related row by its code, such as `"cluster": "copper"`."""
    if not options.get("read_only"):
        options["queryset"] = model._default_manager.all()
    return serializers.SlugRelatedField(slug_field="code", **options)


# --- Views ----------------------------------------------------------------------------------------------------------


class RecordViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Read-only by itself; add CreateMixin / EditMixin where the model may be written."""

    permission_classes = [ModelPermissions]
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().visible_to(self.request.user)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        return Response(self.get_serializer(record).data, headers=etag(record))

    def answer(self, record: models.Model, status: int = 200) -> Response:
        """The record as it is now, with its ETag."""
        return Response(self.get_serializer(record).data, status=status, headers=etag(record))


class PublicViewSet(RecordViewSet):
    """Open for reading without a sign-in, at a modest pace."""

    permission_classes = [PublicReading]
    throttle_classes = [AnonRateThrottle]


def etag(record: Any) -> dict[str, str]:
    return {"ETag": f'"{record.version}"'} if hasattr(record, "version") else {}


class CreateMixin:
    """POST. Override `create_record` where a service opens the record."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            record = self.create_record(dict(serializer.validated_data))
        return self.answer(record, 201)

    def create_record(self, data: dict[str, Any]) -> models.Model:
        return write(self.get_queryset().model(), data, self.request.user)


class EditMixin:
    """PATCH with `If-Match: "version"`: 428 without it, 412 when somebody else was first."""

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        record.version = self.matched_version()
        serializer = self.get_serializer(record, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            record = self.edit_record(record, dict(serializer.validated_data))
        return self.answer(record)

    def edit_record(self, record: models.Model, data: dict[str, Any]) -> models.Model:
        return write(record, data, self.request.user)

    def matched_version(self) -> int:
        text = self.request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise PreconditionRequired(_("Say which version you changed: If-Match with the ETag that you were given."))
        return int(text)


def write(record: Any, data: dict[str, Any], actor: Any) -> Any:
    """Set, check and save with author; rows on the far side of many-to-many fields come last."""
    many = {field.name for field in record._meta.many_to_many}
    for name, value in data.items():
        if name not in many:
            setattr(record, name, value)
    record.full_clean()
    record.save_by(actor)
    for name in many & data.keys():
        getattr(record, name).set(data[name])
    return record
