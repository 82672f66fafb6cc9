"""The portal in Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import Fact


class FactViewSet(SnippetViewSet):
    model = Fact
    icon = "order"
    menu_label = _("Facts")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["label", "figure", "dated", "source", "is_public"]
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
        FieldRowPanel([FieldPanel("order"), FieldPanel("is_public")]),
    ]


register_snippet(FactViewSet)
