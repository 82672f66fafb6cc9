"""Upload, preview, commit or discard a workbook; the list of one's imports."""

import io
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView, FormView

from crm.common.errors import RuleError
from crm.office.badges import Badge
from crm.office.edits import add_rule_error
from crm.office.imports.menu import IMPORTERS
from crm.office.navigation import Crumb
from crm.office.views import Action, ActionPage, Column, ListPage, OfficePage
from crm.workbooks.kinds import KINDS, kinds_for
from crm.workbooks.models import Import, ImportRow
from crm.workbooks.problems import Problem
from crm.workbooks.reading import refuse_big
from crm.workbooks.services import import_commit, import_discard, import_preview, import_refresh
from crm.workbooks.templates import template_workbook

STATES = {Import.State.PREVIEWED: "yellow", Import.State.COMMITTED: "green", Import.State.DISCARDED: "grey"}
UPLOAD = Action(gettext_lazy("Import a workbook"), reverse_lazy("office:import_new"), icon="upload", primary=True)


def kind_label(brought: Import) -> str:
    """The kind's name; an app that was taken away leaves its code."""
    kind = KINDS.get(brought.kind)
    return str(kind.label) if kind else brought.kind


def state_badge(brought: Import) -> Badge:
    return Badge(brought.get_state_display(), STATES[brought.state])


def counted(name: str) -> Any:
    return lambda brought: brought.counts.get(name, 0)


class ImportListPage(ListPage):
    model = Import
    roles, section = IMPORTERS, "imports"
    title = gettext_lazy("Import")
    lead = gettext_lazy("Your own imports. What they changed stands in the history of each record.")
    can_export = False
    columns = (
        Column("name", gettext_lazy("file"), sort="name", link=lambda row: reverse("office:import", args=[row.pk])),
        Column("kind", gettext_lazy("kind"), value=kind_label, sort="kind"),
        Column("state", gettext_lazy("state"), value=state_badge, sort="state"),
        Column("created", gettext_lazy("new"), value=counted("created"), numeric=True),
        Column("updated", gettext_lazy("changed"), value=counted("updated"), numeric=True),
        Column("refused", gettext_lazy("refused"), value=counted("refused"), numeric=True),
        Column("created_at", gettext_lazy("uploaded"), sort="created_at"),
    )
    default_sort = "-created_at"
    empty_title = gettext_lazy("Nothing imported yet.")
    empty_text = gettext_lazy("A workbook is shown to you first; nothing is written before you say so.")
    empty_action = UPLOAD
    actions = (UPLOAD,)


class UploadForm(forms.Form):
    """A kind that this person may bring in, and a file."""

    kind = forms.ChoiceField(label=gettext_lazy("What the workbook holds"))
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        allow_empty_file=True,  # told as an empty workbook, in the same words as everywhere
        help_text=gettext_lazy("xlsx, xls, ods or csv. The header may stand under a title."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in kinds_for(user)]


class ImportUploadPage(OfficePage, FormView):
    """A file that cannot be read comes back with its sentence; nothing is kept of it."""

    template_name = "office/imports/new.html"
    form_class = UploadForm
    roles, section = IMPORTERS, "imports"
    title = gettext_lazy("Import a workbook")
    lead = gettext_lazy("First you see what would change. Nothing is written before you say so.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET.get("kind", "")}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        upload = form.cleaned_data["file"]
        try:
            refuse_big(upload.size)
            brought = import_preview(
                kind=KINDS[form.cleaned_data["kind"]], data=upload.read(), name=upload.name, actor=self.request.user
            )
        except RuleError as error:
            error.field = "file"
            add_rule_error(form, error)
            return self.form_invalid(form)
        return HttpResponseRedirect(reverse("office:import", args=[brought.pk]))

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "submit_label": _("Show what would change"),
            "cancel_url": reverse("office:imports"),
            "kinds": kinds_for(self.request.user),
        }


class OneImport(OfficePage):
    """What the pages about one import share."""

    model = Import
    roles, section = IMPORTERS, "imports"

    def get_queryset(self) -> QuerySet:
        return Import.objects.all().visible_to(self.request.user)

    def steps_to(self, brought: Import, title: str = "") -> list[Crumb]:
        steps = [Crumb(_("Import"), reverse("office:imports")), Crumb(str(brought), address_of(brought))]
        return [*steps, Crumb(title)] if title else steps


def address_of(brought: Import) -> str:
    return reverse("office:import", args=[brought.pk])


VIEWS = {
    "problems": gettext_lazy("Problems"),
    "created": gettext_lazy("New"),
    "updated": gettext_lazy("Changed"),
    "unchanged": gettext_lazy("Unchanged"),
    "left_out": gettext_lazy("Left out"),
}


