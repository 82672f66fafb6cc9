"""Search under /api/v1/search/: the same answers as the page, for the caller."""

from functools import cache
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter
from rest_framework.throttling import AnonRateThrottle
from rest_framework.viewsets import ViewSet

from search.documents import DOCUMENTS
from search.selectors import PAGE_SIZE, place_of, search

LARGEST_PAGE = 100
COORDINATES_ONLY = r"^-?\d{1,3}(\.\d{1,9})?,-?\d{1,3}(\.\d{1,9})?(,\d{1,6}(\.\d{1,3})?)?$"
ASKED = (
    "Words, names, codes, pinyin; and filters such as `stage:signed`, `cluster:copper`, `park:庄甸`, `year:2025`, "
    "`investment>1亿`, `area>=100亩`, `date:2026-01`, `near:云甸 3km`, `kind:lead`, in Chinese or English."
)


class AskedSerializer(serializers.Serializer):
    """What may be asked."""

    q = serializers.CharField(max_length=20_000, allow_blank=True, default="", help_text=ASKED)
    near = serializers.RegexField(
        COORDINATES_ONLY,
        required=False,
        default="",
        help_text="`latitude,longitude` or `latitude,longitude,kilometres`.",
    )
    kind = serializers.CharField(required=False, default="", help_text="One kind only, such as `lead`.")
    page = serializers.IntegerField(min_value=1, max_value=10_000, default=1)
    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)

    def validate_kind(self, kind: str) -> str:
        if kind and kind not in DOCUMENTS:
            raise serializers.ValidationError(f"{', '.join(DOCUMENTS)}")
        return kind


@cache
def asked() -> AskedSerializer:
    """One for all: what it checks depends on nothing of the request."""
    return AskedSerializer()


class SearchHighlightSerializer(serializers.Serializer):
    field = serializers.CharField(help_text="`title`, `subtitle`, or what the text is in the caller's language.")
    text = serializers.CharField(help_text="HTML, escaped, with <mark> around what was found.")


class SearchResultSerializer(serializers.Serializer):
    kind = serializers.CharField()
    id = serializers.IntegerField()
    title = serializers.CharField()
    subtitle = serializers.CharField()
    url = serializers.CharField()
    highlights = SearchHighlightSerializer(many=True)


class SearchNarrowerSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    q = serializers.CharField(help_text="The search with this filter.")


class SearchFilterSerializer(serializers.Serializer):
    text = serializers.CharField()
    without = serializers.CharField(help_text="The search without this filter.")


@extend_schema_serializer(many=False)
class SearchAnswerSerializer(serializers.Serializer):
    total = serializers.IntegerField()
    results = SearchResultSerializer(many=True)
    kinds = serializers.DictField(child=serializers.IntegerField(), help_text="How many of each kind are found.")
    facets = serializers.DictField(
        child=SearchNarrowerSerializer(many=True), help_text="What is found, counted by stage, cluster, park and so on."
    )
    filters = SearchFilterSerializer(many=True, help_text="The filters that were understood.")
    near = SearchResultSerializer(many=True, help_text="What is near, where nothing is found.")
    notes = serializers.ListField(child=serializers.CharField(), help_text="Sentences for people.")
    engine = serializers.CharField(help_text="Which engine answered: `embedded` or `elasticsearch`.")


class SearchViewSet(ViewSet):
    """Open to everybody, at a modest pace; without a sign-in only what the portal shows is found."""

    permission_classes = [AllowAny]
    throttle_classes = [AnonRateThrottle]

    @extend_schema(
        parameters=[AskedSerializer],
        responses={200: SearchAnswerSerializer},
        operation_id="search",
        summary="Search",
    )
    def list(self, request: Request) -> Response:
        data: dict[str, Any] = asked().run_validation(request.query_params)
        near = f" near:{data['near']}" if data["near"] else ""
        answer = search(
            data["q"] + near,
            request.user,
            kind=data["kind"],
            page=data["page"],
            size=data["page_size"],
            place=place_of(request.user),
        )
        return Response(answer.as_json())


def register(router: BaseRouter) -> None:
    router.register("search", SearchViewSet, basename="search")
