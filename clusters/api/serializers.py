"""What the API says of the base. Read-only fields are those that people cannot type either."""

from typing import Any

from rest_framework import serializers

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
from clusters.models.provisions import ORIGINS
from crm.common.api import RecordSerializer, by_code

KEPT = ["id", "version", "created_at", "updated_at"]


def names_field() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=60), required=False)


class DivisionSerializer(RecordSerializer):
    former_codes = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Division
        fields = [*KEPT, "code", "name", "name_en", "former_codes"]
        read_only_fields = fields


class ClusterSerializer(RecordSerializer):
    aliases = names_field()

    class Meta:
        model = Cluster
        fields = [*KEPT, "code", "name", "name_en", "aliases", "kind", "order", "summary", "summary_en"]
        read_only_fields = [*KEPT, "code"]


class SegmentSerializer(RecordSerializer):
    cluster = by_code(Cluster, read_only=True)
    aliases = names_field()
    feeds = serializers.SerializerMethodField(help_text="Codes of the segments it leads to.")

    class Meta:
        model = Segment
        fields = [*KEPT, "code", "cluster", "name", "name_en", "aliases", "place", "strength", "order", "feeds"]
        read_only_fields = [*KEPT, "code"]

    def get_feeds(self, segment: Segment) -> list[str]:
        return [link.target.code for link in segment.links_out.all()]


class ParkSerializer(RecordSerializer):
    aliases = names_field()

    class Meta:
        model = Park
        fields = [*KEPT, "code", "name", "name_en", "aliases", "is_carrier", "order"]
        read_only_fields = [*KEPT, "code"]


class ParcelSerializer(RecordSerializer):
    park = by_code(Park)

    class Meta:
        model = Parcel
        fields = [
            *(*KEPT, "code", "park", "area_sqm", "land_use", "plot_ratio_min", "investment_per_mu_min_fen"),
            *("power_kva", "water_m3_day", "has_gas", "status", "longitude", "latitude", "environmental_zone"),
            *("price_fen_per_mu", "is_public"),
        ]
        read_only_fields = KEPT


class BuildingSerializer(RecordSerializer):
    park = by_code(Park)

    class Meta:
        model = Building
        fields = [
            *(*KEPT, "code", "park", "block", "floor", "area_sqm", "height_m", "load_kg_sqm"),
            *("rent_fen_sqm_month", "status", "available_from", "is_public"),
        ]
        read_only_fields = KEPT


class MeasureSerializer(RecordSerializer):
    clusters = by_code(Cluster, many=True, read_only=True)
    bodies = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Measure
        fields = [
            *(*KEPT, "number", "chapter", "chapter_en", "title", "title_en", "text", "text_en", "bodies"),
            *("summary", "summary_en", "clusters"),
        ]
        read_only_fields = fields


class OpportunitySerializer(RecordSerializer):
    cluster = by_code(Cluster)
    segment = by_code(Segment, required=False, allow_null=True)
    park = by_code(Park, required=False, allow_null=True)
    parcels = by_code(Parcel, many=True, required=False)
    buildings = by_code(Building, many=True, required=False)
    measures = serializers.SlugRelatedField(
        "number", queryset=Measure.objects.all(), many=True, required=False, help_text="Numbers of measures."
    )

    class Meta:
        model = Opportunity
        fields = [
            *(*KEPT, "code", "title", "title_en", "cluster", "segment", "park", "stage", "scale", "scale_en"),
            *("investment_fen", "text", "text_en", "decision_on", "parcels", "buildings", "desk", "desk_en"),
            *("desk_phone", "measures", "source", "is_public"),
        ]
        read_only_fields = KEPT


class IndicatorSerializer(RecordSerializer):
    class Meta:
        model = Indicator
        fields = [*KEPT, "code", "name", "name_en", "unit", "series", "order"]
        read_only_fields = fields


class TaxSerializer(RecordSerializer):
    class Meta:
        model = Tax
        fields = [*KEPT, "code", "name", "name_en", "order"]
        read_only_fields = fields


