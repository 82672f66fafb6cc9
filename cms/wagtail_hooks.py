"""The portal in Wagtail's admin."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.caching import keep
from cms.models import Fact, MeasureGuide


class FactViewSet(SnippetViewSet):
    model = Fact
    icon = "order"
    menu_label = _("Facts")
    menu_order = 250
    add_to_admin_menu = True
    list_display = [
        "label",
        Column("figure", label=_("value")),
        Column("dated", label=_("date")),
        "source",
        BooleanColumn("is_public", label=_("shown on the portal")),
    ]
    list_filter = ["kind", "cluster", "is_public"]
    search_fields = ["label", "label_en", "text", "source"]
    search_backend_name = None
    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("code")]),
        FieldPanel("label"),
        FieldPanel("label_en"),
        FieldRowPanel([FieldPanel("value"), FieldPanel("unit")]),
        FieldPanel("text"),
        FieldPanel("text_en"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("as_of"), FieldPanel("precision")]),
                FieldPanel("source"),
                FieldPanel("source_en"),
            ],
            heading=_("Date and source"),
        ),
        FieldRowPanel([FieldPanel("cluster"), FieldPanel("park")]),
        FieldPanel("segments"),
        FieldRowPanel([FieldPanel("order"), FieldPanel("is_public")]),
    ]


class MeasureGuideViewSet(SnippetViewSet):
    model = MeasureGuide
    icon = "doc-full"
    menu_label = _("Guides to the measures")
    menu_order = 260
    add_to_admin_menu = True
    list_display = ["__str__", "benefits"]
    search_fields = ["benefits", "bring"]
    search_backend_name = None
    panels = [
        FieldPanel("measure"),
        FieldPanel("benefits"),
        FieldPanel("benefits_en"),
        FieldPanel("bring"),
        FieldPanel("bring_en"),
    ]


register_snippet(FactViewSet)
register_snippet(MeasureGuideViewSet)


@hooks.register("construct_help_menu")
def leave_out_foreign_help(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail's help leads to sites elsewhere, in English; ours is in docs/how-to."""
    menu_items.clear()


@hooks.register("on_serve_page", order=100)
def keep_served_pages(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Inside Wagtail's own check of restrictions, which marks what is not for everybody as private."""

    def served(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        return keep(serve(page, request, args, kwargs))

    return served