class ImportPage(OneImport, DetailView):
    """The preview: counts, then problems, new rows, changes cell by cell, what was left out."""

    template_name = "office/imports/import.html"
    per_page = 50

    def get_title(self) -> str:
        return str(self.object)

    def get_lead(self) -> str:
        return f"{kind_label(self.object)} · {self.object.get_state_display()}"

    def get_breadcrumbs(self) -> list[Crumb]:
        return self.steps_to(self.object)

    def get_actions(self) -> list[Action]:
        own = [Action(_("Original file"), reverse("office:import_file", args=[self.object.pk]), icon="download")]
        if self.object.state != Import.State.PREVIEWED:
            return own
        commit, discard = (reverse(f"office:import_{name}", args=[self.object.pk]) for name in ("commit", "discard"))
        buttons = [*own, Action(_("Discard"), discard, icon="trash", danger=True)]
        if self.writable:
            buttons.append(Action(_("Take in"), commit, icon="database-import", primary=True))
        return buttons

    @property
    def writable(self) -> int:
        return self.object.counts.get("created", 0) + self.object.counts.get("updated", 0)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        numbers = self.numbers()
        first = next((name for name in ("problems", "updated", "created") if numbers[name]), "unchanged")
        view = self.request.GET.get("view")
        view = view if view in VIEWS else first
        page = self.page_of(view)
        return context | {
            "tabs": [(name, label, numbers[name]) for name, label in VIEWS.items()],
            "view_name": view,
            "page_obj": page,
            "page_range": list(page.paginator.get_elided_page_range(page.number)),
            "problems": list(told(page.object_list)) if view == "problems" else [],
            "unused": [(sheet, labels) for sheet, labels in self.object.unused.items() if labels],
            "writable": self.writable,
            "is_open": self.object.state == Import.State.PREVIEWED,
            **self.cells_of(page, view),
        }

    def cells_of(self, page: Page, view: str) -> dict[str, Any]:
        """Headings and cells as the workbook has them, for rows that are shown whole."""
        if view not in ("created", "unchanged"):
            return {}
        rows = list(page.object_list)
        names = list(dict.fromkeys(name for row in rows for name in row.cells))
        kind = KINDS.get(self.object.kind)
        headings = kind.labels if kind else {}
        for mapping in reversed(self.object.mapping.values()):  # the workbook's own words, the first sheet's first
            headings = headings | mapping
        return {
            "headings": [headings.get(name, name) for name in names],
            "shown_rows": [(row, [row.cells.get(name, "") for name in names]) for row in rows],
        }

    def numbers(self) -> dict[str, int]:
        counts = self.object.counts
        problems = len(self.object.problems) + self.object.rows.filter(has_problems=True).count()
        return {
            "problems": problems,
            "left_out": len(self.object.left_out),
            **{name: counts.get(name, 0) for name in ("created", "updated", "unchanged")},
        }

    def page_of(self, view: str) -> Page:
        rows: Any = self.object.rows.filter(is_refused=False, action=view)
        if view == "problems":
            whole = self.object.problems
            rows = [*whole, *self.object.rows.filter(has_problems=True)] if whole else None
            rows = rows if rows is not None else self.object.rows.filter(has_problems=True)
        elif view == "left_out":
            rows = self.object.left_out
        return Paginator(rows, self.per_page).get_page(self.request.GET.get("page"))


def told(rows: Iterable[Any]) -> Iterable[Problem]:
    """Problems of the file, kept as they are, and those of rows, in the reader's language."""
    for row in rows:
        stored = row.problems if isinstance(row, ImportRow) else [row]
        yield from (Problem(**problem) for problem in stored)


class ImportCommitPage(OneImport, ActionPage):
    """All or nothing, or the good rows if a person says so. What changed since the preview is shown again."""

    title = gettext_lazy("Take in")
    submit_label = gettext_lazy("Take in")

    class CommitForm(forms.Form):
        good_rows = forms.BooleanField(label=gettext_lazy("Leave the refused rows out"), required=False)

    form_class = CommitForm

    def get_breadcrumbs(self) -> list[Crumb]:
        return self.steps_to(self.record, self.get_title())

    def get_form(self, form_class: Any = None) -> forms.BaseForm:
        form = super().get_form(form_class)
        if not self.record.counts.get("refused"):
            form.fields["good_rows"].widget = forms.HiddenInput()
        return form

    def perform(self, form: forms.Form) -> Import:
        try:
            return import_commit(
                import_id=self.record.pk, actor=self.request.user, good_rows=form.cleaned_data["good_rows"]
            )
        except RuleError:
            import_refresh(import_id=self.record.pk, actor=self.request.user)
            raise

    def get_success_message(self) -> str:
        count = self.result.counts["written"]
        return ngettext("%(count)d record was written.", "%(count)d records were written.", count) % {"count": count}

    def get_success_url(self) -> str:
        return address_of(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        counts = self.record.counts
        question = _("%(created)d new, %(updated)d changed, %(refused)d refused.") % {
            name: counts.get(name, 0) for name in ("created", "updated", "refused")
        }
        return context | {"question": question, "cancel_url": address_of(self.record)}


class ImportDiscardPage(OneImport, ActionPage):
    title = gettext_lazy("Discard")
    question = gettext_lazy("The workbook is put away; nothing was written.")
    submit_label = gettext_lazy("Discard")
    danger = True

    def get_breadcrumbs(self) -> list[Crumb]:
        return self.steps_to(self.record, self.get_title())

    def perform(self, form: forms.Form) -> Import:
        return import_discard(import_id=self.record.pk, actor=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:imports")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel_url": address_of(self.record)}


@login_required
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty workbook of a kind, for whoever may bring that kind in."""
    found = next((each for each in kinds_for(request.user) if each.name == kind), None)
    if found is None:
        raise Http404
    content = io.BytesIO(template_workbook(found, request.user))
    return FileResponse(content, as_attachment=True, filename=f"{found.label}-{_('template')}.xlsx")


@login_required
def import_original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded, for whoever brought it."""
    brought = get_object_or_404(Import.objects.all().visible_to(request.user), pk=pk)
    return FileResponse(brought.file.open("rb"), as_attachment=True, filename=brought.name)
