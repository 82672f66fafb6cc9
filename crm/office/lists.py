"""List pages: filters in the address, sorting, choice of columns, paging, export."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView
from django_filters import FilterSet

from crm.accounts.models import User
from crm.common.streams import stream
from crm.office.actions import Action
from crm.office.bulk import actions_for, picked
from crm.office.choices import prepare_choices
from crm.office.columns import Column, resolve
from crm.office.exports import ExportPage, record_columns, rows_of
from crm.office.list_state import KEPT, OWN_PARAMETERS, RemembersViews, chosen_keys
from crm.office.pages import OfficePage, PartnerPage
from crm.workbooks.export import FORMS
from crm.workbooks.listings import Head, Listing


@dataclass(frozen=True)
class Totals:
    """Of all rows that the filters leave: how many, and the sums of the columns that add up, by their keys."""

    count: int
    sums: dict[str, Any]


class ListPage(RemembersViews, ExportPage, OfficePage, ListView):
    """`/office/leads/?stage=clue&sort=-investment&columns=name,stage&page=2`.

    Rows begin at `visible_to(user)` of `queryset` or `model`; `narrow` is the hook for what the page itself leaves out.
    """

    template_name = "office/list.html"
    table_template: ClassVar[str] = "office/list_table.html"
    filterset_class: ClassVar[type[FilterSet] | None] = None
    columns: ClassVar[tuple[Column | str, ...]] = ()
    under_first: ClassVar[tuple[str, ...]] = ()  # the keys of those that stand under the first one on phones
    default_sort: ClassVar[str] = ""
    paginate_by = 50
    empty_title: ClassVar[str | Promise] = gettext_lazy("Nothing here yet.")
    empty_text: ClassVar[str | Promise] = ""
    empty_action: ClassVar[Action | None] = None
    totals = Totals(0, {})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        patch_vary_headers(response, ("HX-Request", "HX-Target"))
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if address := self.elsewhere():
            return HttpResponseRedirect(address)
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

    def get_selection(self) -> QuerySet:
        """What the address picks: `pk=5&pk=7`, or `all=1` for all that its filters leave; nothing else by itself."""
        if self.request.GET.get("all"):
            return self.get_queryset()
        return self.ordered(self.get_base_queryset().filter(pk__in=picked(self.request.GET.getlist("pk"))))

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

    def count_totals(self, rows: QuerySet) -> Totals:
        """In one query: the pages need the count, and what adds up comes with it."""
        adding = [column for column in self.shown_columns if column.total]
        if not adding:
            return Totals(rows.count(), {})
        sums = {f"sum_{column.key}": Sum(column.sort) for column in adding}
        found = rows.order_by().aggregate(rows_in_all=Count("pk"), **sums)
        return Totals(found["rows_in_all"], {column.key: found[f"sum_{column.key}"] or 0 for column in adding})

    def totals_unpaged(self, rows: QuerySet) -> Totals:
        return Totals(len(rows), {})

    def get_paginator(self, queryset: QuerySet, per_page: int, *args: Any, **kwargs: Any) -> Paginator:
        paginator = super().get_paginator(queryset, per_page, *args, **kwargs)
        self.totals = self.count_totals(queryset)
        paginator.count = self.totals.count
        return paginator

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
        """Those that the address names, else those that the person keeps, in that order; the first always stays."""
        by_key = {column.key: column for column in self.all_columns}
        for keys in (chosen_keys(self.request.GET.getlist("columns")), self.preference.columns):
            known = [by_key[key] for key in keys if key in by_key]
            if known:
                first = self.all_columns[0]
                return [first, *(column for column in known if column is not first)]
        return [column for place, column in enumerate(self.all_columns) if place == 0 or column.shown]

    def columns_to_choose(self) -> list[Column]:
        """The shown ones in their order, then the others."""
        return [*self.shown_columns, *(column for column in self.all_columns if column not in self.shown_columns)]

    def told_totals(self) -> list[tuple[Column, str]]:
        sums = self.totals.sums
        columns = (column for column in self.all_columns if column.total and column.key in sums)
        return [(column, column.total(sums[column.key])) for column in columns]

    # --- What the page shows ---

    @cached_property
    def is_filtered(self) -> bool:
        return any(value for name, value in self.request.GET.items() if name not in OWN_PARAMETERS)

    def get_empty_action(self) -> Action | None:
        action = self.empty_action
        return action if action and action.allowed_to(self.request.user) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if context["paginator"] is None:
            self.totals = self.totals_unpaged(context["object_list"])
        context |= {
            "filterset": self.filterset,
            "is_filtered": self.is_filtered,
            "more_filters_used": any(self.request.GET.get(name) for name in getattr(self.filterset, "more", ())),
            "columns": self.shown_columns,
            "under_first": self.under_first,
            "widths": self.preference.widths,
            "all_columns": self.columns_to_choose(),
            "totals": self.totals,
            "told_totals": self.told_totals(),
            **self.views_context(),
            "bulk_actions": actions_for(self.page_key, self.request.user) if self.keeps_views else [],
            "filters_given": self.filters_given(),
            "sort_key": self.sort[0],
            "sort_descending": self.sort[1],
            "kept": self.kept_parameters(),
            "page_range": self.page_range(context["page_obj"]),
            "total": self.totals.count,
            "can_export": self.can_export,
            "export_forms": FORMS.values(),
            "empty_title": self.empty_title,
            "empty_text": self.empty_text,
            "empty_action": self.get_empty_action(),
        }
        return context

    @staticmethod
    def page_range(page: Page | None) -> list[int | str]:
        return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)) if page else []

    def kept_parameters(self) -> list[tuple[str, str]]:
        """Sorting, columns and the open view, which a form of filters carries along as hidden fields."""
        return [(name, value) for name in KEPT for value in self.request.GET.getlist(name) if value]

    # --- Export ---

    def get_export_subject(self) -> str:
        return self.get_queryset_model()._meta.label_lower

    def get_listings(self) -> list[Listing]:
        """All rows that the filters leave, with the shown columns; nothing where a filter is wrong."""
        if self.filterset is not None and not self.filterset.is_valid():
            return []
        rows = self.get_selection() if self.request.GET.get("pk") else self.get_queryset()
        model = self.get_queryset_model()
        columns = [(Head(column.key, column.heading), column.reader(model)) for column in self.shown_columns]
        columns += record_columns(model)
        readers = [reader for _head, reader in columns]
        heads = [head for head, _reader in columns]
        told = rows_of(stream(rows), readers)
        return [Listing(self.get_title(), heads, told, rows.count(), holders=holders_of(rows))]


def holders_of(rows: QuerySet) -> Iterable[int | None]:
    """Who holds these records, where their kind is held by people."""
    fields = {field.name: field.related_model for field in rows.model._meta.concrete_fields}
    return rows.order_by().values_list("owner", flat=True).distinct() if fields.get("owner") is User else ()


class PartnerListPage(PartnerPage, ListPage):
    """The same for partners."""
