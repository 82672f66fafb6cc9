"""Pages whose rows may be taken out as a file, and how such a page is found again when the file is made later."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db import models
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from crm.office.services.exports import export_start, export_write
from crm.workbooks.export import FORMS
from crm.workbooks.jobs import Progress, job_kind
from crm.workbooks.kinds import Kind, kind_of_model
from crm.workbooks.listings import RECORD_ID, RECORD_VERSION, Head, Listing
from crm.workbooks.models import Export, Job
from crm.workbooks.sheets import SheetPaper

# Rows that a person waits for; more are written in the background.
AT_ONCE = 2000
# What the address says besides the choice of rows.
EXPORT = "export"

Reader = Callable[[Any], Any]


class ExportPage:
    """`?export=xlsx` (csv, json) gives what the page shows: the same filters, columns, order and scope."""

    can_export: ClassVar[bool] = True
    export_subject: ClassVar[str] = ""  # of the log

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = request.GET.get(EXPORT)
        if form in FORMS and self.can_export and (listings := self.get_listings()):
            return self.export(form, listings)
        return super().get(request, *args, **kwargs)  # type: ignore[misc]

    def get_listings(self) -> Sequence[Listing]:
        """The tables that go out; empty where there is nothing to export."""
        raise NotImplementedError

    def get_export_title(self) -> str:
        return self.get_title()  # type: ignore[attr-defined]

    def get_export_subject(self) -> str:
        """The key of what was taken out, in the access log."""
        return self.export_subject

    def export(self, form: str, listings: Sequence[Listing]) -> HttpResponse:
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        asked = {"title": self.get_export_title(), "path": request.path_info, "query": query_of(request)}
        asked |= {"owner": request.user, "form": form}
        if sum(listing.count for listing in listings) > AT_ONCE:
            export = export_start(**asked)
            messages.success(request, _("The file is being made. You may go on working; it will wait here for you."))
            return redirect("office:export", export.pk)
        return file_response(self.write(Export(**asked), listings))

    def write(self, export: Export, listings: Sequence[Listing], **options: Any) -> Export:
        return export_write(export=export, listings=listings, subject=self.get_export_subject(), **options)


class PaperPage(ExportPage):
    """A page that goes out as a paper: in a workbook with its layout and live formulas, else its values."""

    @cached_property
    def paper(self) -> SheetPaper | None:
        """None where there is nothing to export."""
        raise NotImplementedError

    def get_listings(self) -> Sequence[Listing]:
        return self.paper.listings() if self.paper else ()

    def write(self, export: Export, listings: Sequence[Listing], **options: Any) -> Export:
        return super().write(export, listings, paper=self.paper, **options)


def file_response(export: Export) -> FileResponse:
    response = FileResponse(export.file.open("rb"), as_attachment=True, filename=export.file_name)
    response.headers["Content-Type"] = FORMS[export.form].media_type
    response.headers["Cache-Control"] = "private, no-store"
    return response


def query_of(request: HttpRequest) -> str:
    """The address's choices, without the wish for an export."""
    query = request.GET.copy()
    query.pop(EXPORT, None)
    return query.urlencode()


def page_again(export: Export) -> ExportPage:
    """The page as its owner would see it now. RuleError if he may not open it any more."""
    refused = RuleError(_("You may no longer open the page that this export was made of."), code="export_closed")
    try:
        match = resolve(export.path)
    except Resolver404:
        raise refused from None
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", export.path, export.path
    request.GET, request.user, request.resolver_match = QueryDict(export.query), export.owner, match
    page = match.func.view_class(**match.func.view_initkwargs)
    page.setup(request, *match.args, **match.kwargs)
    if not export.owner.is_active or not page.may_enter(export.owner):
        raise refused
    return page


@job_kind("export")
def carry_export(job: Job, progress: Progress) -> dict[str, Any]:
    """In the background: what the page shows its owner at this time."""
    export = Export.objects.select_related("owner").get(pk=job.payload["export"])
    page = page_again(export)
    export.title = page.get_export_title()
    page.write(export, page.get_listings(), watch=progress)
    progress(export.rows or 0, export.rows)
    return {"export": export.pk}


# --- the way back ---


def record_columns(model: type[models.Model]) -> list[tuple[Head, Reader]]:
    """Hidden columns for lists whose rows can come back by an import: which record, in which version."""
    kind: Kind | None = kind_of_model(model)
    return [(RECORD_ID, lambda record: record.pk), (RECORD_VERSION, kind.version)] if kind else []


def rows_of(records: Iterator[Any], readers: Sequence[Reader]) -> Iterator[list[Any]]:
    for record in records:
        yield [read(record) for read in readers]
