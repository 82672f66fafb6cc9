"""What results are narrowed by and counted in: each field declared once, with the words that people type for it.

A kind says in its document which of these fields it has; both engines build from that.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from clusters.models import Building, Cluster, Parcel, Park, Project
from crm.common.prepared import Prepared
from leads.models import Lead
from leads.models.stages import LeadStage
from search.documents import DOCUMENTS, PLACE
from search.text import squeeze

KIND = "kind"


class Holds(StrEnum):
    """Keys of a list, years, numbers to compare (fen, hundredths of a square metre, days as 20260131), or places."""

    CHOICE = "choice"
    YEAR = "year"
    MONEY = "money"
    AREA = "area"
    DAY = "day"
    PLACE = "place"


@dataclass(frozen=True)
class Choice:
    """One key: what is shown, and all names by which it may be typed."""

    key: str
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """`words` are its names besides the label, in Chinese and English. A `counted` one is offered beside results."""

    name: str
    label: str | Promise
    words: tuple[str, ...]
    holds: Holds
    choices: Callable[[], list[Choice]] = list
    is_counted: bool = False
    example: str | Promise = ""

    @property
    def is_number(self) -> bool:
        return self.holds in (Holds.MONEY, Holds.AREA, Holds.DAY)

    @property
    def typed(self) -> str:
        """How it is typed, for the help."""
        sign = ">" if self.holds in (Holds.MONEY, Holds.AREA) else ":"
        return f"{self.label}{sign}{self.example}"

    @property
    def other_words(self) -> list[str]:
        """By which it may be typed as well."""
        return [word for word in (self.name, *self.words) if squeeze(word) != squeeze(str(self.label))]

    def stored(self, value: Any) -> Any:
        """As the index holds it; None where there is nothing to hold."""
        return None if value in (None, "") else STORED[self.holds](value)


def number_of_day(value: date | datetime) -> int:
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    return day.year * 10_000 + day.month * 100 + day.day


def hundredths(value: Decimal) -> int:
    return int(value * 100)


STORED: dict[Holds, Callable[[Any], Any]] = {
    Holds.CHOICE: str,
    Holds.YEAR: lambda value: str(value.year),
    Holds.MONEY: int,
    Holds.AREA: hundredths,
    Holds.DAY: number_of_day,
    Holds.PLACE: lambda point: point,
}


# --- What there is to choose from ---


def said(*lists: Any) -> Callable[[], list[Choice]]:
    """The choices of these enumerations, under their names in every language; equal keys are one choice."""

    @lru_cache(maxsize=8)
    def read(language: str, _words: tuple[str, ...]) -> list[Choice]:
        names: dict[str, list[str]] = {}
        labels: dict[str, str] = {}
        for value, label in (pair for each in lists for pair in each.choices):
            labels.setdefault(value, str(label))
            names.setdefault(value, [value]).extend(in_every_language(label))
        return [Choice(value, labels[value], tuple(dict.fromkeys(names[value]))) for value in labels]

    def words() -> tuple[str, ...]:
        """A manager may give a stage another name."""
        return tuple(str(label) for each in lists for label in each.labels)

    return lambda: read(translation.get_language() or "", words())


def in_every_language(label: Any) -> Iterator[str]:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            yield str(label)


def rows_of(model: Any) -> Callable[[], list[Choice]]:
    """Reference data that everybody may see, by all its names."""

    def read() -> list[Choice]:
        english = (translation.get_language() or "").startswith("en")
        rows = names_of(model).asked()
        return [
            Choice(
                code,
                name_en if english and name_en else name,
                tuple(each for each in (code, name, name_en, *aliases) if each),
            )
            for code, name, name_en, aliases in rows
        ]

    return read


@lru_cache(maxsize=8)
def names_of(model: Any) -> Prepared:
    return Prepared(model.objects.values_list("code", "name", "name_en", "aliases"))


def kinds() -> list[Choice]:
    return [
        Choice(kind, str(document.label), (kind, *in_every_language(document.label)))
        for kind, document in DOCUMENTS.items()
    ]


def no_such_kind(kind: str) -> str:
    words = {"kind": kind, "kinds": ", ".join(DOCUMENTS)}
    return gettext("There is no kind “%(kind)s”. There are: %(kinds)s.") % words


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field(KIND, _("Kind"), ("类型", "种类", "type"), Holds.CHOICE, kinds),
        Field(
            "stage",
            _("Stage"),
            ("阶段", "进度"),
            Holds.CHOICE,
            said(LeadStage, Project.Stage),
            is_counted=True,
            example=pgettext_lazy("search example", "signed"),
        ),
        Field(
            "cluster",
            _("Cluster"),
            ("集群", "产业集群", "产业"),
            Holds.CHOICE,
            rows_of(Cluster),
            is_counted=True,
            example=pgettext_lazy("search example", "copper"),
        ),
        Field(
            "park",
            _("Park"),
            ("片区", "园区"),
            Holds.CHOICE,
            rows_of(Park),
            is_counted=True,
            example=pgettext_lazy("search example", "Zhuangdian"),
        ),
        Field(
            "status",
            _("Status"),
            ("状态",),
            Holds.CHOICE,
            said(Lead.Status, Project.Status, Parcel.Status, Building.Status),
            is_counted=True,
            example=pgettext_lazy("search example", "available"),
        ),
        Field(
            "year", pgettext_lazy("search", "Year"), ("年份", "年度", "年"), Holds.YEAR, is_counted=True, example="2026"
        ),
        Field(
            "investment",
            _("Investment"),
            ("投资", "投资额", "总投资"),
            Holds.MONEY,
            example=pgettext_lazy("search example", "100million"),
        ),
        Field(
            "area", _("Area"), ("面积", "用地", "land"), Holds.AREA, example=pgettext_lazy("search example", "100mu")
        ),
        Field("date", _("Date"), ("日期", "时间"), Holds.DAY, example="2026-01..2026-06"),
        Field("updated", _("Updated"), ("更新", "更新时间"), Holds.DAY, example="2026-11-01"),
        Field(
            PLACE,
            pgettext_lazy("search", "Near"),
            ("附近", "周边"),
            Holds.PLACE,
            example=pgettext_lazy("search example", "Yundian 3km"),
        ),
    )
}
COUNTED = tuple(field.name for field in FIELDS.values() if field.is_counted)
STORED_FIELDS = tuple(field for field in FIELDS.values() if field.name != KIND)


@lru_cache(maxsize=1)
def fields_by_word() -> dict[str, Field]:
    """By their names, their labels in either language, and other words for them."""
    return {
        squeeze(word): field
        for field in FIELDS.values()
        for word in (field.name, *field.words, *in_every_language(field.label))
    }


def field_called(word: str) -> Field | None:
    return fields_by_word().get(squeeze(word))


def values_of(document: Any, record: Any) -> dict[str, Any]:
    """What the index holds of a record's fields."""
    found = {"updated": FIELDS["updated"].stored(document.updated(record))}
    for name, value in document.facets.items():
        found[name] = FIELDS[name].stored(value(record))
    return {name: value for name, value in found.items() if value is not None}


def plain_key(key: str) -> str:
    """A key as a token of an index."""
    return squeeze(key.replace("_", " "))
