"""My exports: what is ready, what is being made, and until when it is kept."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from crm.audit.models import Access
from crm.audit.services import access_log
from crm.office.badges import Badge
from crm.office.columns import Column
from crm.office.exports import file_response
from crm.office.job_views import job_badge, job_share
from crm.office.lists import ListPage
from crm.office.navigation import Crumb
from crm.office.pages import AnySidePage
from crm.office.services.exports import export_delete
from crm.workbooks.models import Export


def state_of(export: Export) -> Badge:
    if export.is_ready:
        return Badge(_("Ready"), "green")
    return job_badge(export.job) if export.job else Badge(_("Broken off"), "red")


def share_of(export: Export) -> str:
    return job_share(export.job) if export.job and not export.is_ready else ""


def size_of(export: Export) -> str:
    return filesizeformat(export.size) if export.size is not None else ""


class OwnExports(AnySidePage):
    def get_queryset(self) -> QuerySet:
        return Export.objects.select_related("job").visible_to(self.request.user)

    def get_export(self) -> Export:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])


class ExportListPage(AnySidePage, ListPage):
    model = Export
    queryset = Export.objects.select_related("job")
    title = gettext_lazy("My exports")
    lead = gettext_lazy("Only you can download these files. Each is kept for seven days.")
    can_export = False
    under_first = ("form", "state", "created_at")
    columns = (
        Column("title", gettext_lazy("what"), link=lambda row: reverse("office:export", args=[row.pk])),
        Column("form", gettext_lazy("form"), sort="form"),
        Column("state", gettext_lazy("state"), value=state_of),
        Column("percent", gettext_lazy("so far"), value=share_of, numeric=True),
        Column("rows", gettext_lazy("rows"), numeric=True, sort="rows"),
        Column("size", gettext_lazy("size"), value=size_of, numeric=True, sort="size"),
        Column("created_at", gettext_lazy("asked for on"), sort="created_at"),
        Column("expires_at", gettext_lazy("kept until"), sort="expires_at"),
    )
    default_sort = "-created_at"
    empty_title = gettext_lazy("Nothing exported yet.")
    empty_text = gettext_lazy("Every list has an “Export” button. What you take out waits here for seven days.")


class OneExportPage(OwnExports, TemplateView):
    template_name = "office/exports/export.html"

    def get_title(self) -> str:
        return str(self.get_export())

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("My exports"), reverse("office:exports")), Crumb(self.get_title())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        export = self.get_export()
        job = export.job.with_signs() if export.job and not export.is_ready else None
        source = f"{export.path}?{export.query}" if export.query else export.path
        return super().get_context_data(export=export, job=job, source=source, size=size_of(export), **kwargs)


class ExportFile(OwnExports, View):
    """The file itself, for its owner only; each download is logged."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        export = self.get_export()
        if not export.is_ready:
            raise Http404
        access_log(
            kind=Access.Kind.DOWNLOAD,
            actor=request.user,
            subject=export.file_name,
            subject_key=f"export:{export.pk}",
            count=export.rows,
        )
        return file_response(export)


class ExportDelete(OwnExports, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        export = self.get_export()
        if not export.is_ready:
            raise Http404
        export_delete(export=export)
        messages.success(request, _("The file is deleted."))
        return redirect("office:exports")
