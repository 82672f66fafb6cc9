"""A record's page: its fields, then panels of its own and those that other apps put there."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.views.generic import DetailView

from crm.office.actions import Action
from crm.office.columns import Column, resolve
from crm.office.navigation import Crumb
from crm.office.pages import OfficePage, PartnerPage
from crm.office.panels import Panel, ShownPanel, panels_of


class DetailPage(OfficePage, DetailView):
    """`fields` are names or Columns; whoever may not see the record gets a 404, as if it did not exist."""

    template_name = "office/detail.html"
    fields: ClassVar[tuple[Column | str, ...]] = ()
    panels: ClassVar[tuple[Panel, ...]] = ()
    without_panels: ClassVar[tuple[str, ...]] = ()
    context_object_name = "record"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().visible_to(self.request.user)

    def get_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs(self) -> list[Crumb]:
        crumbs = super().get_breadcrumbs()
        return [*crumbs[:-1], Crumb(self.get_title())]

    def get_fields(self) -> tuple[Column | str, ...]:
        return self.fields

    def get_columns(self) -> tuple[Column, ...]:
        return tuple(
            column for column in resolve(type(self.object), self.get_fields()) if column.link is not True
        ) or resolve(type(self.object), self.get_fields())

    def get_further_actions(self) -> list[Action]:
        """What can be done beside the buttons at the top, wherever the page offers it: for the palette."""
        return []

    def get_panels(self) -> list[ShownPanel]:
        return panels_of(self.object, self.request.user, self.panels, self.without_panels)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = self.get_panels()
        context |= {
            "record": self.object,
            "fields": self.get_columns(),
            "main_panels": [item for item in shown if not item.panel.side],
            "side_panels": [item for item in shown if item.panel.side],
        }
        return context


class PartnerDetailPage(PartnerPage, DetailPage):
    """The same for partners."""
