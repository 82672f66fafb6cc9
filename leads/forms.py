"""What people type about leads."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Project, Segment
from crm.accounts.models import Organisation
from crm.office.fields import AreaField, FilesField, MoneyField, day_input
from crm.office.models import Attachment
from leads.filters import lead_people, lead_workers
from leads.gates import ORDER, position
from leads.models import Activity, Channel, Contact, Contest, Lead, LeadSource, LeadStage
from leads.services.edits import FACTS


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FactFields(forms.Form):
    """What is known of a lead beside its investor and its name."""

    cluster = forms.ModelChoiceField(label=_("Cluster"), queryset=Cluster.objects.all(), required=False)
    segment = forms.ModelChoiceField(
        label=_("Value-chain segment"), queryset=Segment.objects.select_related("cluster"), required=False
    )
    source = forms.ModelChoiceField(label=_("Source"), queryset=LeadSource.objects.all(), required=False)
    channel = forms.ModelChoiceField(
        label=_("Agent, fund or office"), queryset=Channel.objects.filter(is_active=True), required=False
    )
    introduced_by = forms.ModelChoiceField(
        label=_("Introduced by"),
        queryset=Organisation.objects.filter(kind=Organisation.Kind.PARTNER, is_active=True),
        required=False,
    )
    first_contact_on = forms.DateField(label=_("First contact"), required=False, widget=day_input())
    investment_fen = MoneyField(label=_("Intended investment"), required=False)
    land_sqm = AreaField(label=_("Land needed"), required=False)
    power_kwh_year = forms.IntegerField(label=_("Electricity (kWh a year)"), required=False, min_value=0)
    note = forms.CharField(label=_("Note"), required=False, widget=lines(3))


class RegisterForm(FactFields):
    company_name = forms.CharField(label=_("Company"), max_length=200)
    credit_code = forms.CharField(label=_("Credit code"), max_length=30, required=False)
    name = forms.CharField(label=_("Project name"), max_length=200)
    contact_name = forms.CharField(label=_("Contact"), max_length=60, required=False)
    contact_phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    is_confidential = forms.BooleanField(
        label=_("Confidential"),
        required=False,
        help_text=_("Only you, and whom you name on its page, will know of it."),
    )
    accept_similar = forms.BooleanField(
        label=_("I have looked at them; this is another lead"), required=False, widget=forms.HiddenInput
    )

    field_order = ["company_name", "credit_code", "name", "contact_name", "contact_phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_contact_on"].initial = timezone.localdate
        for name in ("company_name", "credit_code", "name", "contact_phone"):
            self.fields[name].widget.attrs["data-duplicate"] = name

    def show_similar(self) -> None:
        """Ask, now that there is something to look at."""
        self.fields["accept_similar"].widget = forms.CheckboxInput()


class EditForm(forms.ModelForm):
    investment_fen = MoneyField(label=_("Intended investment"), required=False)
    land_sqm = AreaField(label=_("Land needed"), required=False)
    power_kwh_year = forms.IntegerField(label=_("Electricity (kWh a year)"), required=False, min_value=0)
    floor_sqm = AreaField(label=_("Factory floor needed (m²)"), unit="㎡", required=False)
    output_fen_year = MoneyField(label=_("Expected output a year"), required=False)
    tax_fen_year = MoneyField(label=_("Expected tax a year"), required=False)
    value_added_fen_year = MoneyField(label=_("Expected value added a year"), required=False)

    class Meta:
        model = Lead
        fields = FACTS
        widgets = {"first_contact_on": day_input(), "note": lines(4)}


class FactForm(EditForm):
    """Some fields of the whole form, by the same rules."""

    def __init__(self, *args: Any, only: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(only):
            del self.fields[name]


class MoveForm(forms.Form):
    to = forms.ChoiceField(label=_("To stage"))
    moved_on = forms.DateField(label=_("Date"), widget=day_input(), initial=timezone.localdate)
    evidence_kind = forms.ChoiceField(label=_("Kind of evidence"), choices=Attachment.Kind.choices, required=False)
    evidence = forms.FileField(label=_("Evidence"), required=False)
    reason = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ahead = ORDER[position(lead.stage) + 1 :]
        self.fields["to"].choices = [(stage, LeadStage(stage).label) for stage in ahead]


class CorrectForm(forms.Form):
    to = forms.ChoiceField(label=_("Back to stage"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = ORDER[: position(lead.stage)]
        self.fields["to"].choices = [(stage, LeadStage(stage).label) for stage in before]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class LoseForm(ReasonForm):
    lost_to = forms.CharField(label=_("Went to (place)"), max_length=100, required=False)
    lost_on = forms.DateField(label=_("Date"), widget=day_input(), initial=timezone.localdate)


class TransferForm(ReasonForm):
    lost_to = forms.CharField(label=_("To which place"), max_length=100)
    lost_on = forms.DateField(label=_("Date"), widget=day_input(), initial=timezone.localdate)


class SigningDateForm(forms.Form):
    signed_on = forms.DateField(label=_("Signed on"), widget=day_input())


class ApprovalAskForm(forms.Form):
    note = forms.CharField(label=_("Note for the manager"), max_length=300, required=False)


class ApprovalDecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("grant", _("Grant")), ("refuse", _("Refuse"))], widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Reason"), max_length=300, required=False)


class AssignForm(forms.Form):
    owner = forms.ModelChoiceField(label=_("New owner"), queryset=None)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = lead_workers()


class ShareForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        label=_("Shared with"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = lead_workers()


class ConfidentialForm(ShareForm):
    is_confidential = forms.BooleanField(label=_("Confidential"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    field_order = ["is_confidential", "people", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].label = _("Who may know, beside the owner")


class ActivityForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Activity.Kind.choices)
    happened_on = forms.DateField(label=_("Date"), widget=day_input(), initial=timezone.localdate)
    text = forms.CharField(label=_("What happened"), max_length=5000, widget=lines(5))
    file = forms.FileField(
        label=_("Photo or file"), required=False, widget=forms.FileInput(attrs={"accept": "image/*,.pdf,.docx,.xlsx"})
    )


PHOTOS = "image/jpeg,image/png,image/webp"  # named one by one, so that a phone hands over no kind of its own


class VisitForm(forms.Form):
    """The camera gives one photo at a time, what the phone holds is chosen together."""

    lead = forms.ModelChoiceField(label=_("Lead"), queryset=Lead.objects.all(), empty_label=None)
    text = forms.CharField(
        label=_("What happened"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4, "autofocus": True})
    )
    camera = FilesField(label=_("Take a photo"), accept=PHOTOS, capture="environment")
    file = FilesField(label=_("Choose photos"), accept=PHOTOS)
    happened_on = forms.DateField(label=_("Date"), widget=day_input(), initial=timezone.localdate)

    def offer(self, leads: list[Lead], chosen: Lead | None) -> None:
        """Those at hand, the first one chosen; any lead that the person sees is taken."""
        if chosen and chosen not in leads:
            leads = [chosen, *leads]
        self.fields["lead"].widget.choices = [(lead.pk, lead.name) for lead in leads]


class NextStepForm(forms.Form):
    next_step = forms.CharField(label=_("Next step"), max_length=200, required=False)
    next_step_on = forms.DateField(label=_("By"), required=False, widget=day_input())


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ("name", "position", "phone", "email")


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), max_length=5000, widget=lines(8))


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=_("How it was asked for"),
        max_length=200,
        help_text=_("For example: on the page of the enquiry, by phone on 3 March. No name and no number here."),
    )
    words_too = forms.BooleanField(
        label=_("Also what the investor wrote and the files that came with it"), required=False, initial=True
    )


class CreditCodeForm(forms.Form):
    credit_code = forms.CharField(label=_("Credit code"), max_length=30)


class EvidenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of evidence"), choices=Attachment.Kind.choices)
    file = forms.FileField(label=_("File"))
    title = forms.CharField(label=_("Title"), max_length=200, required=False)


class ExpansionForm(forms.Form):
    project = forms.ModelChoiceField(label=_("Project"), queryset=None, required=False)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = Project.objects.filter(company=lead.company_id)


class ProtectionForm(forms.Form):
    until = forms.DateField(label=_("Protected until"), widget=day_input())
    reason = forms.CharField(label=_("Reason"), max_length=200)


class ContestForm(forms.Form):
    lead_code = forms.CharField(
        label=_("Code of the lead"), max_length=40, help_text=_("It stands in the message that refused your report.")
    )
    grounds = forms.CharField(
        label=_("Why you were first"),
        max_length=2000,
        widget=lines(5),
        help_text=_("Dates, people, papers. The manager who decides reads it, and whoever sees the lead."),
    )


class ContestDecideForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Who works the lead"),
        choices=[choice for choice in Contest.State.choices if choice[0] != Contest.State.OPEN],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Why"), max_length=300)


class HandoverForm(forms.Form):
    leaver = forms.ModelChoiceField(label=_("Who leaves"), queryset=None)
    successor = forms.ModelChoiceField(label=_("Who takes over"), queryset=None)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaver"].queryset = lead_people()
        self.fields["successor"].queryset = lead_workers()
