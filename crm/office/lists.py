"""List pages: filters in the address, sorting, choice of columns, paging, export."""

from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView
from django_filters import FilterSet

from crm.audit.models import Access
from crm.audit.services import access_log
from crm.office.actions import Action
from crm.office.choices import prepare_choices
from crm.office.columns import Column, resolve
from crm.office.pages import OfficePage, PartnerPage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What the address says besides filters.
OWN_PARAMETERS = ("sort", "columns", "page", "export")


class ListPage(OfficePage, ListView):
    """`/office/leads/?stage=clue&sort=-investment&columns=name,stage&page=2`.

    Rows begin at `visible_to(user)` of `queryset` or `model`; `narrow` is the hook for what the page itself leaves out.
    """

    template_name = "office/list.html"
    table_template: ClassVar[str] = "office/list_table.html"
    filterset_class: ClassVar[type[FilterSet] | None] = None
    columns: ClassVar[tuple[Column | str, ...]] = ()
    default_sort: ClassVar[str] = ""
    paginate_by = 50
    can_export: ClassVar[bool] = True
    empty_title: ClassVar[str | Promise] = gettext_lazy("Nothing here yet.")
    empty_text: ClassVar[str | Promise] = ""
    empty_action: ClassVar[Action | None] = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        patch_vary_headers(response, ("HX-Request", "HX-Target"))
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.can_export and request.GET.get("export") == "xlsx":
            return self.export()
        response = super().get(request, *args, **kwargs)
        if self.filterset and not self.filterset.is_valid():
            response.status_code = 400
        return response

    def get_title(self) -> str:
        return str(self.title or capfirst(self.get_queryset_model()._meta.verbose_name_plural))

    def get_queryset_model(self) -> Any:
        return self.model or self.queryset.model

    def get_template_names(self) -> list[str]:
        swapping = getattr(self.request, "htmx", False) and self.request.htmx.target == "list"
        return [self.table_template if swapping else self.template_name]

    # --- Rows ---

    def get_base_queryset(self) -> QuerySet:
        """All that this person may see."""
        rows = self.queryset.all() if self.queryset is not None else self.model._default_manager.all()
        return self.narrow(rows.visible_to(self.request.user))

    def narrow(self, rows: QuerySet) -> QuerySet:
        return rows

    @cached_property
    def filterset(self) -> FilterSet | None:
        if self.filterset_class is None:
            return None
        found = self.filterset_class(self.request.GET, queryset=self.get_base_queryset(), request=self.request)
        prepare_choices(found.form, self.request.user, blank=_("All"))
        return found

    def get_queryset(self) -> QuerySet:
        if self.filterset is None:
            rows = self.get_base_queryset()
        else:
            rows = self.filterset.qs if self.filterset.is_valid() else self.get_base_queryset().none()
        return self.ordered(rows)

    def ordered(self, rows: QuerySet) -> QuerySet:
        """By the column that the address names, the key last so that pages do not overlap."""
        sort, descending = self.sort
        column = next((column for column in self.all_columns if column.key == sort and column.sort), None)
        if column is None:
            return rows if rows.ordered else rows.order_by("-pk")
        name = F(column.sort)
        by = name.desc(nulls_last=True) if descending else name.asc(nulls_last=True)
        return rows.order_by(by, "-pk" if descending else "pk")

    @cached_property
    def sort(self) -> tuple[str, bool]:
        wanted = self.request.GET.get("sort") or self.default_sort
        return wanted.removeprefix("-"), wanted.startswith("-")

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple[Paginator, Page, QuerySet, bool]:
        """A page number out of range is the nearest page: rows may have gone since the link was made."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    # --- Columns ---

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        return resolve(self.get_queryset_model(), self.get_columns())

    def get_columns(self) -> tuple[Column | str, ...]:
        return self.columns

    @cached_property
    def shown_columns(self) -> list[Column]:
        """Those that the address names, in the page's order; the first one always stays."""
        wanted = {key for text in self.request.GET.getlist("columns") for key in text.split(",") if key}
        known = wanted & {column.key for column in self.all_columns}
        return [
            column
            for place, column in enumerate(self.all_columns)
            if place == 0 or (column.key in known if known else column.shown)
        ]

    # --- What the page shows ---

    @cached_property
    def is_filtered(self) -> bool:
        return any(value for name, value in self.request.GET.items() if name not in OWN_PARAMETERS)

    def get_empty_action(self) -> Action | None:
        action = self.empty_action
        return action if action and action.allowed_to(self.request.user) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context |= {
            "filterset": self.filterset,
            "is_filtered": self.is_filtered,
            "more_filters_used": any(self.request.GET.get(name) for name in getattr(self.filterset, "more", ())),
            "columns": self.shown_columns,
            "all_columns": self.all_columns,
            "sort_key": self.sort[0],
            "sort_descending": self.sort[1],
            "kept": self.kept_parameters(),
            "page_range": self.page_range(context["page_obj"]),
            "total": context["paginator"].count if context.get("paginator") else len(context["object_list"]),
            "can_export": self.can_export,
            "empty_title": self.empty_title,
            "empty_text": self.empty_text,
            "empty_action": self.get_empty_action(),
        }
        return context

    @staticmethod
    def page_range(page: Page | None) -> list[int | str]:
        return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)) if page else []

    def kept_parameters(self) -> list[tuple[str, str]]:
        """Sorting and columns, which a form of filters carries along as hidden fields."""
        return [(name, value) for name in ("sort", "columns") for value in self.request.GET.getlist(name) if value]

    # --- Export ---

    def export(self) -> HttpResponse:
        """All rows that the filters leave, with the shown columns, as a workbook; who took it out is logged."""
        from crm.workbooks.export import export_rows

        rows = self.get_queryset()
        columns = self.shown_columns
        access_log(
            kind=Access.Kind.EXPORT,
            actor=self.request.user,
            subject=self.get_title(),
            subject_key=self.get_queryset_model()._meta.label_lower,
            filters={key: values for key, values in self.request.GET.lists() if key != "export"},
            count=rows.count(),
        )
        content = export_rows(
            self.get_title(),
            [column.heading for column in columns],
            ([column.plain_of(record) for column in columns] for record in self.in_chunks(rows)),
        )
        response = HttpResponse(content, content_type=XLSX)
        name = slugify(self.get_title(), allow_unicode=True) or "export"
        file_name = f"{name}-{timezone.localdate():%Y%m%d}.xlsx"
        response.headers["Content-Disposition"] = content_disposition_header(True, file_name)
        return response

    @staticmethod
    def in_chunks(rows: QuerySet) -> Any:
        return rows.iterator(chunk_size=2000)


class PartnerListPage(PartnerPage, ListPage):
    """The same for partners."""
