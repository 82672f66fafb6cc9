"""What an editor may put on a page. Words and choices only: how they look is the portal's."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

TEXT_FEATURES = ["h2", "h3", "bold", "link", "document-link", "ol", "ul"]


class SectionBlock(blocks.StructBlock):
    """The heading and introduction that most blocks begin with."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    intro = blocks.TextBlock(label=_("introduction"), required=False)


class FactsBlock(SectionBlock):
    """Large figures, each with its date and source."""

    facts = blocks.ListBlock(SnippetChooserBlock("cms.Fact"), label=_("facts"))

    class Meta:
        icon = "order"
        label = _("Figures")
        template = "cms/blocks/facts.html"


class FactTableBlock(SectionBlock):
    """The same facts as rows of a table."""

    facts = blocks.ListBlock(SnippetChooserBlock("cms.Fact"), label=_("facts"))

    class Meta:
        icon = "table"
        label = _("Table of facts")
        template = "cms/blocks/fact_table.html"


class ClustersBlock(SectionBlock):
    class Meta:
        icon = "site"
        label = _("Clusters")
        template = "cms/blocks/clusters.html"


class ParksBlock(SectionBlock):
    class Meta:
        icon = "globe"
        label = _("Map of the parks")
        template = "cms/blocks/parks.html"


class MeasuresBlock(SectionBlock):
    """Some of the 23 measures by number."""

    numbers = blocks.ListBlock(blocks.IntegerBlock(min_value=1, max_value=99), label=_("numbers of the measures"))

    class Meta:
        icon = "doc-full"
        label = _("Measures of the policy")
        template = "cms/blocks/measures.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=60)
    text = blocks.TextBlock(label=_("text"))


class StepsBlock(SectionBlock):
    steps = blocks.ListBlock(StepBlock(), label=_("steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "cms/blocks/steps.html"


class PointBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=60)
    text = blocks.TextBlock(label=_("text"))
    measure = blocks.IntegerBlock(
        label=_("measure"), required=False, min_value=1, max_value=99, help_text=_("The clause that says so.")
    )


class PointsBlock(SectionBlock):
    """Short points, each with the clause behind it."""

    points = blocks.ListBlock(PointBlock(), label=_("points"))

    class Meta:
        icon = "tick"
        label = _("Points with their clause")
        template = "cms/blocks/points.html"


class CallBlock(SectionBlock):
    """The invitation to enquire."""

    button = blocks.CharBlock(label=_("button"), max_length=40)

    class Meta:
        icon = "mail"
        label = _("Invitation to enquire")
        template = "cms/blocks/call.html"


BODY_BLOCKS = [
    ("text", blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Text"), template="cms/blocks/text.html")),
    ("facts", FactsBlock()),
    ("fact_table", FactTableBlock()),
    ("clusters", ClustersBlock()),
    ("parks", ParksBlock()),
    ("measures", MeasuresBlock()),
    ("steps", StepsBlock()),
    ("points", PointsBlock()),
    ("call", CallBlock()),
]
