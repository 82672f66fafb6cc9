"""Forms of what partners hand in, and of the sealed papers that the zone registers."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.enclaves.forms.settlements import ManyFilesField
from clusters.forms.facts import ObservationForm
from clusters.forms.records import DateInput


class EnrolmentChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, enrolment: Any) -> str:
        return f"{enrolment.project.code} {enrolment.project.name}（{enrolment.agreement.code}）"


class FigureForm(ObservationForm):
    """As the zone's own form of a figure, for a project of one's agreements, with what proves it."""

    enrolment = EnrolmentChoiceField(queryset=None, label=_("Project"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    files = ManyFilesField(label=_("Evidence"), required=False, help_text=_("A slip, a report: one or more files."))
    field_order = ("enrolment", *ObservationForm.field_order, "slip_number", "note", "files")

    def __init__(self, *args: Any, enrolments: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrolment"].queryset = enrolments
        del self.fields["verified"], self.fields["source"]


class SealedForm(forms.Form):
    document_number = forms.CharField(
        label=_("Document number"), max_length=100, help_text=_("As it stands on the paper, such as 〔2026〕12号.")
    )
    document_date = forms.DateField(label=_("Date of the document"), widget=DateInput())
    file = forms.FileField(label=_("Scan with the seal"), help_text=_("PDF or picture."))
