"""What the API shows of agreements and settlements."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from clusters.enclaves.models import (
    Agreement,
    AgreementVersion,
    FloorRule,
    LineAnswer,
    Party,
    Settlement,
    SettlementLine,
    SharingRule,
    Statement,
)
from clusters.enclaves.sentences import reason_sentence


class PartySerializer(serializers.ModelSerializer):
    organisation = serializers.CharField(source="organisation.code", read_only=True)

    class Meta:
        model = Party
        fields = ["code", "name", "name_en", "role", "order", "organisation"]


class RuleSerializer(serializers.ModelSerializer):
    indicator = serializers.CharField(source="indicator.code", read_only=True)
    sentence = serializers.CharField(read_only=True)

    class Meta:
        model = SharingRule
        fields = ["code", "book", "indicator", "tax_codes", "category", "mode", "basis", "bands", "sentence"]


class FloorSerializer(serializers.ModelSerializer):
    party = serializers.CharField(source="party.code", read_only=True)
    payer = serializers.CharField(source="payer.code", read_only=True)
    sentence = serializers.CharField(read_only=True)

    class Meta:
        model = FloorRule
        fields = ["code", "party", "payer", "amount_fen", "first_year", "last_year", "sentence"]


class VersionSerializer(serializers.ModelSerializer):
    rules = RuleSerializer(many=True, read_only=True)
    floors = FloorSerializer(many=True, read_only=True)

    class Meta:
        model = AgreementVersion
        fields = ["number", "effective_year", "state", "source", "is_verified", "rules", "floors"]


class AgreementSerializer(serializers.ModelSerializer):
    parties = PartySerializer(many=True, read_only=True)

    class Meta:
        model = Agreement
        fields = ["id", "code", "name", "name_en", "signed_on", "dispute_body", "per_mu_method", "parties"]


class AgreementDetailSerializer(AgreementSerializer):
    versions = VersionSerializer(many=True, read_only=True)

    class Meta(AgreementSerializer.Meta):
        fields = [*AgreementSerializer.Meta.fields, "versions"]


class SettlementSerializer(serializers.ModelSerializer):
    agreement = serializers.SlugRelatedField("code", queryset=Agreement.objects.all())

    class Meta:
        model = Settlement
        fields = ["id", "number", "agreement", "year", "quarter", "state", "round", "issued_at", "locked_at"]
        read_only_fields = ["number", "state", "round", "issued_at", "locked_at"]
        validators: list[Any] = []  # computing again is no new settlement

    def get_fields(self) -> dict[str, Any]:
        """Only agreements that the caller sees can be named."""
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None and "agreement" in fields:
            fields["agreement"].queryset = Agreement.objects.all().visible_to(request.user)
        return fields


class LineSerializer(serializers.ModelSerializer):
    settlement = serializers.CharField(source="settlement.number", read_only=True)
    project = serializers.CharField(source="project.code", default=None, read_only=True)
    indicator = serializers.CharField(source="indicator.code", default=None, read_only=True)
    party = serializers.CharField(source="party.code", read_only=True)
    rule = serializers.CharField(source="rule_code", read_only=True)
    answer = serializers.CharField(source="last_answer", default=None, read_only=True)
    mark = serializers.SerializerMethodField()

    class Meta:
        model = SettlementLine
        fields = [
            "id",
            "settlement",
            "number",
            "book",
            "rule",
            "project",
            "indicator",
            "party",
            "kind",
            "state",
            "amount",
            "basis",
            "unit",
            "is_estimated",
            "about_year",
            "restates",
            "answer",
            "mark",
            "hash",
        ]

    def get_mark(self, line: SettlementLine) -> str:
        """What every figure of the assessment book carries."""
        is_assessment = line.book == SharingRule.Book.ASSESSMENT
        return _("For the yearly assessment only, not to be made public") if is_assessment else ""


class LineDetailSerializer(LineSerializer):
    reasons = serializers.SerializerMethodField()

    class Meta(LineSerializer.Meta):
        fields = [*LineSerializer.Meta.fields, "reasons", "trace"]

    def get_reasons(self, line: SettlementLine) -> list[dict[str, Any]]:
        return [{**reason, "message": reason_sentence(reason)} for reason in line.reasons]


class StatementSerializer(serializers.ModelSerializer):
    settlement = serializers.CharField(source="settlement.number", read_only=True)
    party = serializers.CharField(source="party.code", read_only=True)

    class Meta:
        model = Statement
        fields = ["id", "number", "settlement", "party", "round", "verification_code", "issued_at"]


class AnswerSerializer(serializers.ModelSerializer):
    class Meta:
        model = LineAnswer
        fields = ["id", "line", "answer", "text", "answered_at"]
        read_only_fields = ["id", "line", "answer", "answered_at"]


class DisputeSerializer(serializers.Serializer):
    text = serializers.CharField()


class ConfirmSerializer(serializers.Serializer):
    text = serializers.CharField(required=False, allow_blank=True, default="")


class ReopenSerializer(serializers.Serializer):
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class ConfirmedSerializer(serializers.Serializer):
    confirmed = serializers.IntegerField()
