"""The rules that leads run by, edited by a manager: numbers, gates, sources, calendar."""

from typing import Any

from django import forms
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.roles import Role
from crm.office.models import Attachment
from crm.office.views import Action, Column, Crumb, FormPage, ListPage, OfficePage
from leads.gates import ORDER
from leads.models import Activity, CalendarDay, Gate, LeadRules, LeadSource, LeadStage, StageSetting
from leads.views.common import READERS

MANAGERS = (Role.MANAGER,)
MEETINGS = "visit,reception,meeting"


def field_choices() -> list[tuple[str, Any]]:
    """What a gate can ask a lead for."""
    return [
        ("field:owner", _("Owner")),
        ("field:cluster", _("Cluster")),
        ("field:segment", _("Value-chain segment")),
        ("field:source", _("Source")),
        ("field:introduced_by", _("Introduced by")),
        ("field:first_contact_on", _("First contact")),
        ("field:contact", _("A contact with a phone number")),
        ("field:credit_code", _("Credit code of the company")),
        ("field:investment_fen", _("Intended investment")),
        ("field:land_sqm", _("Land needed")),
        ("field:power_kwh_year", _("Electricity")),
        ("field:note", _("Note")),
    ]


def requirement_choices() -> list[Any]:
    return [
        (_("Field filled in"), field_choices()),
        (_("Evidence attached"), [(f"attachment:{key}", label) for key, label in Attachment.Kind.choices]),
        (
            _("Activity recorded"),
            [
                ("activity:", _("Any activity")),
                (f"activity:{MEETINGS}", _("A meeting in person")),
                *((f"activity:{key}", label) for key, label in Activity.Kind.choices),
            ],
        ),
        (_("Approval"), [("approval:", _("Approved by a manager"))]),
    ]


