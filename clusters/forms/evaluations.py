"""Forms of per-mu evaluation: schemes, criteria, exemptions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.models import EvaluationCriterion, EvaluationExemption, EvaluationScheme


class SchemeForm(forms.ModelForm):
    class Meta:
        model = EvaluationScheme
        fields = [
            "name",
            "name_en",
            "code",
            "first_year",
            "document_number",
            "source",
            "a_percent",
            "b_percent",
            "c_percent",
            "exempts_building",
            "grace_years",
        ]
        help_texts = {
            "document_number": _("By which the zone adopts it; without one it is only looked at."),
            "grace_years": _("Empty: not decided, none applied."),
        }


class CriterionForm(forms.ModelForm):
    class Meta:
        model = EvaluationCriterion
        fields = ["name", "name_en", "numerator", "denominator", "baseline", "weight", "cap", "order", "is_used"]
        help_texts = {
            "baseline": _("The ratio that earns the whole weight, in the units that offices read: 万元/亩, 万元/人 …"),
            "cap": _("Empty: no limit."),
        }


class ExemptionForm(forms.ModelForm):
    class Meta:
        model = EvaluationExemption
        fields = ["company", "year", "grounds", "document_number", "is_withdrawn"]
