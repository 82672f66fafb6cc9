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
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView

from crm.common.errors import RuleError
from crm.office.badges import Badge
from crm.office.edits import add_rule_error
from crm.office.imports.menu import IMPORTERS
from crm.office.navigation import Crumb
from crm.office.views import Action, Column, ListPage, OfficePage
from crm.workbooks.import_jobs import import_begin
from crm.workbooks.kinds import KINDS, Kind, kinds_for
from crm.workbooks.models import Import, ImportRow, Job
from crm.workbooks.problems import Problem
from crm.workbooks.reading import refuse_big
from crm.workbooks.templates import template_workbook

STATES = {
    Import.State.READING: "blue",
    Import.State.PREVIEWED: "yellow",
    Import.State.COMMITTED: "green",
    Import.State.DISCARDED: "grey",
    Import.State.UNDONE: "grey",
}
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
    under_first = ("kind", "state")
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

    by_hand = forms.BooleanField(
        label=gettext_lazy("If no header is recognised, I will say which column is which"), required=False
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
            brought = import_begin(
                kind=KINDS[form.cleaned_data["kind"]],
                data=upload.read(),
                name=upload.name,
                actor=self.request.user,
                by_hand=form.cleaned_data["by_hand"],
            )
        except RuleError as error:
            error.field = "file"
            add_rule_error(form, error)
            return self.form_invalid(form)
        unknown = brought.state == Import.State.PREVIEWED and not brought.mapping
        return HttpResponseRedirect(reverse("office:import_columns" if unknown else "office:import", args=[brought.pk]))

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
    "put_aside": gettext_lazy("Put aside"),
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
        own = [
            Action(gettext_lazy("Original file"), reverse("office:import_file", args=[self.object.pk]), icon="download")
        ]
        if self.is_busy:
            return own
        if self.object.state == Import.State.COMMITTED and self.can_undo:
            return [*own, self.step("undo", gettext_lazy("Take back"), "arrow-back-up", danger=True)]
        if self.object.state == Import.State.READING:
            return [*own, self.step("discard", gettext_lazy("Discard"), "trash", danger=True)]
        return [*own, *self.open_actions()] if self.is_open else own

    def open_actions(self) -> list[Action]:
        buttons = [
            self.step("columns", gettext_lazy("Which column is which"), "columns"),
            self.step("again", gettext_lazy("Check again"), "refresh", post=True),
            self.step("discard", gettext_lazy("Discard"), "trash", danger=True),
        ]
        if self.writable:
            buttons.append(self.step("commit", gettext_lazy("Take in"), "database-import", primary=True))
        return buttons

    def step(self, name: str, label: str | Promise, icon: str, **traits: bool) -> Action:
        return Action(label, reverse(f"office:import_{name}", args=[self.object.pk]), icon=icon, **traits)

    @property
    def is_busy(self) -> bool:
        job = self.object.job
        return job is not None and job.is_open

    @property
    def is_open(self) -> bool:
        return self.object.state == Import.State.PREVIEWED

    @property
    def can_undo(self) -> bool:
        kind = KINDS.get(self.object.kind)
        return kind is not None and kind.can_undo and bool(self.object.counts.get("written"))

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
            "tabs": [
                (name, label, numbers[name]) for name, label in VIEWS.items() if numbers[name] or name != "put_aside"
            ],
            "view_name": view,
            "page_obj": page,
            "page_range": list(page.paginator.get_elided_page_range(page.number)),
            "problems": list(told(page.object_list)) if view == "problems" else [],
            "refused_count": self.object.counts.get("refused", 0),
            "unused": [(sheet, labels) for sheet, labels in self.object.unused.items() if labels],
            "writable": self.writable,
            "is_open": self.is_open and not self.is_busy,
            "job": self.shown_job(),
            **self.cells_of(page, view),
        }

    def shown_job(self) -> Job | None:
        """What is under way or went wrong; what is done shows itself."""
        job = self.object.job
        return job.with_signs() if job is not None and (job.is_open or job.can_resume) else None

    def cells_of(self, page: Page, view: str) -> dict[str, Any]:
        """Headings and cells as the workbook has them, for rows that are shown whole."""
        if view not in ("created", "unchanged", "put_aside"):
            return {}
        rows = list(page.object_list)
        kind = KINDS.get(self.object.kind)
        names = in_order(kind, [name for row in rows for name in row.cells])
        headings = kind.labels if kind else {}
        for mapping in reversed(self.object.mapping.values()):  # the workbook's own words, the first sheet's first
            headings = headings | mapping
        return {
            "headings": [headings.get(name, name) for name in names],
            "shown_rows": [(row, shown_cells(kind, row, names)) for row in rows],
        }

    def numbers(self) -> dict[str, int]:
        counts = self.object.counts
        problems = len(self.object.problems) + self.object.rows.filter(has_problems=True, is_left_out=False).count()
        return {
            "problems": problems,
            "left_out": len(self.object.left_out),
            **{name: counts.get(name, 0) for name in ("created", "updated", "unchanged", "put_aside")},
        }

    def page_of(self, view: str) -> Page:
        rows: Any = self.object.rows.filter(is_refused=False, is_left_out=False, action=view)
        if view == "problems":
            whole = self.object.problems
            marked = self.object.rows.filter(has_problems=True, is_left_out=False).select_related("source")
            rows = [*whole, *marked] if whole else marked
        elif view == "put_aside":
            rows = self.object.rows.filter(is_left_out=True)
        elif view == "left_out":
            rows = self.object.left_out
        return Paginator(rows, self.per_page).get_page(self.request.GET.get("page"))


def in_order(kind: Kind | None, names: Iterable[str]) -> list[str]:
    """The columns as the kind has them, each once."""
    found = dict.fromkeys(names)
    known = [name for name in kind.types if name in found] if kind else []
    unshown = kind.unshown if kind else ()
    return [name for name in dict.fromkeys([*known, *found]) if name not in unshown]


def shown_cells(kind: Kind | None, row: ImportRow, names: Iterable[str]) -> list[str]:
    cells = row.cells
    return [kind.shown_cell(name, cells.get(name, "")) if kind else cells.get(name, "") for name in names]


def told(rows: Iterable[Any]) -> Iterable[tuple[ImportRow | None, list[Any]]]:
    """Problems of the file, kept as they are, and those of rows, each with the mend that is proposed."""
    from crm.office.imports.rows import Mend, mends_of

    for row in rows:
        if isinstance(row, ImportRow):
            yield row, mends_of(row)
        else:
            yield None, [Mend(Problem(**row))]


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
