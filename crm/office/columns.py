"""What a list shows of a record, column by column; description lists and exports read the same declarations."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from crm.common.areas import exact_mu, mu
from crm.common.money import FEN_PER_UNIT, format_fen, scale_fen
from crm.common.numbers import grouped
from crm.common.units import speaks_chinese, unit_word

Text = str | Promise
BLANK = "—"


@dataclass(frozen=True)
class Column:
    """One column.

    `value` is a function of the record or a path of attributes such as `company.name` (the key by default), `sort` the
    field to order by, `unit` stands in the header, `template` draws the cell (it gets `record`, `value`, `column`),
    `link` is True for the record's own address or a function of the record, `shown` says whether it is there at
    first, `export` gives the plain value for a workbook where the shown one is a text, `exact` the hover text, `total`
    how the sum of all rows' `sort` is told, for what adds up.
    """

    key: str
    label: Text
    value: Callable[[Any], Any] | str = ""
    sort: str = ""
    numeric: bool = False
    unit: Text = ""
    template: str = ""
    link: bool | Callable[[Any], str | None] = False
    shown: bool = True
    export: Callable[[Any], Any] | None = field(default=None, compare=False)
    exact: Callable[[Any], str] | None = field(default=None, compare=False)
    total: Callable[[Any], str] | None = field(default=None, compare=False)

    def of(self, record: Any) -> Any:
        """The value itself."""
        if callable(self.value):
            return self.value(record)
        return follow(record, self.value or self.key)

    def text_of(self, record: Any) -> str:
        return text(self.of(record))

    def reader(self, model: type[models.Model]) -> Callable[[Any], Any]:
        """A function from a record to what goes into a workbook, bound once for many rows."""
        given = self.export or (self.value if callable(self.value) else None)
        return reader_of(given) if given else path_reader(model, self.value or self.key)

    def address_of(self, record: Any) -> str | None:
        if callable(self.link):
            return self.link(record)
        return record.get_absolute_url() if self.link and hasattr(record, "get_absolute_url") else None

    def hover_of(self, record: Any) -> str:
        return self.exact(record) if self.exact else ""

    @property
    def heading(self) -> str:
        """The label with its unit, as a workbook's header has it."""
        label = capfirst(str(self.label))
        unit = unit_word(self.unit)
        brackets = "（{}）" if speaks_chinese() else " ({})"
        return label + brackets.format(unit) if unit else label


def follow(record: Any, path: str) -> Any:
    """The value at the end of a path of attributes; a choice as its word; None where the path breaks off."""
    for name in path.split("."):
        if record is None:
            return None
        record = getattr(record, f"get_{name}_display")() if has_words(type(record), name) else getattr(record, name)
        if callable(record) and not isinstance(record, models.Manager):
            record = record()
    return record


@cache
def has_words(kind: type, name: str) -> bool:
    """Whether records of this kind say the word of a choice."""
    return hasattr(kind, f"get_{name}_display")


def path_reader(model: type[models.Model], path: str) -> Callable[[Any], Any]:
    """As `plain` of `follow`, for many records of one model: what the path means is looked up once."""
    name, _dot, rest = path.partition(".")
    found = next(
        (each for each in (*model._meta.concrete_fields, *model._meta.many_to_many) if each.name == name), None
    )
    worded = found is not None and not found.choices and has_words(model, name)
    if found is None or worded or (rest and not isinstance(found, models.ForeignKey)):
        return reader_of(lambda record: follow(record, path))
    if isinstance(found, models.ManyToManyField):
        return many_reader(name)
    if isinstance(found, models.ForeignKey):
        return pointed_reader(found, path_reader(found.related_model, rest) if rest else plain)
    if found.choices or isinstance(found, models.BooleanField):
        return word_reader(found)
    read = attrgetter(name)
    return read if isinstance(found, KEPT_FIELDS) else reader_of(read)


