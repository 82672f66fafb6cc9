"""One row of a preview: its problems beside its cells, which are mended here; and the workbook of all refused rows."""

import io
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from crm.common.errors import RuleError
from crm.office.imports.views import OneImport, address_of, in_order
from crm.office.navigation import Crumb
from crm.office.views import ActionPage
from crm.workbooks.import_jobs import import_look_again
from crm.workbooks.kinds import KINDS
from crm.workbooks.mending import row_decide, row_leave_out, row_mend
from crm.workbooks.models import Import, ImportRow
from crm.workbooks.problems import Problem
from crm.workbooks.refused import refused_workbook


def row_of(page: Any) -> ImportRow:
    brought = get_object_or_404(Import.objects.all().visible_to(page.request.user), pk=page.kwargs["pk"])
    return get_object_or_404(brought.rows.select_related("source"), pk=page.kwargs["row"])


def column_names(row: ImportRow) -> dict[str, str]:
    """The header of each column of the row."""
    kind = KINDS.get(row.source.kind)
    labels = (kind.labels if kind else {}) | row.source.mapping.get(row.sheet, {})
    return {name: labels.get(name, name) for name in in_order(kind, row.cells)}


@dataclass(frozen=True)
class Mend:
    """One problem, and what would mend it: `column` and `text` where there is a proposal."""

    problem: Problem
    column: str = ""
    text: str = ""


def mends_of(row: ImportRow) -> list[Mend]:
    by_label = {label: name for name, label in column_names(row).items()}
    found = []
    for problem in (Problem(**stored) for stored in row.problems):
        if problem.again:
            continue
        near, column = str(problem.params.get("near", "")), by_label.get(problem.column, "")
        found.append(Mend(problem, column, near) if near and column else Mend(problem))
    return found


def cell_problems(row: ImportRow) -> dict[str, str]:
    """What is wrong with each cell, by its header."""
    found: dict[str, list[str]] = {}
    for problem in (Problem(**stored) for stored in row.problems):
        found.setdefault(problem.column, []).append(escape(problem.message))
    return {label: " ".join(sentences) for label, sentences in found.items()}


class RowForm(forms.Form):
    """The two sides of each cell that both have changed, which waits for a choice, and the row's cells."""

    def __init__(self, *args: Any, row: ImportRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.cells = row, row.cells
        sides = {change["column"]: change for change in row.changes if change.get("base") is not None}
        for name, change in sides.items():
            self.fields[f"side_{name}"] = self.side_field(change)
        kind = KINDS.get(row.source.kind)
        if kind is not None and kind.is_one_a_row:
            told = cell_problems(row)
            for name, label in column_names(row).items():
                if name not in sides:
                    self.fields[f"cell_{name}"] = forms.CharField(
                        label=label,
                        required=False,
                        max_length=2000,
                        initial=self.cells[name],
                        help_text=told.get(label, ""),
                    )

    def side_field(self, change: dict[str, Any]) -> forms.ChoiceField:
        told = {"column": change["label"], "was": change["base"] or "—"}
        return forms.ChoiceField(
            label=_("“%(column)s” was %(was)s. What shall it be?") % told,
            choices=[
                ("file", _("%(value)s, as the workbook says") % {"value": change["new"] or "—"}),
                ("record", _("%(value)s, as it is here now") % {"value": change["old"] or "—"}),
            ],
            widget=forms.RadioSelect,
            required=False,
            initial=self.row.decisions.get(change["column"]),
        )

    def changed_cells(self) -> dict[str, str]:
        typed = {name: self.cleaned_data.get(f"cell_{name}", text) for name, text in self.cells.items()}
        return {name: text for name, text in typed.items() if text != self.cells[name]}

    def sides(self) -> dict[str, str]:
        return {key[5:]: side for key, side in self.cleaned_data.items() if key.startswith("side_") and side}


class ImportRowPage(OneImport, ActionPage):
    """A row's cells as a form; saving reads and checks this row only."""

    template_name = "office/imports/row.html"
    submit_label = gettext_lazy("Check this row")

    def get_record(self) -> ImportRow:
        return row_of(self)

    def get_title(self) -> str:
        return _("Sheet “%(sheet)s”, row %(row)s") % {"sheet": self.record.sheet, "row": self.record.row}

    def get_lead(self) -> str:
        return self.record.title

    def get_breadcrumbs(self) -> list[Crumb]:
        return self.steps_to(self.record.source, self.get_title())

    def get_form(self, form_class: Any = None) -> RowForm:
        return RowForm(self.request.POST or None, row=self.record)

    def perform(self, form: RowForm) -> ImportRow:
        row, actor = self.record, self.request.user
        if sides := form.sides():
            row = row_decide(import_id=row.source_id, row_id=row.pk, actor=actor, decisions=sides)
        if cells := form.changed_cells():
            row = row_mend(import_id=row.source_id, row_id=row.pk, actor=actor, cells=cells)
        return row

    def get_success_message(self) -> str:
        return looked_at(self.result)

    def get_success_url(self) -> str:
        if self.result.is_refused:
            return reverse("office:import_row", args=[self.record.source_id, self.record.pk])
        return problems_of(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "row": self.record,
            "mends": mends_of(self.record),
            "cancel_url": problems_of(self.record),
            "is_open": self.record.source.state == Import.State.PREVIEWED,
        }


def looked_at(row: ImportRow) -> str:
    if row.is_refused:
        return _("The row was looked at again; it is still refused.")
    return _("The row was looked at again: it goes in.")


def problems_of(row: ImportRow) -> str:
    return f"{address_of(row.source)}?view=problems"


class ImportRowMend(OneImport, View):
    """One click: the proposed mend, the row left out, or brought back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, row: int) -> HttpResponse:
        found = row_of(self)
        try:
            messages.success(request, self.mend(found, request))
        except RuleError as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(problems_of(found))

    def mend(self, row: ImportRow, request: HttpRequest) -> str:
        call: dict[str, Any] = {"import_id": row.source_id, "row_id": row.pk, "actor": request.user}
        if out := request.POST.get("leave_out"):
            row_leave_out(**call, out=out == "1")
            return _("The row stays out.") if out == "1" else _("The row is back.")
        cell = {request.POST.get("column", ""): request.POST.get("text", "")[:2000]}
        return looked_at(row_mend(**call, cells=cell))


class ImportAgain(OneImport, View):
    """Look at all rows again: somebody may have changed what they are compared with."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        brought = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            import_look_again(import_id=brought.pk, actor=request.user)
            messages.success(request, _("All rows were looked at again."))
        except RuleError as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(address_of(brought))


@login_required
def import_refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused rows as a workbook, for whoever brought them."""
    brought = get_object_or_404(Import.objects.all().visible_to(request.user), pk=pk)
    content = io.BytesIO(refused_workbook(brought, request.user))
    name = brought.name.rpartition(".")[0] or brought.name
    return FileResponse(content, as_attachment=True, filename=f"{name}-{_('refused')}.xlsx")
