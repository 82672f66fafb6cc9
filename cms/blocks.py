"""What an editor may put on a page. Words and choices only: how they look is the portal's."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

BAR_WIDTH = 1000  # of the drawing that the longest bar fills
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


class FactBarsBlock(SectionBlock):
    """Figures of one unit compared: bars with their numbers beside them, and the same as a table."""

    facts = blocks.ListBlock(SnippetChooserBlock("cms.Fact"), label=_("facts"))

    class Meta:
        icon = "tasks"
        label = _("Figures compared")
        template = "cms/blocks/fact_bars.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        facts = [fact for fact in value["facts"] if fact and fact.is_public and fact.value is not None]
        most = max((fact.value for fact in facts), default=0)
        context["bars"] = [(fact, round(BAR_WIDTH * fact.value / most) if most > 0 else 0) for fact in facts]
        return context


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


class PictureBlock(blocks.StructBlock):
    """A picture in modern formats and several widths; what it shows is said for those who do not see it."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(label=_("what it shows"), max_length=200)
    caption = blocks.CharBlock(label=_("caption and source"), max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/picture.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=120)
    answer = blocks.TextBlock(label=_("answer"))


class QuestionsBlock(SectionBlock):
    questions = blocks.ListBlock(QuestionBlock(), label=_("questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "cms/blocks/questions.html"


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("document"))
    name = blocks.CharBlock(
        label=_("name on this page"), max_length=120, required=False, help_text=_("Empty: the document's own title.")
    )
    note = blocks.CharBlock(label=_("what it is, of which day, from whom"), max_length=200)


class DownloadsBlock(SectionBlock):
    """Files to take away, each with its kind and size."""

    documents = blocks.ListBlock(DownloadBlock(), label=_("documents"))

    class Meta:
        icon = "download"
        label = _("Downloads")
        template = "cms/blocks/downloads.html"


BODY_BLOCKS = [
    ("text", blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Text"), template="cms/blocks/text.html")),
    ("facts", FactsBlock()),
    ("fact_table", FactTableBlock()),
    ("fact_bars", FactBarsBlock()),
    ("clusters", ClustersBlock()),
    ("parks", ParksBlock()),
    ("measures", MeasuresBlock()),
    ("steps", StepsBlock()),
    ("points", PointsBlock()),
    ("picture", PictureBlock()),
    ("questions", QuestionsBlock()),
    ("downloads", DownloadsBlock()),
    ("call", CallBlock()),
]
