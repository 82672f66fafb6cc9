"""Pages of the screening: judging, confirming, and the criteria."""

from typing import Any

from django import forms
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.roles import Role
from crm.office.views import Action, Column, ListPage
from leads import services
from leads.models import Criterion, Lead, Mark, Screening
from leads.models.screening import VARIABLES
from leads.scoring import score
from leads.views.common import LeadAction
from leads.views.settings import MANAGERS, SettingForm, SettingsPage


class MarksForm(forms.Form):
    """A grade and a reason for each criterion that people judge."""

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = {mark.criterion_id: mark for mark in lead.marks.all()}
        grades = [("", _("not judged yet")), *Mark.Grade.choices]
        self.criteria = list(Criterion.objects.filter(kind=Criterion.Kind.JUDGEMENT, is_active=True))
        for row in self.criteria:
            mark = marks.get(row.pk)
            self.fields[f"grade_{row.pk}"] = forms.TypedChoiceField(
                label=str(row),
                choices=grades,
                coerce=int,
                empty_value=None,
                required=False,
                initial=mark.grade if mark else "",
            )
            self.fields[f"note_{row.pk}"] = forms.CharField(
                label=_("%(criterion)s: why") % {"criterion": row},
                max_length=300,
                required=False,
                initial=mark.note if mark else "",
            )

    def grades(self) -> dict[int, tuple[int | None, str]]:
        given = self.cleaned_data
        return {row.pk: (given[f"grade_{row.pk}"], given[f"note_{row.pk}"]) for row in self.criteria}


class MarksSet(LeadAction):
    form_class = MarksForm
    title = gettext_lazy("Judge for the screening")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lead": self.record}

    def perform(self, form: MarksForm) -> Any:
        return services.marks_set(lead_id=self.record.pk, grades=form.grades(), actor=self.request.user)


class ConfirmForm(forms.Form):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Verdict"), choices=Screening.Verdict.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)


class ScreeningConfirm(LeadAction):
    form_class = ConfirmForm
    roles = (Role.MANAGER,)
    title = gettext_lazy("Confirm the screening")
    question = gettext_lazy("The score and its rules are kept as they are now.")
    success_message = gettext_lazy("Confirmed.")

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "verdict": score(self.record).proposal}

    def perform(self, form: forms.Form) -> Any:
        return services.screening_confirm(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class CriterionList(SettingsPage, ListPage):
    model = Criterion
    own_name = "leads:criteria"
    title = gettext_lazy("Screening criteria")
    lead = gettext_lazy(
        "What the score is made of. A criterion without levels is to be confirmed and counts for nothing."
    )

    def get_columns(self) -> tuple[Column | str, ...]:
        return (
            Column("name", _("Name"), value=str, link=lambda row: reverse("leads:criterion_edit", args=[row.pk])),
            Column("kind", _("Kind")),
            Column("formula", _("Formula")),
            Column("levels", _("Levels"), value=levels_of),
            Column("weight", _("Weight"), numeric=True),
            Column("is_active", _("In use")),
        )

    def get_actions(self) -> list[Action]:
        new = Action(gettext_lazy("New criterion"), reverse("leads:criterion_new"), "plus", MANAGERS, primary=True)
        return [*super().get_actions(), *([new] if new.allowed_to(self.request.user) else [])]


def levels_of(criterion: Criterion) -> str:
    if criterion.kind == Criterion.Kind.JUDGEMENT:
        return "—"
    return "; ".join(criterion.levels.split("\n")) or _("to be confirmed")


class CriterionForm(forms.ModelForm):
    class Meta:
        model = Criterion
        fields = (
            "name",
            "name_en",
            "code",
            "kind",
            "formula",
            "unit",
            "levels",
            "weight",
            "source",
            "order",
            "is_active",
        )
        widgets = {"levels": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = _(", ").join(f"{name} ({label})" for name, label in VARIABLES.items())
        self.fields["formula"].help_text = _("With + - * / and brackets. Names: %(names)s") % {"names": names}
        self.fields["levels"].help_text = _(
            "A line each, the first that holds counts, such as “>= 300: 100” (percent)."
        )


class CriterionEdit(SettingForm):
    model = Criterion
    form_class = CriterionForm
    success_url = reverse_lazy("leads:criteria")