class CompanySerializer(RecordSerializer):
    tags = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)
    cluster = by_code(Cluster, required=False, allow_null=True)
    segment = by_code(Segment, required=False, allow_null=True)
    park = by_code(Park, required=False, allow_null=True)

    class Meta:
        model = Company
        fields = [
            *(*KEPT, "name", "name_en", "credit_code", "cluster", "segment", "segment_text", "park"),
            *("industry_code", "registered_place", "registered_capital_fen", "founded_on", "is_above_scale"),
            *("website", "tags", "is_confidential", "named_people"),
        ]
        read_only_fields = KEPT


class ProjectSerializer(RecordSerializer):
    code = serializers.CharField(max_length=40, required=False, help_text="Left out, the next number is given.")
    cluster = by_code(Cluster, required=False, allow_null=True)
    segment = by_code(Segment, required=False, allow_null=True)
    park = by_code(Park, required=False, allow_null=True)
    parcels = by_code(Parcel, many=True, required=False)
    buildings = by_code(Building, many=True, required=False)

    class Meta:
        model = Project
        fields = [
            *(*KEPT, "code", "name", "company", "cluster", "segment", "park", "parcels", "buildings", "stage"),
            *("status", "category", "signed_on", "agreed_investment_fen", "land_sqm"),
            *("is_confidential", "named_people"),
        ]
        read_only_fields = [*KEPT, "stage"]

    def get_fields(self) -> dict[str, serializers.Field]:
        """Once opened, a project keeps its code, and its signing date moves by milestones."""
        fields = super().get_fields()
        if self.instance is not None:
            fields["code"].read_only = fields["signed_on"].read_only = True
        return fields


FACT_FIELDS = [
    *("id", "state", "revision", "supersedes", "is_current", "is_withdrawn", "reason", "entered_by", "entered_at"),
]
VERIFIED_FIELDS = ["verified_by", "verified_at"]


class FactSerializer(RecordSerializer):
    project = by_code(Project)
    entered_by = serializers.StringRelatedField(allow_null=True, read_only=True)
    verified_by = serializers.StringRelatedField(allow_null=True, read_only=True)
    verified = serializers.BooleanField(
        write_only=True, required=False, default=False, help_text="A finance officer vouches for it at once."
    )


class MilestoneSerializer(FactSerializer):
    class Meta:
        model = Milestone
        fields = [*FACT_FIELDS, *VERIFIED_FIELDS, "project", "event", "happened_on", "source", "verified"]
        read_only_fields = [*FACT_FIELDS, *VERIFIED_FIELDS]
        validators: list[Any] = []  # the service says which rule is broken


class ObservationSerializer(FactSerializer):
    indicator = by_code(Indicator)
    tax = by_code(Tax, required=False, allow_null=True)
    period_start = serializers.DateField(required=False, help_text="Only asked of flows; else the series says it.")
    retained = serializers.CharField(
        max_length=40, write_only=True, required=False, help_text="Locally retained, in the same unit; tax only."
    )

    class Meta:
        model = Observation
        fields = [
            *(*FACT_FIELDS, *VERIFIED_FIELDS, "project", "indicator", "tax", "period_start", "period_end"),
            *("value", "entered_value", "entered_unit", "retained_value", "retained", "slip_number", "source"),
            "verified",
        ]
        read_only_fields = [*FACT_FIELDS, *VERIFIED_FIELDS, "value", "retained_value"]
        validators: list[Any] = []


class WithdrawalSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class CorrectionSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)
    verified = serializers.BooleanField(required=False, default=False)


class MilestoneCorrectionSerializer(CorrectionSerializer):
    happened_on = serializers.DateField()


class ObservationCorrectionSerializer(CorrectionSerializer):
    entered_value = serializers.CharField(max_length=40)
    entered_unit = serializers.CharField(max_length=20)
    retained = serializers.CharField(max_length=40, required=False)


class ProvisionSerializer(RecordSerializer):
    measure = serializers.SlugRelatedField("number", queryset=Measure.objects.all())
    clusters = by_code(Cluster, many=True, required=False)
    origins = serializers.ListField(child=serializers.ChoiceField(ORIGINS), required=False)

    class Meta:
        model = Provision
        fields = [
            *(*KEPT, "code", "measure", "quote", "offer", "offer_en", "clusters", "origins", "needs_land"),
            *("needs_floor", "needs_power", "needs_jobs", "investment_min_fen", "land_min_sqm", "jobs_min"),
            *("compares_energy", "energy_below", "open_point", "open_point_en", "order", "is_public"),
        ]
        read_only_fields = KEPT
