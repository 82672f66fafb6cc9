"""Leads as the API reads and writes them. Money in fen, areas in m², electricity in kWh a year."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusters.models import Cluster, Park, Segment
from crm.accounts.models import Organisation
from crm.common.phones import mask_phone
from leads.gates import still_missing
from leads.models import Activity, Channel, Contact, Enquiry, Lead, LeadSource, StageMove
from leads.services.edits import FACTS


def by_code(model: Any, **options: Any) -> serializers.SlugRelatedField:
    """A row of reference data by its code."""
    return serializers.SlugRelatedField(
        slug_field="code", queryset=model.objects.all(), required=False, allow_null=True, **options
    )


class LeadFactsSerializer(serializers.ModelSerializer):
    """What may be edited in place."""

    cluster = by_code(Cluster)
    segment = by_code(Segment)
    source = by_code(LeadSource)
    channel = by_code(Channel)
    introduced_by = by_code(Organisation)
    park = by_code(Park)

    class Meta:
        model = Lead
        fields = FACTS


class LeadSerializer(LeadFactsSerializer):
    company = serializers.CharField(source="company.name", read_only=True)
    credit_code = serializers.CharField(source="company.credit_code", read_only=True, allow_null=True)
    tags = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)
    owner = serializers.CharField(source="owner.username", read_only=True, allow_null=True, default=None)
    project = serializers.CharField(source="project.code", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Lead
        fields = (
            "id",
            "version",
            "code",
            *LeadFactsSerializer.Meta.fields,
            "company",
            "credit_code",
            "tags",
            "stage",
            "status",
            "owner",
            "next_step",
            "next_step_on",
            "progressed_on",
            "protected_until",
            "pooled_at",
            "lost_on",
            "lost_reason",
            "lost_to",
            "is_historical_import",
            "is_confidential",
            "project",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields


class TagsSerializer(serializers.Serializer):
    tags = serializers.ListField(child=serializers.CharField(max_length=20), max_length=20)


class MoveRecordSerializer(serializers.ModelSerializer):
    from_stage = serializers.CharField(read_only=True)
    to_stage = serializers.CharField(read_only=True)
    actor = serializers.CharField(source="actor.username", read_only=True, allow_null=True, default=None)
    approved_by = serializers.CharField(source="approved_by.username", read_only=True, allow_null=True, default=None)

    class Meta:
        model = StageMove
        fields = (
            "from_stage",
            "to_stage",
            "moved_on",
            "recorded_at",
            "actor",
            "approved_by",
            "is_correction",
            "reason",
        )


class MissingSerializer(serializers.Serializer):
    stage = serializers.CharField()
    kind = serializers.CharField()
    subject = serializers.CharField(allow_blank=True)
    title = serializers.CharField()


class LeadDetailSerializer(LeadSerializer):
    """With its moves and what the next stage still needs."""

    moves = MoveRecordSerializer(many=True, read_only=True)
    missing = serializers.SerializerMethodField()

    class Meta(LeadSerializer.Meta):
        fields = (*LeadSerializer.Meta.fields, "moves", "missing")
        read_only_fields = fields

    @extend_schema_field(MissingSerializer(many=True))
    def get_missing(self, lead: Lead) -> Any:
        request = self.context.get("request")
        _stage, missing = still_missing(lead, request.user if request else None)
        return MissingSerializer(missing, many=True).data


class LeadRegisterSerializer(LeadFactsSerializer):
    """A first report."""

    company = serializers.CharField(max_length=200)
    credit_code = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    contact_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    contact_phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    contact_email = serializers.EmailField(required=False, allow_blank=True, default="")
    accept_similar = serializers.BooleanField(required=False, default=False)

    class Meta:
        model = Lead
        fields = (
            *LeadFactsSerializer.Meta.fields,
            "is_confidential",
            "company",
            "credit_code",
            "contact_name",
            "contact_phone",
            "contact_email",
            "accept_similar",
        )


class MoveSerializer(serializers.Serializer):
    to = serializers.CharField(max_length=20)
    moved_on = serializers.DateField(required=False)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class NextStepSerializer(serializers.Serializer):
    next_step = serializers.CharField(max_length=200, allow_blank=True)
    next_step_on = serializers.DateField(required=False, allow_null=True, default=None)


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class OfVisibleLead(serializers.PrimaryKeyRelatedField):
    """Names a lead that the caller sees; any other does not exist for him."""

    def get_queryset(self) -> Any:
        return Lead.objects.visible_to(self.context["request"].user)


class ActivitySerializer(serializers.ModelSerializer):
    lead = OfVisibleLead(queryset=Lead.objects.none())
    by = serializers.CharField(source="by.username", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Activity
        fields = ("id", "version", "lead", "kind", "happened_on", "text", "by", "created_at")
        read_only_fields = ("version", "created_at")


class ContactSerializer(serializers.ModelSerializer):
    """Numbers and addresses are masked on the way out; uncovering is an act of its own."""

    lead = OfVisibleLead(queryset=Lead.objects.none())

    class Meta:
        model = Contact
        fields = ("id", "version", "lead", "name", "position", "phone", "email", "is_phone_doubtful")
        read_only_fields = ("version", "is_phone_doubtful")

    def to_representation(self, contact: Contact) -> dict[str, Any]:
        shown = super().to_representation(contact)
        if not self.context.get("uncovered"):
            shown["phone"] = mask_phone(contact.phone)
            shown["email"] = "****" if contact.email else ""
        return shown


PERSONAL = ("phone", "email", "contact_name")


class EnquirySerializer(serializers.ModelSerializer):
    lead = serializers.CharField(source="lead.code", read_only=True, allow_null=True, default=None)
    taken_by = serializers.CharField(source="taken_by.username", read_only=True, allow_null=True, default=None)
    sent = serializers.SerializerMethodField()
    opportunities = serializers.SlugRelatedField("code", many=True, read_only=True)
    parcels = serializers.SlugRelatedField("code", many=True, read_only=True)
    buildings = serializers.SlugRelatedField("code", many=True, read_only=True)

    class Meta:
        model = Enquiry
        fields = (
            "id",
            "version",
            "number",
            "lead",
            "state",
            "language",
            "page",
            "came_from",
            "campaign",
            "utm",
            "opportunities",
            "parcels",
            "buildings",
            "matched_by",
            "sent",
            "received_at",
            "due_on",
            "taken_by",
            "taken_at",
            "answered_at",
            "answer",
            "waiting_since",
            "withdrawn_at",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_sent(self, enquiry: Enquiry) -> dict[str, Any]:
        """As sent, but for what tells who the person is: that is read on the enquiry's page."""
        return {name: "****" if name in PERSONAL and value else value for name, value in enquiry.sent.items()}


class AnswerSerializer(serializers.Serializer):
    answer = serializers.CharField(max_length=5000)