def reader_of(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda record: plain(read(record))


def word_reader(found: models.Field) -> Callable[[Any], Any]:
    """Of a choice, or of yes and no."""
    read = attrgetter(found.name)
    words = {value: plain(str(label)) for value, label in found.flatchoices or [(True, _("Yes")), (False, _("No"))]}
    return lambda record: words[value] if (value := read(record)) in words else plain(value)


def many_reader(name: str) -> Callable[[Any], Any]:
    """The rows that were read beforehand, if they were: asking the record for them makes a manager each time."""

    def read(record: Any) -> Any:
        kept = getattr(record, "_prefetched_objects_cache", {}).get(name)
        if kept is None:
            return plain(getattr(record, name))
        return plain(kept) if kept else None

    return read


def pointed_reader(found: models.ForeignKey, further: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What records that point to the same one have in common is told once."""
    read, key_of = attrgetter(found.name), attrgetter(found.attname)
    told: dict[Any, Any] = {None: None}

    def tell(record: Any) -> Any:
        key = key_of(record)
        if key not in told:
            if len(told) > MOST_TOLD:
                del told[next(reversed(told))]
            told[key] = further(read(record))
        return told[key]

    return tell


KEPT = frozenset({int, float, Decimal, date, datetime, type(None)})
KEPT_FIELDS = (models.IntegerField, models.FloatField, models.DecimalField, models.DateField)
MOST_TOLD = 10_000


def plain(value: Any) -> Any:
    """What goes into a workbook: numbers and dates as themselves, everything else as its text; nothing for a blank."""
    if type(value) in KEPT:
        return value
    told = value if type(value) is str else text(value)
    return None if told in ("", BLANK) else told


def text(value: Any) -> str:
    """A value as a person reads it, in the active language."""
    if value is None or value == "":
        return BLANK
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if timezone.is_aware(value) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float, Decimal)):
        return grouped(value)
    if isinstance(value, (models.Manager, models.QuerySet)):
        return text(list(value.all()))
    if isinstance(value, (list, tuple, set)):
        return _(", ").join(text(item) for item in value) or BLANK
    return str(value)


def money(
    key: str, label: Text, path: str = "", unit: str = "万元", *, adds_up: bool = False, **options: Any
) -> Column:
    """A column of fen, shown in `unit` and exact on hover; in a workbook a number in that unit."""
    path = path or key

    def exported(record: Any) -> Decimal | None:
        fen = follow(record, path)
        return None if fen is None else Decimal(fen) / FEN_PER_UNIT[unit]

    def exact(record: Any) -> str:
        fen = follow(record, path)
        return "" if fen is None else f"{format_fen(fen, '元')} {unit_word('元')}"

    options = {"sort": path.replace(".", "__"), "numeric": True, **options}
    return Column(
        key,
        label,
        value=lambda record: format_fen(follow(record, path), unit),
        unit=unit,
        export=exported,
        exact=exact,
        total=scale_fen if adds_up else None,
        **options,
    )


def area(key: str, label: Text, path: str = "", unit: str = "亩", *, adds_up: bool = False, **options: Any) -> Column:
    """A column of m², shown in 亩 (or in ㎡); in a workbook a number that gives back the same m²."""
    path = path or key

    def in_unit(value: Decimal | None) -> Decimal | None:
        return mu(value) if unit == "亩" else value

    def total(value: Decimal) -> str:
        return f"{text(in_unit(value))} {unit_word(unit)}"

    options = {"sort": path.replace(".", "__"), "numeric": True, **options}
    return Column(
        key,
        label,
        value=lambda record: in_unit(follow(record, path)),
        unit=unit,
        export=(lambda record: exact_mu(follow(record, path))) if unit == "亩" else None,
        total=total if adds_up else None,
        **options,
    )


def of_field(model: type[models.Model], name: str, **options: Any) -> Column:
    """A column of a model's field, labelled with its verbose name; fen in 万元, m² in 亩."""
    try:
        model_field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return Column(name, getattr(getattr(model, name), "short_description", name), **options)
    label = getattr(model_field, "verbose_name", name)
    if name.endswith("_fen"):
        return money(name, bare(label), **options)
    if name.endswith("_sqm"):
        return area(name, bare(label), **options)
    numeric = isinstance(model_field, (models.IntegerField, models.DecimalField, models.FloatField))
    return Column(name, label, numeric=numeric and not model_field.choices, sort=name, **options)


def bare(label: Text) -> str:
    """A label without the stored unit in brackets: the shown unit is another."""
    return str(label).split("（")[0].split(" (")[0].split("(")[0].strip()


def resolve(model: type[models.Model], declared: tuple[Column | str, ...]) -> tuple[Column, ...]:
    """Names of fields become columns, the first column links to the record."""
    columns = [item if isinstance(item, Column) else of_field(model, item) for item in declared]
    if columns and columns[0].link is False and hasattr(model, "get_absolute_url"):
        columns[0] = replace(columns[0], link=True)
    return tuple(columns)
