"""Which column of a workbook is which: shown with sample values, put right by a person, and remembered."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.office.imports.views import OneImport, address_of
from crm.office.navigation import Crumb
from crm.office.views import ActionPage
from crm.workbooks.import_jobs import import_read_again
from crm.workbooks.kinds import KINDS, Kind
from crm.workbooks.memory import remember
from crm.workbooks.models import Import


class ColumnsForm(forms.Form):
    """For each sheet whether it is used, for each header the column that it is; the key; what empty cells do."""

    def __init__(self, *args: Any, brought: Import, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brought, self.kind = brought, kind
        self.sheets = list(brought.choices.get("shapes", {}).items())
        for number, (name, shape) in enumerate(self.sheets):
            self.add_sheet(number, name, shape)
        if kind.other_keys:
            keys = [("", _("As usual")), *((name, kind.labels[name]) for name in kind.other_keys)]
            self.fields["key"] = forms.ChoiceField(
                label=_("Records are found by"), choices=keys, required=False, initial=brought.choices.get("key", "")
            )
        if kind.clearable:
            self.fields["clears"] = forms.BooleanField(
                label=_("An empty cell empties the record's field"),
                help_text=_("Otherwise an empty cell changes nothing."),
                required=False,
                initial=brought.choices.get("clears", False),
            )

    def add_sheet(self, number: int, name: str, shape: dict[str, Any]) -> None:
        chosen = self.brought.choices.get("sheets", {}).get(name, {})
        self.fields[f"use_{number}"] = forms.BooleanField(
            label=_("Use this sheet"), required=False, initial=chosen.get("use", True)
        )
        choices = [("", _("— not used —")), *self.kind.labels.items()]
        for index, label in enumerate(shape["labels"]):
            if label and index not in shape["months"] and not label.startswith("__"):
                self.fields[f"column_{number}_{index}"] = forms.ChoiceField(
                    label=label,
                    choices=choices,
                    required=False,
                    initial=shape["columns"].get(str(index), ""),
                    widget=forms.Select(attrs={"class": "form-select"}),
                )

    def parts(self) -> list[dict[str, Any]]:
        """Sheet by sheet: the box for using it, and each header with its choice and its first values."""
        return [
            {
                "name": name,
                "use": self[f"use_{number}"],
                "columns": [
                    {"field": self[key], "samples": [text for text in shape["samples"][index] if text]}
                    for index in range(len(shape["labels"]))
                    if (key := f"column_{number}_{index}") in self.fields
                ],
            }
            for number, (name, shape) in enumerate(self.sheets)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for number in range(len(self.sheets)):
            seen: set[str] = set()
            for key in [key for key in self.fields if key.startswith(f"column_{number}_")]:
                column = data.get(key)
                if column and column in seen:
                    self.add_error(key, _("Another header is this column already."))
                seen.add(column or "")
        return data

    def changed(self) -> Iterator[tuple[str, int, str, str]]:
        """Sheet, index, header and column of each choice that differs from what was found."""
        for number, (name, shape) in enumerate(self.sheets):
            for index, label in enumerate(shape["labels"]):
                column = self.cleaned_data.get(f"column_{number}_{index}")
                if column is not None and column != shape["columns"].get(str(index), ""):
                    yield name, index, label, column

    def chosen(self) -> dict[str, Any]:
        """As the import keeps it."""
        data, earlier = self.cleaned_data, self.brought.choices.get("sheets", {})
        sheets = {
            name: {"use": data[f"use_{number}"], "columns": dict(earlier.get(name, {}).get("columns", {}))}
            for number, (name, _shape) in enumerate(self.sheets)
        }
        for name, index, _label, column in self.changed():
            sheets[name]["columns"][str(index)] = column
        return {"sheets": sheets, "key": data.get("key", ""), "clears": data.get("clears", False)}

    def corrections(self) -> dict[str, str]:
        """Header → column, for those that a person put right."""
        return {label: column for _name, _index, label, column in self.changed()}


class ImportColumnsPage(OneImport, ActionPage):
    template_name = "office/imports/columns.html"
    title = gettext_lazy("Which column is which")
    lead = gettext_lazy("What each header is taken for. What you put right is remembered for the next workbook.")
    submit_label = gettext_lazy("Read by these columns")
    success_message = gettext_lazy("The workbook was read by these columns.")

    def get_form(self, form_class: Any = None) -> ColumnsForm:
        return ColumnsForm(self.request.POST or None, brought=self.record, kind=KINDS[self.record.kind])

    def get_breadcrumbs(self) -> list[Crumb]:
        return self.steps_to(self.record, self.get_title())

    def perform(self, form: ColumnsForm) -> Import:
        user = self.request.user
        brought = import_read_again(import_id=self.record.pk, choices=form.chosen(), actor=user)
        remember(user, form.kind, form.corrections())
        return brought

    def get_success_url(self) -> str:
        return address_of(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"cancel_url": address_of(self.record), "parts": context["form"].parts()}