class GateForm(forms.ModelForm):
    requirement = forms.ChoiceField(label=gettext_lazy("What is asked"), choices=requirement_choices)

    class Meta:
        model = Gate
        fields = ("stage", "title", "title_en", "order", "is_active")

    field_order = ["stage", "requirement"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = LeadStage.choices[1:]
        if self.instance.pk:
            self.fields["requirement"].initial = f"{self.instance.kind}:{self.instance.subject}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("requirement"):
            self.instance.kind, _colon, self.instance.subject = cleaned["requirement"].partition(":")
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The requirement fills kind and subject: the same gate twice is told here, not by the database."""
        filled = {"kind", "subject"} if self.cleaned_data.get("requirement") else set()
        return super()._get_validation_exclusions() - filled


class SettingsPage(OfficePage):
    """One entry of the menu for all of them."""

    section = "lead_settings"
    roles = READERS

    def get_actions(self) -> list[Action]:
        return [Action(label, reverse(name), icon) for label, name, icon in self.others() if name != self.own_name]

    own_name = ""

    @staticmethod
    def others() -> list[tuple[str | Promise, str, str]]:
        return [
            (gettext_lazy("Stages"), "leads:stages", "list"),
            (gettext_lazy("Gates"), "leads:gates", "lock-open"),
            (gettext_lazy("Screening criteria"), "leads:criteria", "checkbox"),
            (gettext_lazy("Sources"), "leads:sources", "list"),
            (gettext_lazy("Channels"), "leads:channels", "users"),
            (gettext_lazy("Calendar"), "leads:calendar", "calendar"),
            (gettext_lazy("Times, lights and caps"), "leads:rules", "clock"),
        ]


class GateList(SettingsPage, ListPage):
    model = Gate
    own_name = "leads:gates"
    title = gettext_lazy("Gates of the stages")
    lead = gettext_lazy("What a lead needs before it enters a stage.")
    paginate_by = None

    def narrow(self, rows: QuerySet) -> QuerySet:
        place = Case(
            *(When(stage=stage, then=Value(at)) for at, stage in enumerate(ORDER)), output_field=IntegerField()
        )
        return rows.order_by(place, "order", "pk")

    def get_columns(self) -> tuple[Column | str, ...]:
        return (
            Column("title", _("What is needed"), link=lambda gate: reverse("leads:gate_edit", args=[gate.pk])),
            Column("stage", _("Before stage")),
            Column("kind", _("Kind")),
            Column("is_active", _("In use")),
        )

    def get_actions(self) -> list[Action]:
        new = Action(gettext_lazy("New gate"), reverse("leads:gate_new"), "plus", MANAGERS, primary=True)
        return [*super().get_actions(), *([new] if new.allowed_to(self.request.user) else [])]


class StageList(SettingsPage, ListPage):
    model = StageSetting
    own_name = "leads:stages"
    title = gettext_lazy("Stages")
    lead = gettext_lazy(
        "How they are called here, and how long a lead should stay in each. What each means stays the same."
    )
    paginate_by = None

    def get_columns(self) -> tuple[Column | str, ...]:
        return (
            Column("name", _("Name"), link=lambda stage: reverse("leads:stage_edit", args=[stage.pk])),
            Column("name_en", _("English name")),
            Column("days_at_most", _("Days at most"), value=days_at_most_of, numeric=True),
        )


def days_at_most_of(stage: StageSetting) -> Any:
    return _("to be confirmed") if stage.days_at_most is None else stage.days_at_most


class SettingForm(FormPage):
    roles = MANAGERS
    section = "lead_settings"

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Rules for leads"), str(self.success_url)), Crumb(self.get_title())]


class GateEdit(SettingForm):
    model = Gate
    form_class = GateForm
    success_url = reverse_lazy("leads:gates")


class StageEdit(SettingForm):
    model = StageSetting
    fields = ("name", "name_en", "days_at_most")
    success_url = reverse_lazy("leads:stages")


class SourceList(SettingsPage, ListPage):
    model = LeadSource
    own_name = "leads:sources"
    title = gettext_lazy("Sources of leads")

    def get_columns(self) -> tuple[Column | str, ...]:
        return (
            Column("name", _("Name"), link=lambda source: reverse("leads:source_edit", args=[source.pk])),
            Column("name_en", _("English name")),
            Column("order", _("Order"), numeric=True),
        )

    def get_actions(self) -> list[Action]:
        new = Action(gettext_lazy("New source"), reverse("leads:source_new"), "plus", MANAGERS, primary=True)
        return [*super().get_actions(), *([new] if new.allowed_to(self.request.user) else [])]


class SourceEdit(SettingForm):
    model = LeadSource
    fields = ("name", "name_en", "order", "code")
    success_url = reverse_lazy("leads:sources")


class CalendarList(SettingsPage, ListPage):
    model = CalendarDay
    own_name = "leads:calendar"
    title = gettext_lazy("Calendar")
    lead = gettext_lazy("Days that differ from the week; all others are worked from Monday to Friday.")
    empty_title = gettext_lazy("No holidays are entered yet.")

    def get_columns(self) -> tuple[Column | str, ...]:
        return (
            Column("day", _("Day"), link=lambda day: reverse("leads:day_edit", args=[day.pk])),
            Column("is_working", _("Working day")),
            Column("name", _("Name")),
        )

    def get_actions(self) -> list[Action]:
        new = Action(gettext_lazy("New day"), reverse("leads:day_new"), "plus", MANAGERS, primary=True)
        return [*super().get_actions(), *([new] if new.allowed_to(self.request.user) else [])]


class DayForm(forms.ModelForm):
    class Meta:
        model = CalendarDay
        fields = ("day", "is_working", "name")
        widgets = {"day": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}


class DayEdit(SettingForm):
    model = CalendarDay
    form_class = DayForm
    success_url = reverse_lazy("leads:calendar")


class RulesEdit(SettingForm):
    """Times and lights. What was decided before a change keeps its own dates."""

    model = LeadRules
    title = gettext_lazy("Times, lights and caps")
    lead = gettext_lazy(
        "A change counts from now on. Without a number, protection is to be confirmed and a cap caps nothing."
    )
    fields = (
        "protection_days",
        "yellow_months",
        "red_months",
        "pool_months",
        "respond_days",
        "assess_days",
        "feedback_days",
        "report_days",
        "claims_per_day",
        "leads_held",
        "screening_priority",
        "screening_proceed",
    )
    success_url = reverse_lazy("leads:gates")

    def get_record(self) -> LeadRules:
        return LeadRules.objects.visible_to(self.request.user).order_by("pk").first()
