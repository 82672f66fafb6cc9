"""Forms of records: clusters, companies, places, rates, projects, opportunities."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.models import Building, Cluster, Company, CostRate, Opportunity, Parcel, Park, Project, Provision, Segment
from clusters.models.provisions import ORIGINS
from crm.office.fields import AreaField, MoneyField


class AliasesField(forms.CharField):
    """A list of names, typed one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Other names"))
        kwargs.setdefault("help_text", _("One a line. Imports recognise them."))
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        return list(dict.fromkeys(filter(None, map(str.strip, (value or "").splitlines()))))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class ClusterForm(forms.ModelForm):
    aliases = AliasesField()

    class Meta:
        model = Cluster
        fields = ["name", "name_en", "aliases", "kind", "order", "summary", "summary_en"]


class SegmentForm(forms.ModelForm):
    aliases = AliasesField()

    class Meta:
        model = Segment
        fields = ["strength", "name", "name_en", "aliases", "place", "order"]


class ParkForm(forms.ModelForm):
    aliases = AliasesField()

    class Meta:
        model = Park
        fields = ["name", "name_en", "aliases", "is_carrier", "order"]


class CompanyForm(forms.ModelForm):
    registered_capital_fen = MoneyField(label=_("Registered capital"), required=False)

    class Meta:
        model = Company
        fields = [
            "name",
            "name_en",
            "credit_code",
            "cluster",
            "segment",
            "segment_text",
            "park",
            "industry_code",
            "registered_place",
            "registered_capital_fen",
            "founded_on",
            "is_above_scale",
            "website",
            "is_confidential",
            "named_people",
        ]
        widgets = {"founded_on": DateInput()}


class ParcelForm(forms.ModelForm):
    area_sqm = AreaField(label=_("Area"))
    investment_per_mu_min_fen = MoneyField(label=_("Investment per mu at least"), required=False)
    price_fen_per_mu = MoneyField(label=_("Price per mu"), required=False)

    class Meta:
        model = Parcel
        fields = [
            "code",
            "park",
            "area_sqm",
            "status",
            "land_use",
            "plot_ratio_min",
            "investment_per_mu_min_fen",
            "price_fen_per_mu",
            "power_kva",
            "water_m3_day",
            "has_gas",
            "environmental_zone",
            "longitude",
            "latitude",
            "is_public",
        ]


class BuildingForm(forms.ModelForm):
    area_sqm = AreaField(label=_("Area"), unit="㎡")
    rent_fen_sqm_month = MoneyField(label=_("Rent per m² and month"), unit="元", required=False)

    class Meta:
        model = Building
        fields = [
            "code",
            "park",
            "block",
            "floor",
            "area_sqm",
            "height_m",
            "load_kg_sqm",
            "rent_fen_sqm_month",
            "status",
            "available_from",
            "is_public",
        ]
        widgets = {"available_from": DateInput()}


class CostRateForm(forms.ModelForm):
    class Meta:
        model = CostRate
        fields = [
            "item",
            "name",
            "name_en",
            "park",
            "yuan",
            "valid_from",
            "valid_to",
            "source",
            "source_en",
            "is_public",
        ]
        widgets = {"valid_from": DateInput(), "valid_to": DateInput()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day comes before the first."))
        return cleaned


class ProjectForm(forms.ModelForm):
    """The stage moves by milestones, so it is no field here."""

    agreed_investment_fen = MoneyField(label=_("Agreed investment"), required=False)
    land_sqm = AreaField(label=_("Land"), required=False)

    class Meta:
        model = Project
        fields = [
            "name",
            "company",
            "cluster",
            "segment",
            "park",
            "parcels",
            "buildings",
            "status",
            "category",
            "agreed_investment_fen",
            "land_sqm",
            "is_confidential",
            "named_people",
        ]


class ProjectOpeningForm(ProjectForm):
    code = forms.CharField(
        label=_("Code"), max_length=40, required=False, help_text=_("Left empty, the next number is given.")
    )
    signed_on = forms.DateField(
        label=_("Signed on"),
        required=False,
        widget=DateInput(),
        help_text=_("Unknown stays empty: it is shown as to be confirmed."),
    )
    field_order = ["code", "name", "company", "signed_on"]

    class Meta(ProjectForm.Meta):
        fields = [name for name in ProjectForm.Meta.fields if name != "status"]


class CapitalForm(forms.Form):
    amount_fen = MoneyField(label=_("Added amount"))
    agreed_on = forms.DateField(label=_("Agreed on"), widget=DateInput())
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class OpportunityForm(forms.ModelForm):
    investment_fen = MoneyField(label=_("Investment"), required=False)

    class Meta:
        model = Opportunity
        fields = [
            "code",
            "title",
            "title_en",
            "cluster",
            "segment",
            "park",
            "stage",
            "scale",
            "scale_en",
            "investment_fen",
            "text",
            "text_en",
            "decision_on",
            "parcels",
            "buildings",
            "desk",
            "desk_en",
            "desk_phone",
            "measures",
            "source",
            "is_public",
        ]
        widgets = {"decision_on": DateInput()}


class ProvisionForm(forms.ModelForm):
    """The model refuses words that the measure does not have."""

    origins = forms.MultipleChoiceField(
        label=_("For these places of origin only"),
        choices=ORIGINS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    investment_min_fen = MoneyField(label=_("Investment at least"), required=False)
    land_min_sqm = AreaField(label=_("Land at least"), required=False)

    class Meta:
        model = Provision
        fields = [
            "code",
            "measure",
            "quote",
            "offer",
            "offer_en",
            "clusters",
            "origins",
            "needs_land",
            "needs_floor",
            "needs_power",
            "needs_jobs",
            "investment_min_fen",
            "land_min_sqm",
            "jobs_min",
            "compares_energy",
            "energy_below",
            "open_point",
            "open_point_en",
            "order",
            "is_public",
        ]
