"""What a list remembers: saved views, the columns and widths that a person likes, the layouts it has."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.functional import Promise

from crm.office.list_models import ListPreference, SavedView, works_in_office

# What the address says beside filters.
OWN_PARAMETERS = ("sort", "columns", "page", "export", "view", "pk", "all")


@dataclass(frozen=True)
class Layout:
    """A way to look at the rows of a list, at an address of its own that takes the same filters."""

    label: str | Promise
    icon: str
    url_name: str


@dataclass(frozen=True)
class ShownLayout:
    layout: Layout
    url: str
    active: bool


class RemembersViews:
    """Mixed into ListPage. `list_key` names the list for all its layouts (its address's name by itself)."""

    list_key: ClassVar[str] = ""
    layouts: ClassVar[tuple[Layout, ...]] = ()

    @property
    def url_name(self) -> str:
        return self.request.resolver_match.view_name

    @cached_property
    def page_key(self) -> str:
        return self.list_key or self.url_name

    @cached_property
    def keeps_views(self) -> bool:
        """Lists of the office whose address has no key of a record in it."""
        named = bool(self.page_key) and not self.kwargs
        return named and self.side == "office" and works_in_office(self.request.user)

    @cached_property
    def preference(self) -> ListPreference:
        rows = ListPreference.objects.visible_to(self.request.user).filter(page=self.page_key)
        return (rows.first() if self.keeps_views else None) or ListPreference(user=self.request.user)

    @cached_property
    def saved_views(self) -> list[SavedView]:
        rows = SavedView.objects.visible_to(self.request.user).filter(page=self.page_key).select_related("owner")
        return list(rows) if self.keeps_views else []

    @cached_property
    def open_view(self) -> SavedView | None:
        """The one that the address names, if this person may use it."""
        wanted = self.request.GET.get("view", "")
        return next((view for view in self.saved_views if str(view.pk) == wanted), None)

    @cached_property
    def state(self) -> str:
        """What this page shows, as a view keeps it: filters, then order and columns as they are now."""
        return urlencode([*self.filters_given(), *self.order_and_columns()])

    def filters_given(self) -> list[tuple[str, str]]:
        given = ((name, value) for name, values in self.request.GET.lists() for value in values)
        return sorted((name, value) for name, value in given if value and name not in OWN_PARAMETERS)

    def order_and_columns(self) -> list[tuple[str, str]]:
        key, descending = self.sort
        order = [("sort", f"-{key}" if descending else key)] if key else []
        return [*order, ("columns", ",".join(column.key for column in self.shown_columns))]

    def elsewhere(self) -> str | None:
        """A bare address opens with the view that the person chose; one that names a view only, with all it holds."""
        given = [name for name, value in self.request.GET.items() if value]
        if not given and self.preference.opens_with_id:
            chosen = (view for view in self.saved_views if view.pk == self.preference.opens_with_id)
            view = next(chosen, None)
        else:
            view = self.open_view if given == ["view"] else None
        return view.get_absolute_url() if view else None

    def clear_address(self) -> str:
        """Without filters; `view=none` where the bare address would open with a view."""
        return f"{self.request.path}{'?view=none' if self.preference.opens_with_id else ''}"

    def shown_layouts(self) -> list[ShownLayout]:
        query = urlencode([*self.filters_given(), *((n, v) for n, v in self.request.GET.items() if n in KEPT and v)])
        return [
            ShownLayout(layout, f"{reverse(layout.url_name)}?{query}".rstrip("?"), layout.url_name == self.url_name)
            for layout in self.layouts
        ]

    def views_context(self) -> dict[str, Any]:
        view = self.open_view
        pinned = {pk: place for place, pk in enumerate(self.preference.pinned)}
        tabs = sorted((one for one in self.saved_views if one.pk in pinned), key=lambda one: pinned[one.pk])
        return {
            "keeps_views": self.keeps_views,
            "saved_views": self.saved_views,
            "tabs": tabs if view is None or view in tabs else [*tabs, view],
            "open_view": view,
            "view_is_mine": view is not None and view.owner_id == self.request.user.pk,
            "view_is_pinned": view is not None and view.pk in pinned,
            "view_opens": view is not None and view.pk == self.preference.opens_with_id,
            "view_changed": view is not None and (view.query, view.url_name) != (self.state, self.url_name),
            "state": self.state,
            "page_key": self.page_key,
            "url_name": self.url_name,
            "layouts": self.shown_layouts(),
            "clear_address": self.clear_address(),
        }


KEPT = ("sort", "columns", "view")


def chosen_keys(texts: Iterable[str]) -> list[str]:
    """`columns=a,b&columns=c` in the order given, each once."""
    return list(dict.fromkeys(key for text in texts for key in text.split(",") if key))


def list_page(url_name: str) -> type[Any] | None:
    """The class of the list at an address's name, or None where that is no list."""
    try:
        found = resolve(reverse(url_name)).func
    except (NoReverseMatch, Resolver404):
        return None
    view = getattr(found, "view_class", None)
    return view if isinstance(view, type) and issubclass(view, RemembersViews) else None
