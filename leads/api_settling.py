"""What settles who holds what, under /api/v1/: contests, merges, handovers, and the verdicts of screenings."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from crm.accounts.models import User
from crm.common.api import RecordViewSet
from leads import services
from leads.models import Contest, Handover, Merge, Screening


def username(source: str) -> serializers.CharField:
    return serializers.CharField(source=f"{source}.username", read_only=True, allow_null=True, default=None)


def given(request: Request, kind: type[serializers.Serializer]) -> dict[str, Any]:
    """What was sent, checked."""
    sent = kind(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)


# --- Contests ---


class ContestSerializer(serializers.ModelSerializer):
    """Of the lead its code only: whoever contests need not see it."""

    lead = serializers.CharField(source="lead.code", read_only=True)
    contested_by, decided_by = username("contested_by"), username("decided_by")

    class Meta:
        model = Contest
        fields = (
            "id",
            "version",
            "lead",
            "contested_by",
            "grounds",
            "state",
            "decided_by",
            "decided_at",
            "note",
            "created_at",
        )
        read_only_fields = fields


class ContestOpenSerializer(serializers.Serializer):
    lead = serializers.CharField(max_length=40, help_text="The code of the lead.")
    grounds = serializers.CharField(max_length=2000)


class ContestDecideSerializer(serializers.Serializer):
    outcome = serializers.CharField(max_length=12)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class ContestViewSet(RecordViewSet):
    """Contests about first reports. `POST …/decide/` with `holder`, `contestant` or `shared` is a manager's."""

    queryset = Contest.objects.select_related("lead", "contested_by", "decided_by")
    serializer_class = ContestSerializer
    filterset_fields = ["state"]

    @extend_schema(request=ContestOpenSerializer, responses={201: ContestSerializer})
    def create(self, request: Request) -> Response:
        sent = given(request, ContestOpenSerializer)
        contest = services.contest_open(lead_code=sent["lead"], grounds=sent["grounds"], actor=request.user)
        return self.answer(contest, 201)

    @extend_schema(request=ContestDecideSerializer, responses=ContestSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str | None = None) -> Response:
        sent = given(request, ContestDecideSerializer)
        return self.answer(services.contest_decide(contest_id=self.get_object().pk, actor=request.user, **sent))


# --- Merges ---


class MergeSerializer(serializers.ModelSerializer):
    done_by, undone_by = username("done_by"), username("undone_by")

    class Meta:
        model = Merge
        fields = (
            "id",
            "version",
            "kind",
            "kept_id",
            "dropped_id",
            "kept_name",
            "dropped_name",
            "reason",
            "done_by",
            "created_at",
            "undone_by",
            "undone_at",
        )
        read_only_fields = fields


class PairSerializer(serializers.Serializer):
    """Two companies, or two leads, by their keys."""

    kind = serializers.ChoiceField(choices=Merge.Kind.choices)
    kept = serializers.IntegerField(min_value=1)
    dropped = serializers.IntegerField(min_value=1)


class MergeMakeSerializer(PairSerializer):
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class PreviewLineSerializer(serializers.Serializer):
    label = serializers.CharField()
    how = serializers.CharField()
    count = serializers.IntegerField()


class PreviewSerializer(serializers.Serializer):
    """What moves, relation by relation, and which empty fields are filled."""

    lines = PreviewLineSerializer(many=True)
    filled = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


PAIR = [OpenApiParameter(name, str if name == "kind" else int, required=True) for name in ("kind", "kept", "dropped")]


class MergeViewSet(RecordViewSet):
    """Merges, newest first. `GET …/preview/` says what one would move; `POST …/undo/` puts it back."""

    queryset = Merge.objects.select_related("done_by", "undone_by")
    serializer_class = MergeSerializer
    filterset_fields = ["kind"]

    @extend_schema(request=MergeMakeSerializer, responses={201: MergeSerializer})
    def create(self, request: Request) -> Response:
        sent = given(request, MergeMakeSerializer)
        record = services.merge(
            kind=sent["kind"],
            kept_id=sent["kept"],
            dropped_id=sent["dropped"],
            reason=sent["reason"],
            actor=request.user,
        )
        return self.answer(record, 201)

    @extend_schema(parameters=PAIR, responses=PreviewSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def preview(self, request: Request) -> Response:
        sent = PairSerializer(data=request.query_params)
        sent.is_valid(raise_exception=True)
        pair = sent.validated_data
        found = services.merge_preview(
            kind=pair["kind"], kept_id=pair["kept"], dropped_id=pair["dropped"], actor=request.user
        )
        lines = [{**asdict(line), "label": str(line.label)} for line in found.lines]
        return Response(PreviewSerializer({"lines": lines, "filled": found.filled}).data)

    @extend_schema(request=None, responses=MergeSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str | None = None) -> Response:
        return self.answer(services.merge_undo(merge_id=self.get_object().pk, actor=request.user))


# --- Handovers ---


class HandoverSerializer(serializers.ModelSerializer):
    """Counts by kind; the rows themselves are read where their reader may see them."""

    leaver, successor, done_by = username("leaver"), username("successor"), username("done_by")
    counts = serializers.SerializerMethodField()

    class Meta:
        model = Handover
        fields = ("id", "version", "leaver", "successor", "done_by", "reason", "counts", "created_at")
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField()))
    def get_counts(self, handover: Handover) -> dict[str, int]:
        return {kind: len(keys) for kind, keys in handover.items.items()}


def person() -> serializers.SlugRelatedField:
    return serializers.SlugRelatedField("username", queryset=User.objects.all())


class HandoverMakeSerializer(serializers.Serializer):
    leaver, successor = person(), person()
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class HandoverViewSet(RecordViewSet):
    """What leavers handed over. Making one moves everything that the leaver holds: a manager's act."""

    queryset = Handover.objects.select_related("leaver", "successor", "done_by")
    serializer_class = HandoverSerializer

    @extend_schema(request=HandoverMakeSerializer, responses={201: HandoverSerializer})
    def create(self, request: Request) -> Response:
        sent = given(request, HandoverMakeSerializer)
        return self.answer(services.handover_make(actor=request.user, **sent), 201)


# --- Screenings ---


class ScreeningSerializer(serializers.ModelSerializer):
    """The verdict with the score and the rules behind it, as they were."""

    confirmed_by = username("confirmed_by")
    parts = serializers.JSONField(read_only=True)

    class Meta:
        model = Screening
        fields = ("id", "lead", "score", "parts", "proposal", "verdict", "note", "confirmed_by", "confirmed_at")
        read_only_fields = fields


class ScreeningConfirmSerializer(serializers.Serializer):
    lead = serializers.IntegerField(min_value=1)
    verdict = serializers.CharField(max_length=10)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class ScreeningViewSet(RecordViewSet):
    """Confirmed verdicts, newest first. Confirming one is a manager's act; against the proposal it needs its reason."""

    queryset = Screening.objects.select_related("confirmed_by")
    serializer_class = ScreeningSerializer
    filterset_fields = ["lead", "verdict"]

    @extend_schema(request=ScreeningConfirmSerializer, responses={201: ScreeningSerializer})
    def create(self, request: Request) -> Response:
        sent = given(request, ScreeningConfirmSerializer)
        screening = services.screening_confirm(lead_id=sent.pop("lead"), actor=request.user, **sent)
        return self.answer(screening, 201)


def register(router: BaseRouter) -> None:
    router.register("contests", ContestViewSet, basename="contest")
    router.register("merges", MergeViewSet, basename="merge")
    router.register("handovers", HandoverViewSet, basename="handover")
    router.register("screenings", ScreeningViewSet, basename="screening")
