"""What the API's description says of every write: the version it needs, and how it is refused."""

from typing import Any

from django.db import models
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

REFUSAL = inline_serializer(
    "Refusal",
    {
        "code": serializers.CharField(help_text="The rule, for scripts."),
        "message": serializers.CharField(help_text="A sentence for people, in the caller's language."),
        "field": serializers.CharField(allow_null=True, required=False),
        "missing": serializers.ListField(child=serializers.CharField(), required=False),
    },
)
WRONG_INPUT = OpenApiResponse(OpenApiTypes.OBJECT, "Field by field, what is wrong.")
REFUSED = OpenApiResponse(REFUSAL, "A rule refuses it.")
LOST_RACE = OpenApiResponse(REFUSAL, "Somebody else was first: read it again.")
NO_VERSION = OpenApiResponse(OpenApiTypes.OBJECT, "If-Match is missing.")
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag that you were given."
)
REFUSALS = {400: WRONG_INPUT, 409: REFUSED, 412: LOST_RACE}


class HouseSchema(AutoSchema):
    """Adds the refusals to what a view says of itself; a view that says more keeps it."""

    def get_override_parameters(self) -> list[Any]:
        given = list(super().get_override_parameters())
        named = {parameter.name for parameter in given if isinstance(parameter, OpenApiParameter)}
        return [*given, IF_MATCH] if self.method == "PATCH" and "If-Match" not in named else given

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        """The pinned library has no public place for responses that every view shares."""
        bodies = super()._get_response_bodies(direction)
        refusals = REFUSALS if self.method in {"POST", "PATCH"} else {}
        if self.method == "PATCH":
            refusals = {**refusals, 428: NO_VERSION}
        for status, response in refusals.items():
            if str(status) not in bodies:
                bodies[str(status)] = self._get_response_for_code(response, str(status), direction=direction)
        return bodies


def choice_names(known: list[type[models.Model]]) -> dict[str, list[tuple[Any, Any]]]:
    """A name for each set of choices in the schema, such as `ProjectStageEnum`: several models have a field `state`.

    The same set on several models is named after the first of them.
    """
    named: dict[tuple[Any, ...], str] = {}
    choices: dict[str, list[tuple[Any, Any]]] = {}
    for model in sorted(known, key=lambda model: model._meta.label):
        for field in model._meta.local_fields:
            values = tuple(value for value, _label in field.flatchoices or ())
            if values and values not in named:
                named[values] = f"{model.__name__}{field.name.title().replace('_', '')}Enum"
                choices[named[values]] = list(field.flatchoices)
    return choices
