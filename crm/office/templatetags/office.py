"""Tags of the shell: icons, cells, sort links, fields."""

import re
from functools import lru_cache
from typing import Any

from django import template
from django.db import models
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.http import QueryDict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm.common.units import unit_word
from crm.office.badges import Badge
from crm.office.charts import Chart
from crm.office.columns import BLANK, Column, text
from crm.office.panels import ShownPanel

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """An icon of the sprite, hidden from screen readers: the word beside it says what it means."""
    return drawn_icon(name, css)


@lru_cache(maxsize=1000)
def drawn_icon(name: str, css: str) -> SafeString:
    """A page holds a hundred and more."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("vendor/icons/sprite.svg"),
        name,
    )


@register.filter
def shown(value: Any) -> str:
    """A value as a person reads it: — for nothing, yes and no, dates, grouped numbers."""
    return text(value)


DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?")


@register.filter
def whole_dates(words: str) -> SafeString:
    """A sentence whose dates do not break after a hyphen."""
    return mark_safe(DATE.sub(r'<span class="text-nowrap">\g<0></span>', conditional_escape(words)))


@register.filter
def at(found: Any, key: str) -> Any:
    """What a dict holds under a key; nothing where there is no dict."""
    return found.get(key) if isinstance(found, dict) else None


@register.simple_tag(takes_context=True)
def cell(context: template.Context, record: models.Model, column: Column) -> SafeString | str:
    """What a column shows of a record."""
    value = column.of(record)
    if column.template:
        inside = {"record": record, "value": value, "column": column}
        return render_to_string(column.template, inside, context["request"])
    if isinstance(value, Badge):
        return badge(value)
    label = text(value)
    url = column.address_of(record)
    if url:
        return format_html('<a href="{}">{}</a>', url, label)
    hover = column.hover_of(record)
    return format_html('<span title="{}">{}</span>', hover, label) if hover else label


@register.simple_tag(takes_context=True)
def cells(context: template.Context, record: models.Model) -> SafeString:
    """A line of a table: its name with what picks it, and the other columns."""
    first, *others = context["columns"]
    under_first = context.get("under_first") or ()
    told = [(column, cell(context, record, column)) for column in others]
    name = cell(context, record, first)
    if under_first:
        name = format_html("{}{}", name, under(told, under_first))
    if context.get("bulk_actions"):
        name = format_html(PICKED_CELL, record.pk, _("Pick %(record)s") % {"record": record}, name)
    lines = ((CELL_CLASSES[column.numeric, column.key in under_first], inside) for column, inside in told)
    return format_html('<th scope="row">{}</th>{}', name, format_html_join("", "<td{}>{}</td>", lines))


def under(told: list[tuple[Column, SafeString | str]], keys: tuple[str, ...]) -> SafeString | str:
    """What phones show under a row's name; its own columns are hidden there."""
    cells = [
        (inside, format_html("\u202f{}", unit_word(column.unit)) if column.unit else "")
        for column, inside in told
        if column.key in keys and inside != BLANK
    ]
    return format_html('<div class="office-under">{}</div>', format_html_join("", "<span>{}{}</span>", cells))


CELL_CLASSES = {
    (False, False): "",
    (True, False): mark_safe(' class="numeric"'),
    (False, True): mark_safe(' class="is-under"'),
    (True, True): mark_safe(' class="numeric is-under"'),
}
PICKED_CELL = (
    '<div class="office-pick-cell"><label class="office-pick"><input type="checkbox" class="form-check-input m-0" '
    'name="pk" value="{}" form="bulk" aria-label="{}"></label><div>{}</div></div>'
)


@register.simple_tag
def badge(value: Badge) -> SafeString:
    return drawn_badge(value.tone, value.shape, str(value.label))


@lru_cache(maxsize=1000)
def drawn_badge(tone: str, shape: str, label: str) -> SafeString:
    """The same few states stand in every line of a list."""
    return format_html(
        '<span class="state state-{}"><svg class="state-shape" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>{}</span>',
        tone,
        static("office/shapes.svg"),
        shape,
        label,
    )


@register.simple_tag(takes_context=True)
def panel(context: template.Context, item: ShownPanel) -> SafeString:
    """The inside of a panel."""
    return render_to_string(item.panel.template, {"record": context.get("record"), **item.context}, context["request"])


@register.simple_tag(takes_context=True)
def card(context: template.Context, item: Any) -> SafeString:
    """The inside of a card of the Today page."""
    return render_to_string(item.card.template, item.context, context["request"])


@register.inclusion_tag("components/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """A chart with its table; the page's `scripts` block includes components/chart_scripts.html."""
    return {"chart": chart, "data": chart.data, "data_id": f"chart-{chart.key}-data"}


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changes: Any) -> str:
    """This page's address with some parameters changed; None or an empty value takes one out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else context["request"].path


@register.simple_tag(takes_context=True)
def sort_address(context: template.Context, column: Column) -> str:
    """Ascending first, then descending; the page starts again at 1."""
    ascending_now = context.get("sort_key") == column.key and not context.get("sort_descending")
    return address(context, sort=f"-{column.key}" if ascending_now else column.key, page=None)


@register.simple_tag
def widget(bound: BoundField) -> SafeString:
    """A form control with the shell's classes, tied to its help and errors for screen readers."""
    control = bound.field.widget
    kinds = ((CheckboxInput, "form-check-input"), ((RadioSelect, CheckboxSelectMultiple), ""), (Select, "form-select"))
    css = next((css for kind, css in kinds if isinstance(control, kind)), "form-control")
    attrs = {"class": " ".join(filter(None, (control.attrs.get("class"), css, "is-invalid" if bound.errors else "")))}
    described = [f"{bound.auto_id}_{part}" for part in ("helptext", "error") if getattr(bound, PARTS[part])]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return bound.as_widget(attrs=attrs)


PARTS = {"helptext": "help_text", "error": "errors"}


@register.filter
def is_checkbox(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, CheckboxInput)


@register.filter
def is_group(bound: BoundField) -> bool:
    """Several controls under one label, which needs a fieldset."""
    return isinstance(bound.field.widget, (RadioSelect, CheckboxSelectMultiple))
